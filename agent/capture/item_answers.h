// SPDX-License-Identifier: Apache-2.0
// What was answered and measured at a place where check items are answered.
#ifndef PLUMB_AGENT_CAPTURE_ITEM_ANSWERS_H
#define PLUMB_AGENT_CAPTURE_ITEM_ANSWERS_H

#include "agent/capture/item_place.h"

struct item_answers {
    const struct fact **results, **values; // not deleted; in the arena
    size_t result_count, value_count;
};
// One pass over the facts that the place is from. Values that belong to the place or to one of its
// results; in order of item, then point. False when the arena is full.
bool item_answers_read(const struct facts *facts, const struct item_place *place,
                       struct arena *arena, struct item_answers *out);
const struct fact *item_answers_result(const struct item_answers *answers, struct span item);
// The next value of the item from *at on, which starts at 0; NULL: no more.
const struct fact *item_answers_value(const struct item_answers *answers, struct span item,
                                      size_t *at);
int64_t item_answers_photos(const struct fact *result); // how many count; NULL: 0

#endif
