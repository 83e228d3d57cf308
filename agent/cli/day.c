// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/day.h"

#include "agent/capture/author.h"
#include "agent/capture/deed_told.h"
#include "agent/cli/named.h"
#include "agent/cli/picture_file.h"
#include "shared/base/when.h"
#include "shared/wire/seal_memory.h"

#include <string.h>

enum { ARENA_MAX = 4 << 20, VALUE_MAX = WRITE_BYTES_MAX };

enum err day_writer(struct tablet *tablet, const struct verb_call *call, struct uuid *out,
                    struct error *error)
{
    const char *given = verb_text(call, "person");

    enum err err = tablet_require_enrolled(tablet, error);

    if (err)
        return err;
    return given ? author_find(tablet->store, given, out, error)
                 : author_default(tablet->store, out, error);
}

enum err day_begin(struct day *day, struct tablet *tablet, const struct verb_call *call,
                   struct error *error)
{
    *day = (struct day){.tablet = tablet, .call = call};
    arena_init(&day->arena, ARENA_MAX);
    day->options.store = tablet->store;
    day->options.photos = day->photos;
    day->trust.ca_pem = (struct span){tablet->ca_pem.data, tablet->ca_pem.len};
    day->seal = (struct progress_seal){&day->trust, seal_memory_intact};
    day->options.seal = &day->seal;
    day->given.list = day->fields;
    return day_writer(tablet, call, &day->options.person, error);
}

enum err day_site(struct day *day, struct error *error)
{
    return named_site(day->tablet->store, "--site", verb_text(day->call, "site"),
                      &day->options.site, error);
}

// The text of an option, or of the first argument; the name as errors quote it.
static const char *text_of(const struct day *day, const char *option, const char **quoted)
{
    if (!option) {
        *quoted = day->call->verb->arguments;
        return day->call->positionals[0];
    }
    *quoted = option;
    return verb_text(day->call, option);
}

enum err day_record(struct day *day, const char *const *kinds, const char *option, struct uuid *out,
                    struct error *error)
{
    struct named_question question = {.kinds = kinds};
    struct named_record found = {0};
    enum err err;

    question.text = text_of(day, option, &question.option);
    err = named_record(day->tablet->store, &question, &found, error);
    *out = found.id;
    day->options.site = found.site;
    return err;
}

enum err day_node(struct day *day, const char *option, struct uuid *out, struct error *error)
{
    struct named_record found = {0};
    const char *quoted = NULL, *text = text_of(day, option, &quoted);
    enum err err = named_node(day->tablet->store, quoted, text, &found, error);

    *out = found.id;
    day->options.site = found.site;
    return err;
}

static int64_t now_ms(const struct day *day)
{
    return clock_wall_ms(&day->tablet->clock);
}

static enum err read_text(struct day *day, const struct day_row *row, struct buffer *value,
                          struct error *error)
{
    const char *text = verb_text(day->call, row->option);
    char date[WHEN_DATE_TEXT];
    struct uuid person;
    int64_t ms = 0;
    enum err err = ERR_OK;

    switch (row->type) {
    case DAY_PERSON:
        err = named_person(day->tablet->store, row->option, text, &person, error);
        canon_put_uuid(value, &person);
        break;
    case DAY_TIME:
    case DAY_DEADLINE:
        err = when_parse(span_of(text), now_ms(day),
                         row->type == DAY_TIME ? WHEN_DAY_STARTS : WHEN_DAY_ENDS, &ms, error);
        canon_put_integer(value, ms);
        break;
    case DAY_DATE:
        err = when_parse_date(span_of(text), now_ms(day), date, error);
        canon_put_string(value, span_of(err ? "" : date));
        break;
    default:
        canon_put_string(value, span_of(text));
    }
    return err ? error_wrap(error, err, "--%s", row->option) : ERR_OK;
}

// False when the option was not given.
static bool is_given(const struct day *day, const struct day_row *row)
{
    if (row->type == DAY_TRUE)
        return verb_flag(day->call, row->option);
    if (row->type == DAY_INTEGER)
        return verb_integer(day->call, row->option, INT64_MIN) != INT64_MIN;
    return verb_text(day->call, row->option) != NULL;
}

static enum err read_row(struct day *day, const struct day_row *row, struct error *error)
{
    struct buffer value;
    const char *kept;
    enum err err = ERR_OK;

    buffer_init(&value, VALUE_MAX);
    if (row->type == DAY_TRUE)
        buffer_append_text(&value, "true");
    else if (row->type == DAY_INTEGER)
        canon_put_integer(&value, verb_integer(day->call, row->option, 0));
    else
        err = read_text(day, row, &value, error);
    kept = err || value.failed ? NULL : arena_dup(&day->arena, value.data, value.len);
    if (!err && !kept)
        err = error_set(error, ERR_INVALID, "--%s: no valid text, or too long", row->option);
    if (!err)
        day->fields[day->given.count++] = (struct field){span_of(row->field), {kept, value.len}};
    buffer_clear(&value);
    return err;
}

enum err day_read(struct day *day, const struct day_row *rows, size_t count, struct error *error)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < count; i++)
        if (is_given(day, &rows[i]))
            err = read_row(day, &rows[i], error);
    return err;
}

enum err day_time(const struct day *day, const char *option, int64_t *out, struct error *error)
{
    const char *text = verb_text(day->call, option);
    enum err err;

    if (!text)
        return ERR_OK;
    err = when_parse(span_of(text), now_ms(day), WHEN_DAY_STARTS, out, error);
    return err ? error_wrap(error, err, "--%s", option) : ERR_OK;
}

static enum err take_photo(struct day *day, const char *name, struct error *error)
{
    struct photo_options options = {.person = day->options.person, .name = name};
    struct picture_file file;
    enum err err = picture_file_open(day->tablet, name, &file, error);

    if (err)
        return err;
    err = photo_take(day->options.store, &options, &file.source,
                     &day->photos[day->options.photo_count], error);
    picture_file_close(&file);
    if (err)
        return error_wrap(error, err, "%s", name);
    day->options.photo_count++;
    return ERR_OK;
}

enum err day_photos(struct day *day, struct error *error)
{
    size_t count = 0;
    const char *const *names = verb_list(day->call, "photo", &count);
    enum err err = ERR_OK;

    if (count > DAY_PHOTOS_MAX)
        return error_set(error, ERR_INVALID, "at most %d photos at once", DAY_PHOTOS_MAX);
    for (size_t i = 0; !err && i < count; i++)
        err = take_photo(day, names[i], error);
    return err;
}

static void print_text(const struct day *day, struct buffer *out)
{
    const struct deed_report *report = &day->report;
    char id[UUID_TEXT];

    for (size_t i = 0; i < report->count; i++) {
        const struct kind *kind = kind_find(span_of(report->saved[i].kind));

        uuid_format(&report->saved[i].id, id);
        buffer_printf(out, "已保存 saved  %s  %s %s%s%s\n", id, kind ? kind->zh : "",
                      kind ? kind->en : report->saved[i].kind,
                      report->saved[i].label[0] ? "  " : "", report->saved[i].label);
    }
    uuid_format(&report->id, id);
    if (report->count == 0)
        buffer_printf(out, "没有变化 nothing to change  %s\n", id);
    for (size_t i = 0; i < report->said.len; i++)
        buffer_append_char(out, report->said.data[i] == '\t' ? ' ' : report->said.data[i]);
}

static void print_json(struct day *day, struct buffer *out)
{
    struct json_writer json;

    json_begin(&json, out);
    json_object_open(&json, NULL);
    deed_told(&day->report, &json);
    if (day->more)
        day->more(day, &json);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

enum err day_end(struct day *day, enum err err, struct verb_output *output)
{
    day->output = output;
    if (!err && output->json) {
        print_json(day, &output->out);
    } else if (!err) {
        print_text(day, &output->out);
        if (day->more)
            day->more(day, NULL);
    }
    if (!err)
        tablet_captured(day->tablet);
    for (size_t i = 0; i < day->options.photo_count; i++)
        photo_end(day->photos[i], err);
    deed_report_clear(&day->report);
    arena_clear(&day->arena);
    return err;
}

enum err day_save(struct tablet *tablet, const struct verb_call *call, const struct day_form *form,
                  struct verb_output *output, struct error *error)
{
    struct day day;
    enum err err = day_begin(&day, tablet, call, error);

    if (!err)
        err = day_site(&day, error);
    if (!err)
        err = day_read(&day, form->rows, form->count, error);
    if (!err && form->photos)
        err = day_photos(&day, error);
    if (!err)
        err = form->run(&day.options, &day.given, &day.report, error);
    return day_end(&day, err, output);
}

enum err day_list(struct tablet *tablet, const struct verb_call *call, struct fact_list *list,
                  struct verb_output *output, struct error *error)
{
    const char *site = verb_text(call, "site");
    struct uuid id = uuid_nil;
    enum err err = site ? named_site(tablet->store, "--site", site, &id, error) : ERR_OK;

    return err ? err : fact_list_print(list, tablet->store, &id, output, error);
}
