// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/note_add.h"

static enum err decide(struct deed *deed, const void *argument, struct error *error)
{
    const struct note_add *given = argument;
    const struct fact *of = facts_find(deed->facts, &given->of);
    struct uuid id;
    enum err code;

    if (text_blank(given->text))
        return error_set(error, ERR_INVALID, "备注是空的 the note is empty");
    if (!uuid_is_nil(&given->of) && (!of || record_deleted(of->record)))
        return error_set(
            error, ERR_NOT_FOUND,
            "备注所属的记录不在本机 the record that it is about is not on this tablet");
    deed_open(deed, "note", NULL);
    deed_text(deed, "text", given->text);
    if (of)
        deed_uuid(deed, "of", &given->of);
    code = deed_close(deed, &id, error);
    deed_photos(deed, &id, NULL);
    return code;
}

enum err note_add(const struct deed_options *options, const struct note_add *given,
                  struct deed_report *report, struct error *error)
{
    return deed_run(options, decide, given, report, error);
}
