// SPDX-License-Identifier: Apache-2.0
#include "server/cli/edit_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/storage/history.h"
#include "server/storage/records.h"
#include "server/sync/office_edit.h"
#include "shared/base/memory.h"
#include "shared/data/field_text.h"
#include "shared/data/record_view.h"

#include <stdlib.h>
#include <string.h>

struct printing {
    struct verb_output *output;
    struct json_writer json;
    struct arena arena;
    struct error *error;
    enum err err;
    size_t count;
};

static bool put_entry(void *arg, const struct history_row *entry)
{
    struct printing *p = arg;
    char text[UUID_TEXT], actor[ACTOR_TEXT], time[CLOCK_TEXT];
    uuid_format(&entry->device, text);
    actor_format(entry->dot.actor, actor);
    if (!p->output->json) {
        clock_format(entry->received_ms, time);
        buffer_printf(&p->output->out, "  %s  %s:%llu  来自 from %s\n    ", time, actor,
                      (unsigned long long)entry->dot.counter,
                      uuid_is_nil(&entry->device) ? "办公室 office" : text);
        buffer_append(&p->output->out, entry->bytes.data, entry->bytes.len);
        buffer_append_char(&p->output->out, '\n');
        return true;
    }
    json_object_open(&p->json, NULL);
    json_put_text(&p->json, "device", text);
    json_put_text(&p->json, "actor", actor);
    json_put_u64(&p->json, "counter", entry->dot.counter);
    json_put_integer(&p->json, "received", entry->received_ms);
    json_put_u64(&p->json, "commit", entry->commit);
    if (canon_check(entry->bytes, NULL) == ERR_OK)
        json_put_raw(&p->json, "write", entry->bytes);
    else
        json_put_base64(&p->json, "raw", entry->bytes.data, entry->bytes.len);
    json_object_close(&p->json);
    return true;
}

static bool person_state(void *ctx, const struct uuid *person, struct buffer *out)
{
    struct record_row row;
    return records_get(ctx, person, &row, NULL) == ERR_OK
           && buffer_append(out, row.state.data, row.state.len);
}

static enum err print_record(struct printing *p, struct view *view, const struct record_row *row)
{
    struct record record = {0};
    char received[CLOCK_TEXT];
    enum err err = record_parse(row->state, &p->arena, &record, p->error);
    if (err == ERR_OK && p->output->json) {
        json_object_open(&p->json, NULL);
        record_view_json(&p->json, &record, row->received_ms);
        json_put_integer(&p->json, "received", row->received_ms);
        json_array_open(&p->json, "history");
        err = history_of_record(view, &row->id, put_entry, p, p->error);
        json_array_close(&p->json);
        json_object_close(&p->json);
        buffer_append_char(&p->output->out, '\n');
    } else if (err == ERR_OK) {
        record_view_text(&p->output->out, &record, row->received_ms,
                         &(struct record_people){view, person_state});
        clock_format(row->received_ms, received);
        buffer_printf(&p->output->out, "  收到 received: %s\n历史 history:\n", received);
        err = history_of_record(view, &row->id, put_entry, p, p->error);
    }
    record_clear(&record);
    return err;
}

static enum err get(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    struct printing p = {.output = output, .error = error};
    struct view *view = NULL;
    struct record_row row;
    struct buffer state;
    struct uuid id;
    arena_init(&p.arena, 16 << 20);
    buffer_init(&state, RECORD_BYTES_MAX);
    json_begin(&p.json, &output->out);
    enum err err = desk_id("ID", call->positionals[0], &id, error);
    if (err == ERR_OK)
        err = desk_view(ctx, &view, error);
    if (err == ERR_OK)
        err = records_get(view, &id, &row, error);
    if (err == ERR_NOT_FOUND)
        error_set(error, err, "no record %s", call->positionals[0]);
    if (err == ERR_OK) {
        buffer_append(&state, row.state.data, row.state.len);
        row.state = (struct span){state.data, state.len};
        err = print_record(&p, view, &row);
    }
    storage_close_view(view);
    buffer_clear(&state);
    arena_clear(&p.arena);
    return err;
}

static bool list_row(void *arg, const struct record_row *row)
{
    struct printing *p = arg;
    struct record record = {0};
    arena_reset(&p->arena);
    p->err = record_parse(row->state, &p->arena, &record, p->error);
    if (p->err == ERR_OK && p->output->json) {
        json_object_open(&p->json, NULL);
        record_view_json(&p->json, &record, row->received_ms);
        json_object_close(&p->json);
    } else if (p->err == ERR_OK) {
        record_view_line(&p->output->out, &record, row->received_ms);
    }
    p->count++;
    record_clear(&record);
    return p->err == ERR_OK;
}

static enum err list(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct printing p = {.output = output, .error = error};
    struct records_filter filter = {.kind = span_of(verb_text(call, "kind")),
                                    .conflicted_only = verb_flag(call, "conflicts")};
    const char *site = verb_text(call, "site");
    struct view *view = NULL;
    filter.every_site = site == NULL;
    arena_init(&p.arena, 16 << 20);
    json_begin(&p.json, &output->out);
    enum err err = site == NULL ? ERR_OK : desk_id("--site", site, &filter.site, error);
    if (err == ERR_OK)
        err = desk_view(ctx, &view, error);
    if (err == ERR_OK && output->json)
        json_array_open(&p.json, NULL);
    if (err == ERR_OK)
        err = records_list(view, &filter, list_row, &p, error);
    if (err == ERR_OK)
        err = p.err;
    if (err == ERR_OK && output->json) {
        json_array_close(&p.json);
        buffer_append_char(&output->out, '\n');
    } else if (err == ERR_OK) {
        verb_output_count(output, p.count);
    }
    storage_close_view(view);
    arena_clear(&p.arena);
    return err == ERR_OK && output->out.failed
               ? error_set(error, ERR_TOO_LARGE, "the list is longer than 64 MiB")
               : err;
}

static int by_name(const void *a, const void *b)
{
    return span_compare(((const struct field *)a)->name, ((const struct field *)b)->name);
}

static enum err read_edit(struct desk *desk, const struct verb_call *call, struct arena *arena,
                          struct office_edit *edit, struct error *error)
{
    struct field *fields = arena_take(arena, (call->positional_count + 1) * sizeof *fields);
    const char *site = verb_text(call, "site"), *id = verb_text(call, "id"),
               *person = verb_text(call, "person");
    enum err err = ERR_OK;
    edit->kind = verb_text(call, "kind");
    edit->fields = fields;
    edit->field_count = call->positional_count;
    if (site != NULL)
        err = desk_id("--site", site, &edit->site, error);
    if (err == ERR_OK && id != NULL)
        err = desk_id("--id", id, &edit->id, error);
    if (err == ERR_OK && person != NULL)
        err = desk_person(desk, person, &edit->person, error);
    for (size_t i = 0; err == ERR_OK && i < call->positional_count; i++)
        err = field_text_read(span_of(edit->kind), span_of(call->positionals[i]), arena, &fields[i],
                              error);
    qsort(fields, call->positional_count, sizeof *fields, by_name);
    return err;
}

static enum err set(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    struct desk *desk = ctx;
    struct office_edit edit = {0};
    struct audit_actor actor;
    struct arena arena;
    char id[UUID_TEXT];
    arena_init(&arena, 8 << 20);
    enum err err = read_edit(desk, call, &arena, &edit, error);
    audit_actor_make(&actor, "record.edit");
    edit.audit = &actor.row;
    if (err == ERR_OK)
        err = office_edit(desk->office, &edit, 1, error);
    if (err == ERR_OK) {
        uuid_format(&edit.id, id);
        buffer_printf(&output->out, output->json ? "{\"id\":\"%s\"}\n" : "已保存 saved %s\n", id);
    }
    arena_clear(&arena);
    return err;
}

const struct verb edit_verbs_get = {.group = "record",
                                    .name = "get",
                                    .arguments = "ID",
                                    .positional_min = 1,
                                    .positional_max = 1,
                                    .summary_zh = "一条记录:值、冲突、历史",
                                    .summary_en = "a record: values, conflicts, history",
                                    .exec = get};
static const struct option list_options[] = {
    {.name = "site",
     .type = OPTION_TEXT,
     .placeholder = "S",
     .help_zh = "只看这个工地",
     .help_en = "only this site"},
    {.name = "kind",
     .type = OPTION_TEXT,
     .placeholder = "K",
     .help_zh = "只看这一种",
     .help_en = "only this kind"},
    {.name = "conflicts",
     .type = OPTION_FLAG,
     .help_zh = "只看有冲突的",
     .help_en = "only those in conflict"},
};
const struct verb edit_verbs_list = {.group = "record",
                                     .name = "list",
                                     .options = list_options,
                                     .option_count = 3,
                                     .summary_zh = "列出记录",
                                     .summary_en = "list records",
                                     .exec = list};
static const struct option set_options[] = {
    {.name = "kind",
     .type = OPTION_TEXT,
     .placeholder = "K",
     .required = true,
     .help_zh = "种类",
     .help_en = "kind"},
    {.name = "site",
     .type = OPTION_TEXT,
     .placeholder = "S",
     .help_zh = "工地;全局种类不写",
     .help_en = "site; left out for global kinds"},
    {.name = "id",
     .type = OPTION_TEXT,
     .placeholder = "I",
     .help_zh = "已有记录;不写则新建",
     .help_en = "an existing record; left out: a new one"},
    {.name = "person",
     .type = OPTION_TEXT,
     .placeholder = "P",
     .help_zh = "谁改的;默认办公室",
     .help_en = "who edits; default: the office"},
};
const struct verb edit_verbs_set = {.group = "record",
                                    .name = "set",
                                    .arguments = "FIELD=VALUE…",
                                    .positional_min = 1,
                                    .positional_max = WRITE_FIELDS_MAX,
                                    .options = set_options,
                                    .option_count = 4,
                                    .summary_zh = "办公室修改;也用来解决冲突",
                                    .summary_en = "an office edit; also settles a conflict",
                                    .exec = set};
