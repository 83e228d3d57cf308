// SPDX-License-Identifier: Apache-2.0
#include "server/reports/table_html.h"

#include <string.h>

static const char style[]
    = "@page{size:A4 landscape;margin:10mm}"
      "body{font:13px/1.45 \"Noto Sans CJK SC\",\"PingFang SC\",\"Microsoft YaHei\",sans-serif;"
      "margin:24px;color:#1c2126;background:#fff}"
      "h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin:28px 0 6px;break-after:avoid}"
      "p{margin:2px 0;color:#4a545e}"
      "table{border-collapse:collapse;min-width:100%;margin:6px 0}"
      "th,td{border:1px solid #c3cad1;padding:3px 7px;text-align:left;vertical-align:top;"
      "overflow-wrap:anywhere;min-width:2.6em;max-width:24em}"
      "th{background:#eef1f4}thead{display:table-header-group}tr{break-inside:avoid}"
      ".n{text-align:right;font-variant-numeric:tabular-nums}td.n{white-space:nowrap}"
      ".t{min-width:7em}.w{min-width:11em}"
      ".i{font:11px/1.6 ui-monospace,monospace;color:#4a545e;white-space:nowrap}"
      "@media print{body{margin:0;font-size:8px}h1{font-size:16px}h2{font-size:11px;margin:12px 0 "
      "4px}th,td{padding:1px 3px;min-width:2.2em}.i{font-size:7px}.w{min-width:9em}}";

struct page {
    struct buffer *out, text;
    enum table_language language;
};

static void put_escaped(struct page *page)
{
    const struct buffer *text = &page->text;

    for (size_t i = 0; i < text->len; i++) {
        switch (text->data[i]) {
        case '&':
            buffer_append_text(page->out, "&amp;");
            break;
        case '<':
            buffer_append_text(page->out, "&lt;");
            break;
        case '>':
            buffer_append_text(page->out, "&gt;");
            break;
        default:
            buffer_append_char(page->out, text->data[i]);
        }
    }
}

// `before` and `after` are ours; the words between are not.
static void put_words(struct page *page, const char *before, struct table_words words,
                      const char *after)
{
    buffer_append_text(page->out, before);
    buffer_reset(&page->text);
    table_say(page->language, words.zh, words.en, &page->text);
    put_escaped(page);
    buffer_append_text(page->out, after);
}

static const char *class_of(enum table_type type)
{
    switch (type) {
    case TABLE_INTEGER:
    case TABLE_DECIMAL:
    case TABLE_MONEY_FEN:
    case TABLE_TIME_MS:
    case TABLE_DATE:
        return " class=n";
    case TABLE_ID:
        return " class=i";
    case TABLE_WORDS:
        return " class=w";
    case TABLE_TEXT:
        return " class=t";
    case TABLE_TRUTH:
        break;
    }
    return "";
}

// An id takes 36 places and tells people nothing: its ends do, and the whole stands behind them.
static void put_id(struct page *page, const char *id)
{
    enum { FIRST = 8, LAST = 4 };
    size_t len = id ? strlen(id) : 0;

    if (len <= FIRST + LAST) {
        buffer_printf(page->out, "<td class=i>%s</td>", id ? id : "");
        return;
    }
    buffer_printf(page->out, "<td class=i title=\"%s\">%.*s…%s</td>", id, FIRST, id,
                  id + len - LAST);
}

static void put_cell(struct page *page, const struct table_column *column,
                     const struct table_cell *cell)
{
    if (column->type == TABLE_ID) {
        put_id(page, cell->zh);
        return;
    }
    buffer_printf(page->out, "<td%s>", class_of(column->type));
    buffer_reset(&page->text);
    table_show(column, cell, page->language, &page->text);
    put_escaped(page);
    buffer_append_text(page->out, "</td>");
}

// A column in which no row has anything takes no place on paper.
static bool is_bare(const struct table *table, size_t column)
{
    for (size_t row = 0; row < table->row_count; row++)
        if (!table_cell_empty(table_cell(table, row, column)))
            return false;
    return true;
}

static void put_rows(struct page *page, const struct table *table)
{
    bool *bare = mem_alloc_array(table->column_count, sizeof(*bare));

    buffer_append_text(page->out, "<table><thead><tr>");
    for (size_t i = 0; i < table->column_count; i++) {
        bare[i] = is_bare(table, i);
        if (bare[i])
            continue;
        buffer_printf(page->out, "<th%s>", class_of(table->columns[i].type));
        put_words(page, "", (struct table_words){table->columns[i].zh, table->columns[i].en},
                  "</th>");
    }
    buffer_append_text(page->out, "</tr></thead><tbody>\n");
    for (size_t row = 0; row < table->row_count; row++) {
        buffer_append_text(page->out, "<tr>");
        for (size_t i = 0; i < table->column_count; i++)
            if (!bare[i])
                put_cell(page, &table->columns[i], table_cell(table, row, i));
        buffer_append_text(page->out, "</tr>\n");
    }
    buffer_append_text(page->out, "</tbody></table>\n");
    mem_free(bare);
}

static void put_table(struct page *page, const struct table *table)
{
    put_words(page, "<h2>", (struct table_words){table->zh, table->en}, "");
    buffer_printf(page->out, " (%zu)</h2>\n", table->row_count);
    for (size_t i = 0; i < table->filter_count; i++)
        put_words(page, "<p>", table->filters[i], "</p>\n");
    if (table->row_count)
        put_rows(page, table);
    else
        put_words(page, "<p>", (struct table_words){"没有。", "None."}, "</p>\n");
    for (size_t i = 0; i < table->note_count; i++)
        put_words(page, "<p>", table->notes[i], "</p>\n");
}

enum err table_html(const struct table *tables, size_t count, const struct table_html_head *head,
                    struct buffer *out, struct error *error)
{
    struct page page = {.out = out, .language = head->language};
    enum err err = ERR_OK;

    buffer_init(&page.text, out->max);
    buffer_printf(out, "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">",
                  head->language == TABLE_EN ? "en" : "zh-CN");
    put_words(&page, "<title>", head->title, "</title>");
    buffer_printf(out, "<style>%s</style></head><body>\n", style);
    put_words(&page, "<h1>", head->title, "</h1>\n");
    for (size_t i = 0; i < head->line_count; i++)
        put_words(&page, "<p>", head->lines[i], "</p>\n");
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = table_check(&tables[i], error);
        if (err == ERR_OK)
            put_table(&page, &tables[i]);
    }
    buffer_append_text(out, "</body></html>\n");
    if (err == ERR_OK && (out->failed || page.text.failed))
        err = error_set(error, ERR_TOO_LARGE, "html: more than %zu bytes", out->max);
    buffer_clear(&page.text);
    return err;
}
