// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/photo_set.h"

static enum err check_original(const struct deed *deed, const struct photo_set *given,
                               struct error *error)
{
    const struct fact *original = NULL;
    struct uuid other;
    enum err code;

    if (uuid_is_nil(&given->copy_of))
        return ERR_OK;
    code = deed_find(deed, "photo", &given->copy_of, &original, error);
    if (code)
        return code;
    if (!fact_refers(original, "of", &given->record) || fact_uuid(original, "copy_of", &other))
        return error_set(error, ERR_INVALID,
                         "标注副本须属于同一记录的原照片 a marked copy is one of an original photo "
                         "of the same record");
    return ERR_OK;
}

// The photo of the record that has these bytes; nil: none yet.
static struct uuid find_same(const struct deed *deed, const struct uuid *record,
                             const struct digest *digest)
{
    char text[HASH_TEXT];
    size_t count = 0;
    const struct fact *photos = facts_of_kind(deed->facts, "photo", &count);

    digest_format(digest, text);
    for (size_t i = 0; i < count; i++)
        if (!record_deleted(photos[i].record) && fact_refers(&photos[i], "of", record)
            && fact_is(&photos[i], "digest", text))
            return photos[i].record->id;
    return uuid_nil;
}

static enum err decide(struct deed *deed, const void *argument, struct error *error)
{
    const struct photo_set *given = argument;
    const struct fact *record = facts_find(deed->facts, &given->record);
    char id[UUID_TEXT];

    if (deed->options->photo_count == 0)
        return error_set(error, ERR_INVALID, "没有照片 no photo is given");
    if (!record || record_deleted(record->record)) {
        uuid_format(&given->record, id);
        return error_set(
            error, ERR_NOT_FOUND,
            "%s: 照片所属的记录不在本机 the record that it shows is not on this tablet", id);
    }
    deed->subject
        = find_same(deed, &given->record, &photo_outcome(deed->options->photos[0])->digest);
    deed_photos(deed, &given->record, given->moment);
    return check_original(deed, given, error);
}

enum err photo_set(const struct deed_options *options, const struct photo_set *given,
                   struct deed_report *report, struct error *error)
{
    return deed_run(options, decide, given, report, error);
}
