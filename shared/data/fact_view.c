// SPDX-License-Identifier: Apache-2.0
#include "shared/data/fact_view.h"

#include "shared/base/when.h"
#include "shared/model/kind_word.h"
#include "shared/model/move.h"

#include <string.h>

const char *fact_view_label(const struct fact *fact, const char *field, const char **en)
{
    const struct kind_field *own = kind_field_find(fact->kind, span_of(field));
    const struct fact_field *derived = fact_field_find(fact->record->kind, span_of(field));

    *en = own ? own->en : derived ? derived->en : field;
    return own ? own->zh : derived ? derived->zh : "";
}

enum kind_type fact_view_type(const struct fact *fact, const char *field)
{
    const struct kind_field *own = kind_field_find(fact->kind, span_of(field));
    const struct fact_field *derived = fact_field_find(fact->record->kind, span_of(field));

    return own ? own->type : derived ? derived->type : TYPE_TEXT;
}

static void put_plain(struct span value, struct buffer *out)
{
    if (value.len >= 2 && value.data[0] == '"')
        canon_unescape((struct span){value.data + 1, value.len - 2}, out);
    else
        buffer_append(out, value.data, value.len);
}

static void put_word(const struct fact *fact, struct span value, struct buffer *out)
{
    const struct kind_word *word = NULL;

    if (value.len >= 2)
        word = kind_word_find(fact->record->kind, (struct span){value.data + 1, value.len - 2});

    if (word)
        buffer_printf(out, "%s %s", word->zh, word->en);
    else
        put_plain(value, out);
}

// A step by the words of its rule.
static bool put_move(struct span name, struct buffer *out)
{
    for (size_t i = 0; i < move_machine_count; i++)
        for (size_t k = 0; k < move_machines[i].rule_count; k++) {
            const struct move_rule *rule = &move_machines[i].rules[k];

            if (span_is(name, rule->name))
                return buffer_printf(out, "%s %s", rule->zh, rule->en);
        }
    return false;
}

// A person by name; any other record by its id.
static void put_record(const struct facts *facts, struct span value, struct buffer *out)
{
    struct uuid id;
    const struct fact *person = NULL;
    struct span name;

    if (value.len >= 2 && uuid_parse((struct span){value.data + 1, value.len - 2}, &id))
        person = facts_find(facts, &id);
    if (person && fact_text(person, "name", &name))
        canon_unescape(name, out);
    else
        put_plain(value, out);
}

const char *fact_view_type_name(enum kind_type type)
{
    static const char *const names[] = {
        [TYPE_TEXT] = "text",       [TYPE_INTEGER] = "integer", [TYPE_BOOLEAN] = "boolean",
        [TYPE_CHOICE] = "choice",   [TYPE_RECORD] = "record",   [TYPE_DIGEST] = "digest",
        [TYPE_DECIMAL] = "decimal", [TYPE_TIME] = "time",       [TYPE_DATE] = "date",
    };

    return names[type];
}

void fact_view_value(const struct facts *facts, const struct fact *fact, const char *field,
                     struct span value, struct buffer *out)
{
    char time[WHEN_SHORT_TEXT];
    int64_t ms;

    switch (fact_view_type(fact, field)) {
    case TYPE_CHOICE:
        put_word(fact, value, out);
        break;
    case TYPE_RECORD:
        put_record(facts, value, out);
        break;
    case TYPE_TIME:
        if (text_parse_i64(value, &ms)) {
            when_format(ms, time);
            buffer_append_text(out, time);
        }
        break;
    case TYPE_BOOLEAN:
        buffer_append_text(out, span_is(value, "true") ? "是 yes" : "否 no");
        break;
    default:
        if (strcmp(field, "move") != 0 || value.len < 2
            || !put_move((struct span){value.data + 1, value.len - 2}, out))
            put_plain(value, out);
    }
}
