// SPDX-License-Identifier: Apache-2.0
// The table of check items: number, item, boxes for the result, notes and measured values, amount.
#ifndef PLUMB_SERVER_REPORTS_FORM_ITEMS_H
#define PLUMB_SERVER_REPORTS_FORM_ITEMS_H

#include "server/reports/form_body.h"

struct form_item_row {
    const struct form_item *item; // NULL: a heading, or the sum
    const char *group;            // of a heading
    size_t number;
};
void form_items_add(struct form_body *body, struct flow *flow);

#endif
