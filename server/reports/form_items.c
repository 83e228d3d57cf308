// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_items.h"

#include <string.h>

static const struct form_heading heading = {"检查项目", "Check items"};

enum {
    COLUMN_NUMBER,
    COLUMN_ITEM,
    COLUMN_PASS,
    COLUMN_FAIL,
    COLUMN_NA,
    COLUMN_NOTE,
    COLUMN_AMOUNT
};

static void make_head(struct form_row *out)
{
    static const struct form_label titles[] = {{"序号", "No."},
                                               {"检查项目", "Item"},
                                               {"合格", "Pass"},
                                               {"不合格", "Fail"},
                                               {"不适用", "N/A"},
                                               {"实测与备注", "Measured, notes"},
                                               {"金额（元）", "Amount CNY"}};
    out->shaded = true;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        form_table_put_label(&out->cells[i], &titles[i]);
}

static void put_boxes(const struct form_item *item, struct form_row *out)
{
    static const char *const results[] = {"pass", "fail", "na"};
    for (size_t i = 0; i < 3; i++) {
        struct form_cell *cell = &out->cells[COLUMN_PASS + i];
        bool ticked = strcmp(item->result, results[i]) == 0;
        cell->box = true;
        cell->tick = (struct sheet_tick){"", ticked, ticked && i == 1};
    }
}

// "客厅 2797 mm（2800 −5/+5）合格", one a line.
static const char *print_values(struct form_body *body, const struct form_item *item)
{
    struct buffer text;
    const char *printed = "";
    buffer_init(&text, 64 << 10);
    for (size_t i = 0; i < item->value_count; i++) {
        const struct form_value *value = &item->values[i];
        buffer_printf(&text, "%s%s %s %s", i == 0 ? "" : "\n", value->point, value->value,
                      value->unit);
        if (value->target[0] != '\0' && (item->minus[0] != '\0' || item->plus[0] != '\0'))
            buffer_printf(&text, "（%s −%s/+%s）", value->target,
                          item->minus[0] != '\0' ? item->minus : "0",
                          item->plus[0] != '\0' ? item->plus : "0");
        else if (value->target[0] != '\0')
            buffer_printf(&text, "（%s）", value->target);
        if (value->judged)
            buffer_append_text(&text, value->passes ? "合格" : "超差");
        if (value->conflict)
            buffer_append_text(&text, " 两处记录不一致");
    }
    if (text.len > 0)
        printed = form_body_print(body, "%s", text.data);
    buffer_clear(&text);
    return printed;
}

static const char *print_photos(struct form_body *body, const struct form_item *item)
{
    size_t first = item->photo_first + 1, last = item->photo_first + item->photo_count;
    if (item->photo_count == 0)
        return "";
    if (first == last)
        return form_body_print(body, "照片：图 %zu", first);
    return form_body_print(body, "照片：图 %zu–%zu", first, last);
}

static const char *print_marks(struct form_body *body, const struct form_item *item)
{
    return form_body_print(body, "%s%s%s%s", item->room,
                           item->room[0] != '\0' && item->concealed ? "　" : "",
                           item->concealed ? "【隐蔽工程 concealed】" : "",
                           item->conflict ? "【两处记录不一致 in conflict】" : "");
}

static void make_item(struct form_body *body, const struct form_item_row *row, struct form_row *out)
{
    const struct form_item *item = row->item;
    char money[FORM_FIGURE_TEXT];
    form_table_put(&out->cells[COLUMN_NUMBER], form_body_print(body, "%zu", row->number),
                   STYLE_LABEL);
    form_table_put(&out->cells[COLUMN_ITEM], item->label.zh, STYLE_BODY);
    if (strcmp(item->label.en, item->label.zh) != 0)
        form_table_put(&out->cells[COLUMN_ITEM], item->label.en, STYLE_BODY_EN);
    form_table_put(&out->cells[COLUMN_ITEM], print_marks(body, item), STYLE_SMALL);
    put_boxes(item, out);
    form_table_put(&out->cells[COLUMN_NOTE], print_values(body, item), STYLE_VALUE);
    form_table_put(&out->cells[COLUMN_NOTE], item->note, STYLE_BODY);
    form_table_put(&out->cells[COLUMN_NOTE], print_photos(body, item), STYLE_SMALL);
    if (item->priced) {
        form_words_money(item->amount_fen, money);
        form_table_put(&out->cells[COLUMN_AMOUNT], form_body_print(body, "%s", money),
                       STYLE_FIGURE);
    }
}

static void make_row(void *ctx, size_t index, struct form_row *out)
{
    struct form_body *body = ctx;
    char money[FORM_FIGURE_TEXT];
    arena_reset(&body->scratch);
    if (index == FORM_TABLE_HEAD) {
        make_head(out);
        return;
    }
    const struct form_item_row *row = &body->rows[index];
    if (row->item != NULL) {
        make_item(body, row, out);
    } else if (row->group != NULL) {
        out->spans = out->shaded = true;
        form_table_put(&out->cells[0], row->group, STYLE_STRONG);
    } else {
        form_words_money(body->total_fen, money);
        out->spans = true;
        out->span_align = ALIGN_RIGHT;
        form_table_put(&out->cells[0], form_body_print(body, "合计 Total　%s 元", money),
                       STYLE_STRONG);
    }
}

static void find_total(struct form_body *body)
{
    const struct form_document *document = body->document;
    bool sums = true;
    size_t priced = 0;
    for (size_t i = 0; i < document->item_count; i++) {
        if (!document->items[i].priced)
            continue;
        priced++;
        sums = sums
               && !__builtin_add_overflow(body->total_fen, document->items[i].amount_fen,
                                          &body->total_fen);
    }
    body->priced = priced > 0;
    body->totalled = sums && priced > 1;
}

static bool list_rows(struct form_body *body)
{
    const struct form_document *document = body->document;
    const char *group = "";
    body->rows = arena_take(&body->kept, (2 * document->item_count + 1) * sizeof *body->rows);
    if (body->rows == NULL)
        return false;
    for (size_t i = 0; i < document->item_count; i++) {
        const struct form_item *item = &document->items[i];
        if (item->group[0] != '\0' && strcmp(item->group, group) != 0)
            body->rows[body->row_count++]
                = (struct form_item_row){.group = form_words_term(body->terms, "", item->group).zh};
        group = item->group;
        body->rows[body->row_count++] = (struct form_item_row){.item = item, .number = i + 1};
    }
    if (body->totalled)
        body->rows[body->row_count++] = (struct form_item_row){0};
    return true;
}

void form_items_add(struct form_body *body, struct flow *flow)
{
    static const double plain[] = {29, 174, 36, 36, 36, SHEET_INNER - 311};
    static const double priced[] = {29, 138, 35, 36, 36, SHEET_INNER - 346, 72};
    static const enum sheet_align aligns[] = {ALIGN_CENTRE, ALIGN_LEFT, ALIGN_CENTRE, ALIGN_CENTRE,
                                              ALIGN_CENTRE, ALIGN_LEFT, ALIGN_RIGHT};
    find_total(body);
    if (body->document->item_count == 0 || !list_rows(body))
        return;
    struct form_table *table = &body->item_table;
    *table = (struct form_table){
        .columns = body->priced ? 7 : 6, .rows = body->row_count, .make = make_row, .ctx = body};
    memcpy(table->widths, body->priced ? priced : plain, table->columns * sizeof(double));
    memcpy(table->aligns, aligns, sizeof aligns);
    form_table_heading(&heading, flow);
    form_table_add(table, body->sheet, flow, body->page_room);
}
