// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_body.h"

#include "server/reports/form_items.h"
#include "shared/model/kind.h"

#include <stdio.h>
#include <string.h>

// A label and what stands beside it; two of them make a row.
struct form_pair {
    struct form_label label;
    const char *value;
};

static const struct form_heading fields_heading = {"内容", "Particulars"};
static const struct form_heading fixes_heading = {"未完成整改", "Open rectifications"};
static const struct form_heading clause_heading = {"签署条款", "What is declared"};
static const struct form_heading reasons_heading = {"签署人意见", "Reasons in full"};

const char *form_body_print(struct form_body *body, const char *format, ...)
{
    struct buffer text;
    va_list args;
    buffer_init(&text, 256 << 10);
    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    const char *kept = text.data == NULL ? NULL : arena_dup(&body->scratch, text.data, text.len);
    buffer_clear(&text);
    return kept == NULL ? "" : kept;
}

static void put_pair(const struct form_pair *pair, struct form_cell *label, struct form_cell *value)
{
    form_table_put_label(label, &pair->label);
    form_table_put(value, pair->value, STYLE_BODY);
}

static void make_head_row(void *ctx, size_t index, struct form_row *out)
{
    struct form_body *body = ctx;
    out->joined = 2 * index + 1 == body->pair_count;
    for (size_t i = 0; i < 2 && 2 * index + i < body->pair_count; i++)
        put_pair(&body->pairs[2 * index + i], &out->cells[2 * i], &out->cells[2 * i + 1]);
}

static void add_pair(struct form_body *body, struct form_label label, const char *value)
{
    if (body->pair_count < body->pairs_cap)
        body->pairs[body->pair_count++] = (struct form_pair){label, value};
}

static const char *keep(struct form_body *body, const char *text)
{
    const char *kept = arena_dup(&body->kept, text, strlen(text));
    return kept == NULL ? "" : kept;
}

static const char *subject(struct form_body *body)
{
    const struct form_document *document = body->document;
    const struct kind *kind = kind_find(span_of(document->of_kind));
    char text[400];
    if (!document->has_node)
        return kind != NULL ? kind->zh : document->of_kind;
    if (document->attempt > 1)
        form_words_print(text, sizeof text, "%s %s（第 %lld 次）", document->node.zh,
                         document->node.en, (long long)document->attempt);
    else
        form_words_print(text, sizeof text, "%s %s", document->node.zh, document->node.en);
    return keep(body, text);
}

// The day of the last signature.
static const char *signed_on(struct form_body *body)
{
    char text[FORM_FIGURE_TEXT];
    int64_t last = 0;
    for (size_t i = 0; i < body->signatures->count; i++)
        if (body->signatures->list[i].signed_ms > last)
            last = body->signatures->list[i].signed_ms;
    form_words_time(last, false, text);
    return form_body_print(body, "%s", text);
}

static const struct form_table pairs_table = {
    .widths = {58, SHEET_INNER / 2 - 58, 58, SHEET_INNER / 2 - 58},
    .columns = 4,
    .label_columns = true,
    .headless = true,
};

static void add_head(struct form_body *body, struct flow *flow)
{
    enum { PAIRS = 8 };
    const struct form_document *document = body->document;
    char money[FORM_FIGURE_TEXT];
    body->pairs = arena_take(&body->kept, PAIRS * sizeof *body->pairs);
    body->pairs_cap = body->pairs == NULL ? 0 : PAIRS;
    add_pair(body, (struct form_label){"合同编号", "Contract No."}, document->contract);
    add_pair(body, (struct form_label){"客户", "Customer"}, document->customer);
    add_pair(body, (struct form_label){"工程地址", "Address"}, document->address);
    add_pair(body,
             document->has_node ? (struct form_label){"节点", "Node"}
                                : (struct form_label){"事项", "Subject"},
             subject(body));
    add_pair(body, (struct form_label){"签署日期", "Signed on"}, keep(body, signed_on(body)));
    add_pair(body, (struct form_label){"目录版本", "Catalogue"}, document->catalogue);
    if (document->has_budget) {
        form_words_money(document->budget_fen, money);
        add_pair(body, (struct form_label){"预算金额", "Budget"},
                 keep(body, form_body_print(body, "%s 元", money)));
    }
    body->head_table = pairs_table;
    body->head_table.rows = (body->pair_count + 1) / 2;
    body->head_table.make = make_head_row;
    body->head_table.ctx = body;
    form_table_add(&body->head_table, body->sheet, flow, body->page_room);
}

// Short fields stand two in a row, long ones alone.
enum { SHORT_FIELD = 60 };
struct form_field_row {
    const struct form_field *first, *second; // second NULL: the first takes the row
};

static const char *field_text(struct form_body *body, const struct form_field *field)
{
    return form_words_field(field, body->document->of_kind, body->terms, &body->scratch);
}

static void make_field_row(void *ctx, size_t index, struct form_row *out)
{
    struct form_body *body = ctx;
    const struct form_field_row *row = &body->field_rows[index];
    arena_reset(&body->scratch);
    put_pair(&(struct form_pair){row->first->label, field_text(body, row->first)}, &out->cells[0],
             &out->cells[1]);
    out->joined = row->second == NULL;
    if (row->second != NULL)
        put_pair(&(struct form_pair){row->second->label, field_text(body, row->second)},
                 &out->cells[2], &out->cells[3]);
}

static bool is_short(struct form_body *body, const struct form_field *field)
{
    arena_reset(&body->scratch);
    return strlen(field_text(body, field)) <= SHORT_FIELD;
}

static void add_fields(struct form_body *body, struct flow *flow)
{
    const struct form_document *document = body->document;
    size_t count = document->field_count, rows = 0;
    body->field_rows = arena_take(&body->kept, (count + 1) * sizeof *body->field_rows);
    if (count == 0 || body->field_rows == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        const struct form_field *first = &document->fields[i], *second = NULL;
        if (i + 1 < count && is_short(body, first) && is_short(body, first + 1)) {
            second = first + 1;
            i++;
        }
        body->field_rows[rows++] = (struct form_field_row){first, second};
    }
    body->field_table = pairs_table;
    body->field_table.rows = rows;
    body->field_table.make = make_field_row;
    body->field_table.ctx = body;
    form_table_heading(&fields_heading, flow);
    form_table_add(&body->field_table, body->sheet, flow, body->page_room);
}

static void put_titles(struct form_row *out, const struct form_label *titles, size_t count)
{
    out->shaded = true;
    for (size_t i = 0; i < count; i++)
        form_table_put_label(&out->cells[i], &titles[i]);
}

static const char *item_words(const struct form_document *document, const char *code)
{
    for (size_t i = 0; i < document->item_count; i++)
        if (strcmp(document->items[i].code, code) == 0)
            return document->items[i].label.zh;
    return code;
}

static void make_fix_row(void *ctx, size_t index, struct form_row *out)
{
    static const struct form_label titles[]
        = {{"序号", "No."},      {"项目", "Item"}, {"整改内容", "What is to be done"},
           {"程度", "Severity"}, {"期限", "Due"},  {"状态", "State"}};
    struct form_body *body = ctx;
    char due[FORM_FIGURE_TEXT];
    arena_reset(&body->scratch);
    if (index == FORM_TABLE_HEAD) {
        put_titles(out, titles, 6);
        return;
    }
    const struct form_rectification *fix = &body->document->rectifications[index];
    form_words_time(fix->deadline_ms, false, due);
    form_table_put(&out->cells[0], form_body_print(body, "%zu", index + 1), STYLE_LABEL);
    form_table_put(&out->cells[1], item_words(body->document, fix->item), STYLE_BODY);
    form_table_put(&out->cells[2], fix->summary, STYLE_BODY);
    form_table_put(&out->cells[3], form_words_term(body->terms, "", fix->severity).zh,
                   strcmp(fix->severity, "major") == 0 ? STYLE_ALARM : STYLE_LABEL);
    form_table_put(&out->cells[4], form_body_print(body, "%s", due), STYLE_LABEL);
    form_table_put(&out->cells[5], form_words_term(body->terms, "rectification", fix->state).zh,
                   STYLE_LABEL);
}

// One row, however many came.
static void make_people_row(void *ctx, size_t index, struct form_row *out)
{
    static const struct form_label title = {"到场人员", "Present"};
    struct form_body *body = ctx;
    struct buffer text;
    (void)index;
    arena_reset(&body->scratch);
    buffer_init(&text, 256 << 10);
    for (size_t i = 0; i < body->document->person_count; i++) {
        const struct form_person *person = &body->document->people[i];
        char at[FORM_FIGURE_TEXT];
        form_words_time(person->at_ms, true, at);
        buffer_printf(&text, "%s%s（%s%s%s）", i == 0 ? "" : "；", person->name,
                      form_words_term(body->terms, "", person->role).zh, at[0] != '\0' ? "，" : "",
                      at);
    }
    form_table_put_label(&out->cells[0], &title);
    form_table_put(&out->cells[1], form_body_print(body, "%s", text.data), STYLE_BODY);
    buffer_clear(&text);
}

static void make_clause_row(void *ctx, size_t index, struct form_row *out)
{
    struct form_body *body = ctx;
    (void)index;
    out->spans = true;
    form_table_put(&out->cells[0], body->document->clause.zh, STYLE_BODY);
    form_table_put(&out->cells[0], body->document->clause.en, STYLE_BODY_EN);
}

static void make_reason_row(void *ctx, size_t index, struct form_row *out)
{
    struct form_body *body = ctx;
    size_t at = 0;
    for (size_t left = index; at < body->signatures->count; at++)
        if (form_signature_is_long(&body->signatures->list[at]) && left-- == 0)
            break;
    const struct form_signoff *signoff = &body->signatures->list[at];
    arena_reset(&body->scratch);
    form_table_put(&out->cells[0], form_words_term(body->terms, "", signoff->role).zh, STYLE_LABEL);
    form_table_put(&out->cells[0], signoff->name, STYLE_BODY);
    form_table_put(&out->cells[1], signoff->reason, STYLE_BODY);
    if (signoff->voided)
        form_table_put(
            &out->cells[1],
            form_body_print(body, "作废 Void：%s　%s", signoff->voided_by, signoff->voided_why),
            STYLE_BODY);
}

// A table with a heading above it.
static void add_table(struct form_body *body, struct flow *flow, struct form_table *table,
                      const struct form_heading *heading)
{
    table->ctx = body;
    form_table_heading(heading, flow);
    form_table_add(table, body->sheet, flow, body->page_room);
}

void form_body_add_top(struct form_body *body, struct flow *flow)
{
    arena_init(&body->scratch, 1 << 20);
    arena_init(&body->kept, 8 << 20);
    add_head(body, flow);
    add_fields(body, flow);
}

void form_body_add_end(struct form_body *body, struct flow *flow)
{
    const struct form_document *document = body->document;
    body->fix_table = (struct form_table){
        .widths = {29, 120, SHEET_INNER - 339, 44, 92, 54},
        .aligns = {ALIGN_CENTRE, ALIGN_LEFT, ALIGN_LEFT, ALIGN_CENTRE, ALIGN_CENTRE, ALIGN_CENTRE},
        .columns = 6,
        .rows = document->rectification_count,
        .make = make_fix_row};
    body->people_table = (struct form_table){.widths = {58, SHEET_INNER - 58},
                                             .columns = 2,
                                             .rows = 1,
                                             .label_columns = true,
                                             .headless = true,
                                             .before = 11,
                                             .make = make_people_row,
                                             .ctx = body};
    body->clause_table = (struct form_table){.widths = {SHEET_INNER},
                                             .columns = 1,
                                             .rows = 1,
                                             .headless = true,
                                             .keep_next = true,
                                             .make = make_clause_row};
    if (document->rectification_count > 0)
        add_table(body, flow, &body->fix_table, &fixes_heading);
    if (document->person_count > 0)
        form_table_add(&body->people_table, body->sheet, flow, body->page_room);
    if (document->clause.zh[0] != '\0' || document->clause.en[0] != '\0')
        add_table(body, flow, &body->clause_table, &clause_heading);
}

void form_body_add_reasons(struct form_body *body, struct flow *flow)
{
    size_t count = 0;
    for (size_t i = 0; i < body->signatures->count; i++)
        count += form_signature_is_long(&body->signatures->list[i]);
    body->reason_table = (struct form_table){.widths = {90, SHEET_INNER - 90},
                                             .columns = 2,
                                             .rows = count,
                                             .label_columns = true,
                                             .headless = true,
                                             .make = make_reason_row};
    if (count > 0)
        add_table(body, flow, &body->reason_table, &reasons_heading);
}

void form_body_clear(struct form_body *body)
{
    arena_clear(&body->scratch);
    arena_clear(&body->kept);
}
