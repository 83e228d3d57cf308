// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/contact.h"

// Name and phone of a person of ours stand in their record.
static void put_person(struct deed *deed, const struct deed_fields *fields)
{
    const struct field *person = deed_given(fields, "person");
    const struct fact *fact;
    struct uuid id;
    char text[DEED_PLAIN];

    if (!person || person->value.len != UUID_TEXT + 1
        || !uuid_parse((struct span){person->value.data + 1, person->value.len - 2}, &id))
        return;
    fact = facts_find(deed->facts, &id);
    if (!fact)
        return;
    if (!deed_has(deed, "name"))
        deed_word(deed, "name", deed_plain(fact, "name", text));
    if (!deed_has(deed, "phone") && deed_plain(fact, "phone", text)[0])
        deed_word(deed, "phone", text);
}

static enum err decide(struct deed *deed, const void *argument, struct error *error)
{
    static const struct {
        const char *field, *words;
    } wanted[] = {
        {"phone", "电话 phone"},
        {"duty", "职责 duty"},
        {"supervisor_phone", "监督电话 phone of the supervising department"},
    };
    const struct deed_fields *fields = argument;
    const struct fact *known;
    struct span before;
    struct uuid id;
    enum err code;

    deed_open(deed, "contact", NULL);
    deed_fields(deed, fields);
    put_person(deed, fields);
    code = deed_close(deed, &id, error);
    known = code ? NULL : facts_find(deed->facts, &id);
    if (!code && !known && !deed_has(deed, "name"))
        code = error_set(error, ERR_INVALID, "联系人必填 the contact's name is needed\t(--name)");
    for (size_t i = 0; !code && i < sizeof(wanted) / sizeof(wanted[0]); i++)
        if (!deed_has(deed, wanted[i].field)
            && (!known || !fact_text(known, wanted[i].field, &before)))
            deed_say(deed, "联系单还缺 the contact sheet still lacks: %s", wanted[i].words);
    return code;
}

enum err contact_set(const struct deed_options *options, const struct deed_fields *fields,
                     struct deed_report *report, struct error *error)
{
    return deed_run(options, decide, fields, report, error);
}
