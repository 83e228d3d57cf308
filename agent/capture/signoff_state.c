// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/signoff_state.h"

#include "agent/store/shelf.h"
#include "shared/model/fact_signoff.h"
#include "shared/model/statement.h"
#include "shared/model/strokes.h"

static const char *const names[] = {"counts", "later", "unsure", "changed", "voided", "broken"};

const char *signoff_standing_name(enum signoff_standing standing)
{
    return names[standing];
}

// The first record of this kind whose field names the sign-off.
static const struct fact *find(const struct facts *facts, const char *kind, const char *field,
                               const struct uuid *id)
{
    size_t count = 0;
    const struct fact *list = facts_of_kind(facts, kind, &count), *found = NULL;

    for (size_t i = 0; i < count; i++)
        if (fact_refers(&list[i], field, id) && !record_deleted(list[i].record)
            && (!found || list[i].time < found->time))
            found = &list[i];
    return found;
}

static enum signoff_standing standing_of(const struct signoff_state *s)
{
    struct span known;

    if (!fact_true(s->record, "intact") || s->record->record->write_count != 1)
        return SIGNOFF_BROKEN;
    if (fact_true(s->record, "voided"))
        return SIGNOFF_VOIDED;
    if (s->changed)
        return SIGNOFF_CHANGED;
    if (fact_true(s->record, "counts"))
        return SIGNOFF_COUNTS;
    return fact_value(s->record, "changed", &known) == ERR_OK ? SIGNOFF_LATER : SIGNOFF_UNSURE;
}

void signoff_state_read(const struct facts *facts, const struct fact *record,
                        struct signoff_state *out)
{
    const struct uuid *id = &record->record->id;
    struct signoff sealed;
    struct buffer text;

    *out = (struct signoff_state){
        .record = record,
        .changed = fact_true(record, "changed"),
        .voiding = find(facts, "void", "signoff", id),
        .counter = find(facts, "counter_seal", "signoff", id),
        .complaint = find(facts, "complaint", "of", id),
    };
    out->standing = standing_of(out);
    buffer_init(&text, SIGNOFF_TEXT_MAX);
    if (fact_signoff_sealed(record, &text, &sealed) == ERR_OK)
        hash_once(text.data, text.len, &out->sealed);
    buffer_clear(&text);
}

static bool digest_of(const struct fact *record, const char *field, struct digest *out)
{
    struct span text;

    return fact_text(record, field, &text) && digest_parse(text.data, text.len, out);
}

// The bytes of a paper of at most `most`, into `out`, which is emptied first.
static enum err read_paper(struct store *store, const struct digest *digest, size_t most,
                           struct buffer *out, struct error *error)
{
    const struct disk *disk = store_given(store)->disk;
    struct disk_file *file = NULL;
    struct digest found;
    char name[HASH_TEXT];
    size_t got = 0;
    char *room;
    enum err code;

    digest_format(digest, name);
    code = shelf_open(disk, digest, &file, error);
    if (code)
        return error_set(
            error, code,
            "签署内容不在本机 the page that was signed is not on this tablet: %s; the tablet "
            "that made it and the office have it (plumbd export)",
            name);
    buffer_reset(out);
    room = buffer_reserve(out, most);
    code = room ? disk->read(file, 0, room, most, &got) : ERR_TOO_LARGE;
    disk->close(file);
    if (code)
        return error_set(error, code, "paper %s cannot be read", name);
    out->len = got;
    hash_once(room, got, &found);
    return digest_equal(&found, digest)
               ? ERR_OK
               : error_set(error, ERR_CORRUPT, "paper %s: its bytes are others", name);
}

enum err signoff_state_statement(struct store *store, const struct fact *record, struct buffer *out,
                                 struct error *error)
{
    struct digest digest;

    if (!digest_of(record, "statement", &digest))
        return error_set(error, ERR_CORRUPT, "the sign-off names no statement");
    return read_paper(store, &digest, STATEMENT_BYTES_MAX, out, error);
}

enum err signoff_state_strokes(struct store *store, const struct fact *record, struct buffer *out,
                               struct error *error)
{
    struct digest digest;

    if (!digest_of(record, "handwriting", &digest))
        return error_set(error, ERR_NOT_FOUND, "没有手写签名 it has no handwriting");
    return read_paper(store, &digest, STROKES_BYTES_MAX, out, error);
}
