// SPDX-License-Identifier: Apache-2.0
// What stands between the title of a form and its signatures: customer and node, fields, items,
// open rectifications, people, the clause.
#ifndef PLUMB_SERVER_REPORTS_FORM_BODY_H
#define PLUMB_SERVER_REPORTS_FORM_BODY_H

#include "server/reports/form_document.h"
#include "server/reports/form_signature.h"
#include "server/reports/form_table.h"

// The tables of one paper; must stay where it is until it is drawn. Zeroed but for the first five.
struct form_body {
    struct sheet *sheet;
    const struct form_document *document;
    const struct form_signatures *signatures;
    const struct form_terms *terms;
    double page_room;
    struct arena scratch; // texts of the row that is made
    struct arena kept;
    struct form_pair *pairs;
    struct form_field_row *field_rows;
    size_t pair_count, pairs_cap;
    struct form_item_row *rows; // of the table of items
    size_t row_count;
    bool priced, totalled;
    int64_t total_fen;
    struct form_table head_table, field_table, item_table, fix_table, people_table, clause_table,
        reason_table;
};
void form_body_add_top(struct form_body *body, struct flow *flow);     // before the items
void form_body_add_end(struct form_body *body, struct flow *flow);     // people, the clause
void form_body_add_reasons(struct form_body *body, struct flow *flow); // below the signatures
void form_body_clear(struct form_body *body);
// A text that lives as long as the row that is made.
const char *form_body_print(struct form_body *body, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
