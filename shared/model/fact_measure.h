// SPDX-License-Identifier: Apache-2.0
// Whether a measured value lies within its tolerance (domain.md D4.5), in exact decimals.
#ifndef PLUMB_SHARED_MODEL_FACT_MEASURE_H
#define PLUMB_SHARED_MODEL_FACT_MEASURE_H

#include "shared/model/catalogue.h"

// Judged by its own target, or that of the item, with the item's tolerance.
enum fact_measure { MEASURE_UNKNOWN, MEASURE_PASSES, MEASURE_FAILS };
// UNKNOWN: there is no value, no item or no target.
enum fact_measure fact_measure_judge(const struct fact *value, const struct catalogue_item *item);

// The order in which measured values stand, on a screen as on the page that is signed: by item,
// point, id. For qsort, of pointers to struct fact.
int fact_measure_order(const void *a, const void *b);

#endif
