// SPDX-License-Identifier: Apache-2.0
#include "shared/model/fact_draft.h"

#include <stdio.h>
#include <string.h>

void fact_draft_value(struct fact_draft *draft, const char *name, struct span value)
{
    if (!value.data)
        return;
    draft->fields[draft->count++] = (struct field){span_of(name), value};
}

void fact_draft_boolean(struct fact_draft *draft, const char *name, bool value)
{
    fact_draft_value(draft, name, span_of(value ? "true" : "false"));
}

// NULL data when the arena is full: then fact_draft_value leaves it out.
static struct span keep(struct fact_draft *draft, const char *text)
{
    size_t len = strlen(text);

    return (struct span){arena_dup(draft->arena, text, len), len};
}

void fact_draft_integer(struct fact_draft *draft, const char *name, int64_t value)
{
    char text[32];

    snprintf(text, sizeof(text), "%lld", (long long)value);
    fact_draft_value(draft, name, keep(draft, text));
}

void fact_draft_uuid(struct fact_draft *draft, const char *name, const struct uuid *value)
{
    char id[UUID_TEXT], text[UUID_TEXT + 2];

    uuid_format(value, id);
    snprintf(text, sizeof(text), "\"%s\"", id);
    fact_draft_value(draft, name, keep(draft, text));
}

void fact_draft_finish(struct fact_draft *draft, struct fact *fact)
{
    size_t count = draft->count + fact->derived_count;
    struct field *all = arena_take(draft->arena, (count + 1) * sizeof(*all));

    if (!all)
        return;
    for (size_t i = 0; i < count; i++) {
        struct field field = i < draft->count ? draft->fields[i] : fact->derived[i - draft->count];
        size_t place = i;

        for (; place > 0 && span_compare(all[place - 1].name, field.name) > 0; place--)
            all[place] = all[place - 1];
        all[place] = field;
    }
    fact->derived = all;
    fact->derived_count = count;
}
