// SPDX-License-Identifier: Apache-2.0
#include "server/cli/reconcile_verb.h"

#include "server/reconcile/picture_csv.h"
#include "server/reconcile/picture_json.h"
#include "server/reconcile/picture_text.h"
#include "server/sync/office_serve.h"
#include "shared/wire/seal_memory.h"

#include <stdio.h>
#include <string.h>

enum { REPORT_MAX = 64 << 20, DATE_TEXT = 11 };

static const char *const formats[] = {"text", "csv", "json"};
static const char *const endings[] = {"txt", "csv", "json"};

// The pictures of a day lie in reports/, as they were taken last on that day: a past morning reads
// the same for ever.
static void report_path(const char *date, size_t format, char out[64])
{
    snprintf(out, 64, "reports/%s.%s", date, endings[format]);
}

static enum err keep(struct desk *desk, const char *date, const struct buffer pages[3],
                     struct error *error)
{
    char path[64];
    enum err err = desk->disk.make_folder(desk->disk.ctx, "reports");
    for (size_t i = 0; err == ERR_OK && i < 3; i++) {
        report_path(date, i, path);
        err = disk_write_file(&desk->disk, path, pages[i].data, pages[i].len, error);
    }
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "reports");
}

static enum err take(struct desk *desk, const char *date, struct buffer pages[3],
                     struct error *error)
{
    struct picture picture = {0};
    struct view *view = NULL;
    const struct buffer *ca = &office_authority(desk->office)->ca_pem;
    struct evidence_trust trust = {.ca_pem = {ca->data, ca->len}};
    const struct progress_seal seal = {.ctx = &trust, .intact = seal_memory_intact};
    const struct picture_service_options options
        = {.now_ms = clock_wall_ms(&desk->clock), .seal = &seal};
    office_tidy(desk->office); // last contacts stand in memory until now
    enum err err = storage_open_view(office_storage(desk->office), &view, error);
    if (err == ERR_OK)
        err = picture_read(view, &options, &picture, error);
    if (err == ERR_OK) {
        picture_text(&picture, &pages[0]);
        picture_csv(&picture, &pages[1]);
        picture_json(&picture, &pages[2]);
        err = keep(desk, date, pages, error);
    }
    picture_clear(&picture);
    storage_close_view(view);
    return err;
}

static enum err recall(struct desk *desk, const char *date, struct buffer pages[3],
                       struct error *error)
{
    char path[64];
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < 3; i++) {
        report_path(date, i, path);
        err = disk_read_file(&desk->disk, path, &pages[i], error);
    }
    return err == ERR_NOT_FOUND ? error_set(error, err, "no picture was taken on %s", date) : err;
}

static bool date_valid(const char *date)
{
    static const char shape[] = "0000-00-00";
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == '0' ? date[i] < '0' || date[i] > '9' : date[i] != '-')
            return false;
    return date[DATE_TEXT - 1] == '\0';
}

// Where a page goes: into the folder a person named, or to the output.
struct giving {
    const struct desk *desk;
    const char *out, *date;
    struct verb_output *output;
};

static enum err give(const struct giving *giving, size_t format, const struct buffer *page,
                     struct error *error)
{
    char path[4096], file[64];
    struct disk folder = {0};
    if (giving->out == NULL) {
        buffer_append(&giving->output->out, page->data, page->len);
        return ERR_OK;
    }
    enum err err = desk_path(giving->desk, giving->out, path, sizeof path, error);
    if (err == ERR_OK)
        err = disk_system_open(path, true, &folder, error);
    if (err != ERR_OK)
        return err;
    snprintf(file, sizeof file, "reconcile-%s.%s", giving->date, endings[format]);
    err = disk_write_file(&folder, file, page->data, page->len, error);
    if (err == ERR_OK)
        buffer_printf(&giving->output->out, "%s/%s\n", giving->out, file);
    disk_system_close(&folder);
    return err;
}

static bool wants(const char *list, size_t format, const struct verb_output *output)
{
    if (list == NULL)
        return output->json ? format == 2 : format == 0;
    struct span rest = span_of(list);
    while (rest.len > 0) {
        const char *comma = memchr(rest.data, ',', rest.len);
        struct span word = {rest.data, comma == NULL ? rest.len : (size_t)(comma - rest.data)};
        if (span_is(word, formats[format]))
            return true;
        rest = comma == NULL ? (struct span){0} : (struct span){comma + 1, rest.len - word.len - 1};
    }
    return false;
}

static enum err check_formats(const char *list, struct error *error)
{
    struct verb_output none = {0};
    if (list == NULL || wants(list, 0, &none) || wants(list, 1, &none) || wants(list, 2, &none))
        return ERR_OK;
    return error_set(error, ERR_USAGE, "--format \"%s\": text, csv and json are known", list);
}

static enum err reconcile(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    struct desk *desk = ctx;
    const char *asked = verb_text(call, "date"), *list = verb_text(call, "format");
    struct buffer pages[3];
    char today[CLOCK_TEXT], date[DATE_TEXT];
    for (size_t i = 0; i < 3; i++)
        buffer_init(&pages[i], REPORT_MAX);
    clock_format(clock_wall_ms(&desk->clock), today);
    today[DATE_TEXT - 1] = '\0';
    text_copy(date, sizeof date, span_of(asked != NULL ? asked : today));
    enum err err = asked != NULL && !date_valid(asked)
                       ? error_set(error, ERR_USAGE, "--date \"%s\": YYYY-MM-DD is wanted", asked)
                       : check_formats(list, error);
    struct giving giving = {desk, verb_text(call, "out"), date, output};
    if (err == ERR_OK)
        err = strcmp(date, today) == 0 ? take(desk, date, pages, error)
                                       : recall(desk, date, pages, error);
    for (size_t i = 0; err == ERR_OK && i < 3; i++)
        if (wants(list, i, output))
            err = give(&giving, i, &pages[i], error);
    for (size_t i = 0; i < 3; i++)
        buffer_clear(&pages[i]);
    return err;
}

static const struct option options[] = {
    {.name = "date",
     .type = OPTION_TEXT,
     .placeholder = "D",
     .help_zh = "哪一天 (YYYY-MM-DD);过去的日子显示当天最后一次的结果",
     .help_en = "which day (YYYY-MM-DD); a past one shows the last picture taken that day"},
    {.name = "format",
     .type = OPTION_TEXT,
     .placeholder = "F",
     .help_zh = "text、csv、json,可用逗号连写;默认 text",
     .help_en = "text, csv, json, several with commas; default text"},
    {.name = "out",
     .type = OPTION_TEXT,
     .placeholder = "DIR",
     .help_zh = "写到这个文件夹,不写则显示",
     .help_en = "write into this folder; left out: print"},
};
const struct verb reconcile_verb
    = {.name = "reconcile",
       .options = options,
       .option_count = 3,
       .summary_zh = "对账:有什么、缺什么",
       .summary_en = "the morning picture: what is held, what is missing",
       .exec = reconcile};
