// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_table.h"

#include <string.h>

#define PAD_X 4.5
#define PAD_Y 3.6
#define LINE_MIN 11.6
#define TICK_SIDE 6.6
#define OUTER 0.9
#define INNER 0.4

static size_t cell_count(const struct form_table *table, const struct form_row *row)
{
    return row->spans ? 1 : row->joined ? 2 : table->columns;
}

// The last cell of a row takes what is left.
static double cell_width(const struct form_table *table, const struct form_row *row, size_t column)
{
    double left = SHEET_INNER;
    for (size_t i = 0; i < column; i++)
        left -= table->widths[i];
    return (column + 1 == cell_count(table, row) ? left : table->widths[column]) - 2 * PAD_X;
}

void form_table_put(struct form_cell *cell, const char *text, enum sheet_style style)
{
    if (cell->count < TABLE_PIECES_MAX)
        cell->pieces[cell->count++] = (struct sheet_piece){text, style};
}

void form_table_put_label(struct form_cell *cell, const struct form_label *label)
{
    form_table_put(cell, label->zh, STYLE_LABEL);
    form_table_put(cell, label->en, STYLE_LABEL_EN);
}

static struct sheet_column cell_column(const struct form_table *table, const struct form_row *row,
                                       size_t column)
{
    return (struct sheet_column){row->cells[column].pieces, row->cells[column].count,
                                 cell_width(table, row, column),
                                 row->spans ? row->span_align : table->aligns[column]};
}

static double row_height(const struct form_table *table, struct sheet *sheet,
                         const struct form_row *row)
{
    double most = LINE_MIN;
    for (size_t i = 0; i < cell_count(table, row); i++) {
        struct sheet_column column = cell_column(table, row, i);
        double text = sheet_height(sheet, &column);
        most = text > most ? text : most;
    }
    return most + 2 * PAD_Y;
}

static void draw_rules(const struct form_table *table, struct sheet *sheet,
                       const struct form_row *row, const struct sheet_box *box,
                       const struct flow_place *place)
{
    double bottom = box->y + box->height, x = box->x;
    sheet_ink(sheet, INK_BLACK);
    sheet_rule_width(sheet, INNER);
    for (size_t i = 0; i + 1 < cell_count(table, row); i++) {
        x += table->widths[i];
        sheet_rule(sheet, x, box->y, x, bottom);
    }
    sheet_rule_width(sheet, place->closes ? OUTER : INNER);
    sheet_rule(sheet, box->x, bottom, box->x + box->width, bottom);
    // Also the line that the row above drew: this row's shade lies over half of it.
    sheet_rule_width(sheet, place->opens ? OUTER : INNER);
    sheet_rule(sheet, box->x, box->y, box->x + box->width, box->y);
    sheet_rule_width(sheet, OUTER);
    sheet_rule(sheet, box->x, box->y, box->x, bottom);
    sheet_rule(sheet, box->x + box->width, box->y, box->x + box->width, bottom);
}

static void draw_shade(const struct form_table *table, struct sheet *sheet,
                       const struct form_row *row, const struct sheet_box *box)
{
    double x = box->x;
    sheet_ink(sheet, INK_SHADE);
    if (row->shaded)
        sheet_fill(sheet, box);
    for (size_t i = 0; !row->shaded && table->label_columns && i < cell_count(table, row); i++) {
        if (i % 2 == 0)
            sheet_fill(sheet, &(struct sheet_box){x, box->y, table->widths[i], box->height});
        x += table->widths[i];
    }
}

// Rows are made twice, to be measured and to be drawn, rather than kept.
static void draw_row(struct sheet *sheet, const void *data, const struct flow_place *place)
{
    const struct form_table *table = data;
    struct form_row row;
    memset(&row, 0, sizeof row);
    table->make(table->ctx, place->index, &row);
    bool cut = row_height(table, sheet, &row) > table->page_room;
    struct sheet_box box = {place->x, place->y, SHEET_INNER, place->height};
    struct sheet_slice part = {cut ? table->page_room - 2 * PAD_Y : 0, place->slice};
    double x = place->x;
    draw_shade(table, sheet, &row, &box);
    for (size_t i = 0; i < cell_count(table, &row); i++) {
        struct sheet_column column = cell_column(table, &row, i);
        double slack = cut ? 0 : place->height - 2 * PAD_Y - sheet_height(sheet, &column);
        double y = place->y + PAD_Y + slack / 2; // in the middle of its row
        if (!row.cells[i].box)
            sheet_draw_slice(sheet, &column, &part, x + PAD_X, y);
        else if (place->slice == 0)
            sheet_draw_tick(sheet, &row.cells[i].tick, x + (table->widths[i] - TICK_SIDE) / 2,
                            cut ? y : place->y + (place->height - LINE_MIN) / 2);
        x += table->widths[i];
    }
    draw_rules(table, sheet, &row, &box, place);
}

// A row that no page can hold: as many boxes as it has slices.
static void add_slices(struct form_table *table, struct sheet *sheet, struct flow *flow,
                       struct flow_box *box, const struct form_row *row)
{
    size_t most = 1;
    double last = 0;
    for (size_t i = 0; i < cell_count(table, row); i++) {
        struct sheet_column column = cell_column(table, row, i);
        double rest = 0;
        size_t slices = sheet_slices(sheet, &column, table->page_room - 2 * PAD_Y, &rest);
        if (slices > most || (slices == most && rest > last))
            last = rest;
        most = slices > most ? slices : most;
    }
    box->keep_next = false;
    for (box->slice = 0; box->slice < most; box->slice++) {
        box->height = box->slice + 1 < most ? table->page_room : last + 2 * PAD_Y;
        flow_add(flow, box);
    }
}

static void add_row(struct form_table *table, struct sheet *sheet, struct flow *flow, size_t index)
{
    struct form_row row;
    memset(&row, 0, sizeof row);
    table->make(table->ctx, index, &row);
    struct flow_box box = {.height = row_height(table, sheet, &row),
                           .draw = draw_row,
                           .data = table,
                           .index = index,
                           .run = flow->runs,
                           .before = index == 0 && table->headless ? table->before : 0,
                           .head = table->headless ? NULL : &table->head};
    box.keep_next = row.spans || (index == 0 && table->rows > 1) || index + 2 == table->rows;
    if (index + 1 == table->rows)
        box.keep_next = table->keep_next;
    if (box.height > table->page_room)
        add_slices(table, sheet, flow, &box, &row);
    else
        flow_add(flow, &box);
}

void form_table_add(struct form_table *table, struct sheet *sheet, struct flow *flow,
                    double page_room)
{
    flow->runs++;
    table->page_room = page_room;
    if (!table->headless) {
        struct form_row row;
        memset(&row, 0, sizeof row);
        table->make(table->ctx, FORM_TABLE_HEAD, &row);
        table->head = (struct flow_box){.height = row_height(table, sheet, &row),
                                        .draw = draw_row,
                                        .data = table,
                                        .index = FORM_TABLE_HEAD,
                                        .run = flow->runs,
                                        .keep_next = true};
        table->page_room -= table->head.height;
        flow_add(flow, &table->head);
    }
    for (size_t i = 0; i < table->rows; i++)
        add_row(table, sheet, flow, i);
}

static void draw_heading(struct sheet *sheet, const void *data, const struct flow_place *place)
{
    const struct form_heading *heading = data;
    struct sheet_line zh = {.text = heading->zh, .style = STYLE_HEADING};
    struct sheet_line en = {.text = heading->en, .style = STYLE_BODY_EN};
    sheet_draw_line(sheet, &zh, place->x, place->y);
    sheet_draw_line(sheet, &en, place->x + sheet_line_width(sheet, &zh) + 6, place->y + 3.2);
}

void form_table_heading(const struct form_heading *heading, struct flow *flow)
{
    flow_add(
        flow,
        &(struct flow_box){
            .height = 17, .before = 11, .draw = draw_heading, .data = heading, .keep_next = true});
}
