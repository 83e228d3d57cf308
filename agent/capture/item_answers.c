// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/item_answers.h"

#include "shared/model/fact_measure.h"

#include <stdlib.h>

static struct span text_of(const struct fact *fact, const char *field)
{
    struct span text = {0};

    fact_text(fact, field, &text);
    return text;
}

// Whether a value is of the place itself or of one of its results.
static bool is_here(const struct item_answers *answers, const struct item_place *place,
                    const struct fact *value)
{
    struct uuid of;

    if (record_deleted(value->record) || !fact_uuid(value, "of", &of))
        return false;
    if (uuid_equal(&of, &place->of->record->id))
        return true;
    for (size_t i = 0; i < answers->result_count; i++)
        if (uuid_equal(&of, &answers->results[i]->record->id))
            return true;
    return false;
}

bool item_answers_read(const struct facts *facts, const struct item_place *place,
                       struct arena *arena, struct item_answers *out)
{
    size_t count = 0;
    const struct fact *list = facts_of_kind(facts, "item_result", &count);

    *out = (struct item_answers){.results = arena_take(arena, (count + 1) * sizeof(list))};
    for (size_t i = 0; out->results && i < count; i++)
        if (!record_deleted(list[i].record)
            && fact_refers(&list[i], "attempt", &place->of->record->id))
            out->results[out->result_count++] = &list[i];
    list = facts_of_kind(facts, "measured_value", &count);
    out->values = arena_take(arena, (count + 1) * sizeof(list));
    for (size_t i = 0; out->results && out->values && i < count; i++)
        if (is_here(out, place, &list[i]))
            out->values[out->value_count++] = &list[i];
    if (!out->results || !out->values)
        return false;
    qsort(out->values, out->value_count, sizeof(list), fact_measure_order);
    return true;
}

const struct fact *item_answers_result(const struct item_answers *answers, struct span item)
{
    for (size_t i = 0; i < answers->result_count; i++)
        if (span_equal(text_of(answers->results[i], "item"), item))
            return answers->results[i];
    return NULL;
}

const struct fact *item_answers_value(const struct item_answers *answers, struct span item,
                                      size_t *at)
{
    while (*at < answers->value_count) {
        const struct fact *value = answers->values[(*at)++];

        if (span_equal(text_of(value, "item"), item))
            return value;
    }
    return NULL;
}

int64_t item_answers_photos(const struct fact *result)
{
    int64_t count = 0;

    if (result)
        fact_integer(result, "photos", &count);
    return count;
}
