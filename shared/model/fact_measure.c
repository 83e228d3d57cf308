// SPDX-License-Identifier: Apache-2.0
#include "shared/model/fact_measure.h"

#include "shared/model/decimal.h"

enum fact_measure fact_measure_judge(const struct fact *value, const struct catalogue_item *item)
{
    struct decimal_tolerance tolerance;
    struct span text;
    bool within;

    if (!item || !fact_text(value, "value", &text))
        return MEASURE_UNKNOWN;
    tolerance = (struct decimal_tolerance){item->target, item->minus, item->plus};
    (void)fact_text(value, "target", &tolerance.target);
    if (!decimal_within(text, &tolerance, &within))
        return MEASURE_UNKNOWN;
    return within ? MEASURE_PASSES : MEASURE_FAILS;
}

static int compare_texts(const struct fact *one, const struct fact *other, const char *field)
{
    struct span a = {0}, b = {0};

    fact_text(one, field, &a);
    fact_text(other, field, &b);
    return span_compare(a, b);
}

int fact_measure_order(const void *a, const void *b)
{
    const struct fact *one = *(const struct fact *const *)a,
                      *other = *(const struct fact *const *)b;
    int order = compare_texts(one, other, "item");

    if (!order)
        order = compare_texts(one, other, "point");
    return order ? order : uuid_compare(&one->record->id, &other->record->id);
}
