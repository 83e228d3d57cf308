// SPDX-License-Identifier: Apache-2.0
#include "server/reports/night_format.h"

#include "server/reconcile/night_page.h"
#include "server/reports/night_tables.h"
#include "server/reports/night_text.h"
#include "server/reports/table_csv.h"
#include "server/reports/table_html.h"
#include "server/reports/table_xlsx.h"
#include "shared/base/when.h"
#include "shared/data/json.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const names[NIGHT_FORMATS] = {"text", "csv", "json", "html", "xlsx"};
static const char *const endings[NIGHT_FORMATS] = {"txt", "csv", "json", "html", "xlsx"};

const char *night_format_name(enum night_format format)
{
    return names[format];
}

const char *night_format_ending(enum night_format format)
{
    return endings[format];
}

bool night_format_find(struct span name, enum night_format *out)
{
    for (unsigned i = 0; i < NIGHT_FORMATS; i++) {
        if (span_is(name, names[i])) {
            *out = (enum night_format)i;
            return true;
        }
    }
    return false;
}

static void put_restated(struct json_writer *json, const struct night *night)
{
    struct buffer text;

    buffer_init(&text, 1 << 20);
    json_array_open(json, "restated");
    for (size_t i = 0; i < night->restated.count; i++) {
        buffer_reset(&text);
        night_page_restatement(&night->restated.list[i], &text);
        json_put_raw(json, NULL, (struct span){text.data, text.len});
    }
    json_array_close(json);
    buffer_clear(&text);
}

static enum err write_json(const struct night *night, struct buffer *out, struct error *error)
{
    char id[UUID_TEXT];
    struct json_writer json;
    struct buffer page;
    enum err err;

    buffer_init(&page, NIGHT_PAGE_MAX);
    err = night_page_write(night, &page, error);
    if (err == ERR_OK) {
        uuid_format(&night->id, id);
        json_begin(&json, out);
        json_object_open(&json, NULL);
        json_put_boolean(&json, "kept", night->kept);
        json_put_text(&json, "id", night->kept ? id : NULL);
        json_put_hex(&json, "digest", night->digest.bytes, night->kept ? HASH_BYTES : 0);
        json_put_known(&json, "made", night->kept, night->made_ms);
        json_put_raw(&json, "night", (struct span){page.data, page.len});
        put_restated(&json, night);
        json_object_close(&json);
        buffer_append_char(out, '\n');
    }
    buffer_clear(&page);
    return err == ERR_OK && out->failed ? error_set(error, ERR_TOO_LARGE, "json: too large") : err;
}

enum { HEAD_LINES = 2, LINE = 320 };

static enum err write_html(const struct night *night, const struct table *tables,
                           enum table_language language, struct buffer *out, struct error *error)
{
    char cut[WHEN_SHORT_TEXT], digest[HASH_TEXT], zh[HEAD_LINES][LINE], en[HEAD_LINES][LINE];
    const struct table_words lines[HEAD_LINES] = {{zh[0], en[0]}, {zh[1], en[1]}};
    char title_zh[64], title_en[64];
    struct table_html_head head = {.title = {title_zh, title_en},
                                   .lines = lines,
                                   .line_count = HEAD_LINES,
                                   .language = language};

    when_format(night->cut_ms, cut);
    digest_format(&night->digest, digest);
    snprintf(title_zh, sizeof(title_zh), "对账 %s", night->date);
    snprintf(title_en, sizeof(title_en), "Reconciliation %s", night->date);
    snprintf(zh[0], LINE, "截至 %s(上海时间),提交 %" PRIu64 "。", cut, night->commit.number);
    snprintf(en[0], LINE, "Everything up to %s (Shanghai), commit %" PRIu64 ".", cut,
             night->commit.number);
    snprintf(zh[1], LINE, night->kept ? "摘要(SHA-256,已记入签署日志):%s" : "即时结果,没有存档。",
             digest);
    snprintf(en[1], LINE,
             night->kept ? "Digest (SHA-256, in the log): %s" : "Taken on demand, not kept.",
             digest);
    return table_html(tables, NIGHT_TABLES, &head, out, error);
}

static enum err write_tables(const struct night *night, enum night_format format,
                             enum table_language language, struct buffer *out, struct error *error)
{
    struct table tables[NIGHT_TABLES];
    const struct table_xlsx_options options = {.language = language, .made_ms = night->cut_ms};
    enum err err;

    night_tables_make(night, tables);
    if (format == NIGHT_CSV)
        err = table_csv(tables, NIGHT_TABLES, language, out, error);
    else if (format == NIGHT_XLSX)
        err = table_xlsx(tables, NIGHT_TABLES, &options, out, error);
    else
        err = write_html(night, tables, language, out, error);
    night_tables_clear(tables);
    return err;
}

enum err night_format_write(const struct night *night, enum night_format format,
                            enum table_language language, struct buffer *out, struct error *error)
{
    if (format == NIGHT_JSON)
        return write_json(night, out, error);
    if (format != NIGHT_TEXT)
        return write_tables(night, format, language, out, error);
    night_text(night, out);
    return out->failed ? error_set(error, ERR_TOO_LARGE, "text: too large") : ERR_OK;
}
