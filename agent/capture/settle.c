// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/settle.h"

#include "shared/data/field_text.h"

enum { VALUES_MAX = 64 };

bool settle_is_ours(const struct kind *kind, struct span role)
{
    return kind && !kind->office_only && !kind->write_once && kind_may_write(kind, role);
}

static enum err find(const struct deed *deed, const struct settle *given, const struct fact **out,
                     struct error *error)
{
    const struct fact *fact = facts_find(deed->facts, &given->record);
    const struct fact *person = facts_find(deed->facts, &deed->options->person);
    struct span role = {0};
    char id[UUID_TEXT];

    uuid_format(&given->record, id);
    if (!fact)
        return error_set(error, ERR_NOT_FOUND,
                         "%s: 此记录不在本机 no such record is on this tablet", id);
    if (person)
        fact_text(person, "role", &role);
    if (!settle_is_ours(fact->kind, role))
        return error_set(
            error, ERR_DENIED,
            "“%s”由办公室裁定，请联系办公室 the office settles this (%s): ask the office",
            fact->kind ? fact->kind->zh : "?", fact->kind ? fact->kind->en : "?");
    if (!record_field_conflicts(fact->record, span_of(given->field)))
        return error_set(error, ERR_PRECONDITION,
                         "“%.40s”没有冲突，或已有人裁定 it is in no conflict, or settled already",
                         given->field);
    *out = fact;
    return ERR_OK;
}

// The value that stands with the dot.
static enum err take(const struct fact *fact, const struct settle *given, struct field *out,
                     struct error *error)
{
    struct record_value values[VALUES_MAX];
    size_t count = record_values(fact->record, out->name, values, VALUES_MAX);

    for (size_t i = 0; i < count && i < VALUES_MAX; i++)
        if (dot_compare(values[i].dot, given->dot) == 0) {
            out->value = values[i].value;
            return ERR_OK;
        }
    return error_set(
        error, ERR_NOT_FOUND,
        "所选的值已不在，请重新查看 the value that was chosen does not stand any more: "
        "look again");
}

static enum err decide(struct deed *deed, const void *argument, struct error *error)
{
    const struct settle *given = argument;
    struct field field = {span_of(given->field), span_of("null")};
    const struct fact *fact = NULL;
    enum err code = find(deed, given, &fact, error);

    if (!code && given->dot.actor != 0)
        code = take(fact, given, &field, error);
    else if (!code && given->text)
        code = field_text_value(fact->record->kind, span_of(given->text), deed->arena, &field,
                                error);
    if (code)
        return code;
    deed_open(deed, fact->kind->name, &given->record);
    deed_fields(deed, &(struct deed_fields){&field, 1});
    deed_label(deed, "冲突已裁定 conflict settled");
    return deed_close(deed, NULL, error);
}

enum err settle_run(const struct deed_options *options, const struct settle *given,
                    struct deed_report *report, struct error *error)
{
    return deed_run(options, decide, given, report, error);
}
