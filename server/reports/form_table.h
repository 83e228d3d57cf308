// SPDX-License-Identifier: Apache-2.0
// Tables of a form: ruled rows of cells, a head that repeats on every page, rows that stay whole.
#ifndef PLUMB_SERVER_REPORTS_FORM_TABLE_H
#define PLUMB_SERVER_REPORTS_FORM_TABLE_H

#include "server/reports/flow.h"
#include "server/reports/form_document.h"

enum { TABLE_COLUMNS_MAX = 8, TABLE_PIECES_MAX = 4 };

struct form_cell {
    struct sheet_piece pieces[TABLE_PIECES_MAX];
    size_t count;
    bool box; // a box to be ticked instead of text
    struct sheet_tick tick;
};
struct form_row {
    struct form_cell cells[TABLE_COLUMNS_MAX];
    bool spans; // the first cell takes the whole width
    enum sheet_align span_align;
    bool shaded; // it bears a shade
    bool joined; // the second cell takes the rest of the width
};
struct form_table {
    double widths[TABLE_COLUMNS_MAX]; // sum: SHEET_INNER
    enum sheet_align aligns[TABLE_COLUMNS_MAX];
    size_t columns, rows;
    bool label_columns; // even columns are labels and bear a shade
    // Makes a row, zeroed before; its texts live until the next is made. FORM_TABLE_HEAD: the head.
    void (*make)(void *ctx, size_t index, struct form_row *out);
    void *ctx;
    bool headless;
    double before;        // room above the first row
    bool keep_next;       // the last row stays with what follows
    double page_room;     // set by form_table_add
    struct flow_box head; //
};
#define FORM_TABLE_HEAD ((size_t)-1)

// Adds the table's rows to the flow; the table must stay where it is until it is drawn. Rows that
// are longer than `page_room` are cut between lines. Group rows (spans) stay with the next row, and
// neither the first row nor the last is left alone.
void form_table_add(struct form_table *table, struct sheet *sheet, struct flow *flow,
                    double page_room);

// One more paragraph of a cell; what is beyond TABLE_PIECES_MAX is left out.
void form_table_put(struct form_cell *cell, const char *text, enum sheet_style style);
void form_table_put_label(struct form_cell *cell, const struct form_label *label);

// A heading above a table or paragraph, kept with what follows.
struct form_heading {
    const char *zh, *en;
};
void form_table_heading(const struct form_heading *heading, struct flow *flow);

#endif
