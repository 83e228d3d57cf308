// SPDX-License-Identifier: Apache-2.0
#include "server/cli/reconcile_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/cli/desk_list.h"
#include "server/reconcile/night_book.h"
#include "server/reports/night_format.h"
#include "server/reports/night_setting.h"
#include "server/reports/nightly.h"
#include "shared/base/when.h"
#include "shared/data/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { REPORT_MAX = 128 << 20, FILE_NAME = 64 };

// Which formats are asked for.
struct wishes {
    bool wanted[NIGHT_FORMATS];
    enum table_language language;
    const char *out; // a folder, or NULL: the output
};

static enum err read_wishes(const struct verb_call *call, const struct verb_output *output,
                            struct wishes *wishes, struct error *error)
{
    const char *list = verb_text(call, "format"), *language = verb_text(call, "language");
    struct span rest = span_of(list);

    *wishes = (struct wishes){.out = verb_text(call, "out"), .language = TABLE_BOTH};
    if (language != NULL)
        wishes->language = strcmp(language, "zh") == 0   ? TABLE_ZH
                           : strcmp(language, "en") == 0 ? TABLE_EN
                                                         : TABLE_BOTH;
    if (list == NULL)
        wishes->wanted[output->json ? NIGHT_JSON : NIGHT_TEXT] = true;
    while (rest.len > 0) {
        const char *comma = memchr(rest.data, ',', rest.len);
        struct span word = {rest.data, comma == NULL ? rest.len : (size_t)(comma - rest.data)};
        enum night_format format;

        if (!night_format_find(word, &format))
            return error_set(error, ERR_USAGE,
                             "--format \"%.*s\": text, html, csv, xlsx and json are known",
                             (int)word.len, word.data);
        wishes->wanted[format] = true;
        rest = comma == NULL ? (struct span){0} : (struct span){comma + 1, rest.len - word.len - 1};
    }
    if (wishes->wanted[NIGHT_XLSX] && wishes->out == NULL)
        return error_set(error, ERR_USAGE, "--format xlsx makes files: name a folder by --out");
    return ERR_OK;
}

struct giving {
    const struct desk *desk;
    const struct wishes *wishes;
    struct verb_output *output;
};

// Into the folder a person named.
static enum err give_file(const struct giving *giving, const char *name, const struct buffer *page,
                          struct error *error)
{
    char path[4096];
    struct disk folder = {0};
    enum err err = desk_path(giving->desk, giving->wishes->out, path, sizeof path, error);

    if (err == ERR_OK)
        err = disk_system_open(path, true, &folder, error);
    if (err != ERR_OK)
        return err;
    err = disk_write_file(&folder, name, page->data, page->len, error);
    if (err == ERR_OK)
        buffer_printf(&giving->output->out, "%s/%s\n", giving->wishes->out, name);
    disk_system_close(&folder);
    return err;
}

static enum err give_night(const struct giving *giving, const struct night *night,
                           struct error *error)
{
    char name[FILE_NAME];
    struct buffer page;
    enum err err = ERR_OK;

    for (unsigned i = 0; err == ERR_OK && i < NIGHT_FORMATS; i++) {
        enum night_format format = (enum night_format)i;

        if (!giving->wishes->wanted[i])
            continue;
        buffer_init(&page, REPORT_MAX);
        err = night_format_write(night, format, giving->wishes->language, &page, error);
        snprintf(name, sizeof name, "reconcile-%s.%s", night->date, night_format_ending(format));
        if (err == ERR_OK && giving->wishes->out != NULL)
            err = give_file(giving, name, &page, error);
        else if (err == ERR_OK)
            buffer_append(&giving->output->out, page.data, page.len);
        buffer_clear(&page);
    }
    return err;
}

static enum err take_night(struct desk *desk, const struct verb_call *call, struct night *night,
                           struct error *error)
{
    const char *date = verb_text(call, "date");
    enum err err;
    int64_t day;

    if (date != NULL && !calendar_parse(span_of(date), &day)) {
        night_init(night);
        return error_set(error, ERR_USAGE, "--date \"%s\": a day such as 2026-11-22 is wanted",
                         date);
    }
    if (verb_flag(call, "keep"))
        err = nightly_keep(desk->office, date, night, error);
    else if (date != NULL)
        err = nightly_read(desk->office, date, night, error);
    else
        err = nightly_now(desk->office, night, error);
    return err;
}

static enum err take(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct desk *desk = ctx;
    struct wishes wishes;
    struct giving giving = {desk, &wishes, output};
    struct night night = {0};
    struct view *view = NULL;
    enum err err = read_wishes(call, output, &wishes, error);

    if (err == ERR_OK)
        err = take_night(desk, call, &night, error);
    if (err == ERR_OK)
        err = storage_open_view(office_storage(desk->office), &view, error);
    if (err == ERR_OK)
        err = night_book_places(view, &night, error);
    if (err == ERR_OK)
        err = give_night(&giving, &night, error);
    storage_close_view(view);
    night_clear(&night);
    return err;
}

struct listing {
    struct desk_list of; // first
    size_t count;
};

static void put_line(struct listing *listing, const struct night_book_line *line)
{
    char cut[WHEN_SHORT_TEXT];

    when_format(line->cut_ms, cut);
    buffer_printf(&listing->of.output->out, "%s  截至 up to %s%s ", line->date, cut,
                  line->by_hand ? "  手动 by hand" : "");
    for (unsigned i = 0; i < FIGURE_COUNT; i++)
        if (line->known[i] && line->counts[i] > 0
            && figure_words((enum figure)i)->tone != FIGURE_CALM)
            buffer_printf(&listing->of.output->out, " %s %" PRIu64,
                          figure_words((enum figure)i)->code, line->counts[i]);
    buffer_append_char(&listing->of.output->out, '\n');
}

static void put_line_json(struct json_writer *json, const struct night_book_line *line)
{
    char id[UUID_TEXT];

    uuid_format(&line->id, id);
    json_object_open(json, NULL);
    json_put_text(json, "date", line->date);
    json_put_text(json, "id", id);
    json_put_integer(json, "cut", line->cut_ms);
    json_put_integer(json, "made", line->made_ms);
    json_put_u64(json, "commit", line->commit);
    json_put_boolean(json, "by_hand", line->by_hand);
    json_put_hex(json, "digest", line->digest.bytes, HASH_BYTES);
    json_object_open(json, "totals");
    for (unsigned i = 0; i < FIGURE_COUNT; i++)
        json_put_known(json, figure_words((enum figure)i)->code, line->known[i],
                       (int64_t)line->counts[i]);
    json_object_close(json);
    json_object_close(json);
}

static bool each_line(void *arg, const struct night_book_line *line)
{
    struct listing *listing = arg;

    if (listing->of.output->json)
        put_line_json(&listing->of.json, line);
    else
        put_line(listing, line);
    listing->count++;
    return true;
}

static enum err list(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct listing listing = {.count = 0};
    enum err err = desk_list_begin(&listing.of, ctx, output, error);

    (void)call;
    if (err == ERR_OK)
        err = night_book_list(listing.of.view, NULL, each_line, &listing, error);
    err = desk_list_end(&listing.of, err);
    if (err == ERR_OK && !output->json)
        verb_output_count(output, listing.count);
    return err;
}

static enum err put_settings(struct desk *desk, struct verb_output *output, struct error *error)
{
    struct view *view = NULL;
    int64_t values[NIGHT_SETTINGS] = {0};
    enum err err = desk_view(desk, &view, error);

    for (unsigned i = 0; err == ERR_OK && i < NIGHT_SETTINGS; i++)
        err = night_setting_read(view, (enum night_setting)i, &values[i], error);
    storage_close_view(view);
    if (err != ERR_OK)
        return err;
    if (output->json) {
        buffer_printf(&output->out,
                      "{\"hour\":%" PRId64 ",\"unvisited_days\":%" PRId64 ",\"files_mb\":%" PRId64
                      "}\n",
                      values[0], values[1], values[2]);
        return ERR_OK;
    }
    if (values[NIGHT_SETTING_HOUR] < 0)
        buffer_append_text(&output->out, "每晚对账已关闭 the nightly reconciliation is off\n");
    else
        buffer_printf(&output->out,
                      "每晚 %02" PRId64 ":00(上海时间)对账 every night at %02" PRId64
                      ":00 (Shanghai)\n",
                      values[0], values[0]);
    buffer_printf(&output->out,
                  "%" PRId64 " 天没人去的工地列出 sites unvisited for %" PRId64
                  " days are named\n每晚重新核对 %" PRId64 " MB 文件 MB of files are hashed again "
                  "each night\n",
                  values[1], values[1], values[2]);
    return ERR_OK;
}

static enum err set(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    struct desk *desk = ctx;
    const char *hour = verb_text(call, "hour");
    int64_t days = verb_integer(call, "unvisited-days", -1),
            files_mb = verb_integer(call, "files-mb", -1), number = NIGHTLY_OFF;
    struct audit_actor actor;
    enum err err = ERR_OK;

    audit_actor_make(&actor, "");
    if (hour != NULL && strcmp(hour, "off") != 0
        && (!text_parse_i64(span_of(hour), &number) || number < 0))
        err = error_set(error, ERR_USAGE, "--hour \"%s\": 0 to 23 is wanted, or off", hour);
    if (err == ERR_OK && hour != NULL)
        err = night_setting_put(desk->office, NIGHT_SETTING_HOUR, number, &actor.row, error);
    if (err == ERR_OK && days >= 0)
        err = night_setting_put(desk->office, NIGHT_SETTING_UNVISITED, days, &actor.row, error);
    if (err == ERR_OK && files_mb >= 0)
        err = night_setting_put(desk->office, NIGHT_SETTING_FILES, files_mb, &actor.row, error);
    return err == ERR_OK ? put_settings(desk, output, error) : err;
}

static enum err check(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    struct desk *desk = ctx;
    struct buffer report;
    struct nightly_checked checked = {.report = &report};
    enum err err;

    buffer_init(&report, REPORT_MAX);
    err = nightly_check(desk->office, (size_t)verb_integer(call, "nights", 7), &checked, error);
    if (err == ERR_OK && output->json) {
        buffer_printf(&output->out, "{\"nights\":%zu,\"findings\":%" PRIu64 "}\n", checked.nights,
                      checked.findings);
    } else if (err == ERR_OK) {
        buffer_append(&output->out, report.data, report.len);
        buffer_printf(&output->out,
                      "核对了 %zu 晚,不同 checked %zu nights, differences: %" PRIu64 "\n",
                      checked.nights, checked.nights, checked.findings);
    }
    buffer_clear(&report);
    if (err == ERR_OK && checked.findings > 0)
        err = error_set(error, ERR_CORRUPT, "%" PRIu64 " differences from what was kept",
                        checked.findings);
    return err;
}

static const char *const languages[] = {"both", "zh", "en", NULL};
static const struct option options[] = {
    {.name = "date",
     .type = OPTION_TEXT,
     .placeholder = "D",
     .help_zh = "哪一晚 (YYYY-MM-DD);没有存档的由历史算出;不写则为此刻",
     .help_en
     = "which night (YYYY-MM-DD); one that was not kept is computed from the history; left "
       "out: now"},
    {.name = "format",
     .type = OPTION_TEXT,
     .placeholder = "F",
     .help_zh = "text、html、csv、xlsx、json,可用逗号连写;默认 text",
     .help_en = "text, html, csv, xlsx, json, several with commas; default text"},
    {.name = "out",
     .type = OPTION_TEXT,
     .placeholder = "DIR",
     .help_zh = "写到这个文件夹,不写则显示",
     .help_en = "write into this folder; left out: print"},
    {.name = "language",
     .type = OPTION_CHOICE,
     .choices = languages,
     .help_zh = "表格用的语言;默认两种",
     .help_en = "language of tables; default both"},
    {.name = "keep",
     .type = OPTION_FLAG,
     .help_zh = "存档、记入签署日志并通知;不写 --date 则作为今天的一晚",
     .help_en
     = "keep it, put it into the log, tell the receivers; without --date as today's night"},
};
const struct verb reconcile_verbs_take
    = {.name = "reconcile",
       .options = options,
       .option_count = sizeof options / sizeof *options,
       .summary_zh = "对账:有什么、缺什么、什么逾期",
       .summary_en = "the morning picture: what is held, missing, overdue",
       .exec = take};
const struct verb reconcile_verbs_list = {.group = "reconcile",
                                          .name = "list",
                                          .summary_zh = "存档的各晚",
                                          .summary_en = "the nights that are kept",
                                          .exec = list};
static const struct option set_options[] = {
    {.name = "hour",
     .type = OPTION_TEXT,
     .placeholder = "H",
     .help_zh = "每晚几点对账,0 到 23(上海时间),或 off",
     .help_en = "at which hour it is done, 0 to 23 (Shanghai), or off"},
    {.name = "unvisited-days",
     .type = OPTION_INTEGER,
     .placeholder = "N",
     .min = 1,
     .max = 365,
     .help_zh = "几天没人去的工地要列出;默认 7",
     .help_en = "after how many days a site counts as unvisited; default 7"},
    {.name = "files-mb",
     .type = OPTION_INTEGER,
     .placeholder = "N",
     .min = 0,
     .max = 1 << 20,
     .help_zh = "每晚重新核对多少 MB 文件;默认 256",
     .help_en = "how many MB of files are hashed again each night; default 256"},
};
const struct verb reconcile_verbs_set = {.group = "reconcile",
                                         .name = "set",
                                         .options = set_options,
                                         .option_count = sizeof set_options / sizeof *set_options,
                                         .summary_zh = "设定或查看对账的时间和范围",
                                         .summary_en = "set, or show, when and how far nights look",
                                         .exec = set};
static const struct option check_options[] = {
    {.name = "nights",
     .type = OPTION_INTEGER,
     .placeholder = "N",
     .min = 1,
     .max = 366,
     .help_zh = "最近几晚;默认 7",
     .help_en = "how many, newest first; default 7"},
};
const struct verb reconcile_verbs_check
    = {.group = "reconcile",
       .name = "check",
       .options = check_options,
       .option_count = 1,
       .summary_zh = "由历史重算存档的各晚并逐行比较",
       .summary_en = "compute kept nights again from the history, compare row by row",
       .exec = check};
