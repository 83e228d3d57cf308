// SPDX-License-Identifier: Apache-2.0
// Where check items are answered: an attempt of a node, an inspection, a simulated round or a
// patrol, with the items that its catalogue has for it.
#ifndef PLUMB_AGENT_CAPTURE_ITEM_PLACE_H
#define PLUMB_AGENT_CAPTURE_ITEM_PLACE_H

#include "agent/capture/deed.h"

struct item_place {
    const struct fact *of;   // the record that results name as their `attempt`
    const struct fact *node; // of an attempt; else NULL
    const struct catalogue *catalogue;
    const struct catalogue_items *items;
    struct catalogue_words words; // of the node or inspection
};
// The place of a record. A node stands for its newest attempt, or for attempt `n` when it is not 0.
// NOT_FOUND or INVALID in words.
enum err item_place_find(const struct deed *deed, const struct uuid *id, int64_t n,
                         struct item_place *out, struct error *error);
// The item with this code, or whose words these are. NOT_FOUND suggests the nearest.
enum err item_place_item(const struct item_place *place, struct span name,
                         const struct catalogue_item **out, struct error *error);
// The attempt of a node with number n, or the newest when n is 0; NULL: none is here.
const struct fact *item_place_attempt(const struct facts *facts, const struct uuid *node,
                                      int64_t n);
// Tells that what was signed changes, when a sign-off of the place is not void (D6.2).
void item_place_warn_signed(struct deed *deed, const struct item_place *place);

#endif
