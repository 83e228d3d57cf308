// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_verb.h"

#include "server/cli/audit_actor.h"
#include "server/cli/import_plan.h"
#include "server/cli/import_text.h"
#include "shared/data/json.h"

#include <string.h>

// A file that cannot be read as a table is a fault like others: the rest is looked at all the same.
static void blame_file(struct import_plan *plan, const struct error *why)
{
    struct import_fault fault = {.code = why->code, .file = plan->file, .wanted = why->detail};
    import_faults_add(&plan->faults, &fault);
}

static void read_rows(struct import_plan *plan, struct span bytes)
{
    struct buffer text;
    struct error why = {0};
    const char *encoding = NULL;
    buffer_init(&text, IMPORT_FILE_MAX + (128 << 10));
    enum err err = import_text_decode(bytes, &text, &encoding, &why);
    if (err == ERR_OK)
        err = import_rows_read((struct span){text.data == NULL ? "" : text.data, text.len},
                               &plan->arena, import_plan_row, plan, &why);
    // A second look at the same file finds the same.
    if (err != ERR_OK && !plan->assignments)
        blame_file(plan, &why);
    buffer_clear(&text);
}

static enum err plan_file(struct import_plan *plan, const char *name, struct error *error)
{
    struct buffer bytes;
    plan->file = name;
    buffer_init(&bytes, IMPORT_FILE_MAX + (128 << 10));
    enum err err = desk_file(plan->desk, name, &bytes, error);
    if (err == ERR_OK)
        read_rows(plan, (struct span){bytes.data == NULL ? "" : bytes.data, bytes.len});
    buffer_clear(&bytes);
    return err;
}

// People and sites of all files first: assignments may stand before what they name.
static enum err plan_files(struct import_plan *plan, const struct verb_call *call,
                           struct error *error)
{
    enum err err = ERR_OK;
    for (int assignments = 0; assignments < 2; assignments++) {
        plan->assignments = assignments == 1;
        for (size_t i = 0; err == ERR_OK && i < call->positional_count; i++)
            err = plan_file(plan, call->positionals[i], error);
    }
    return err;
}

static struct span text_of(const struct buffer *buffer)
{
    return (struct span){buffer->data == NULL ? "" : buffer->data, buffer->len};
}

static void print_json(const struct import_plan *plan, bool check, struct buffer *out)
{
    struct json_writer json;
    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_integer(&json, "made", (int64_t)plan->made);
    json_put_integer(&json, "changed", (int64_t)plan->changed);
    json_put_integer(&json, "same", (int64_t)plan->same);
    json_put_integer(&json, "repeated", (int64_t)plan->repeated);
    json_put_boolean(&json, "check", check);
    json_put_span(&json, "notes", text_of(&plan->notes));
    if (check)
        json_put_span(&json, "changes", text_of(&plan->changes));
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

static void print_done(const struct import_plan *plan, bool check, struct verb_output *output)
{
    struct buffer *out = &output->out;
    if (output->json) {
        print_json(plan, check, out);
        return;
    }
    if (check)
        buffer_append(out, text_of(&plan->changes).data, plan->changes.len);
    if (check && plan->change_count > IMPORT_CHANGES_SHOWN)
        buffer_printf(out, "… 还有 and %zu 条 more\n", plan->change_count - IMPORT_CHANGES_SHOWN);
    if (plan->notes.len > 0)
        buffer_printf(out, "注意 note:\n%s", plan->notes.data);
    buffer_printf(out,
                  check ? "只检查,没有写入 checked only, nothing was written: 新建 made %zu, 修改 "
                          "changed %zu, 相同 same %zu, 重复 repeated %zu\n"
                        : "新建 made %zu, 修改 changed %zu, 相同 same %zu, 重复 repeated %zu\n",
                  plan->made, plan->changed, plan->same, plan->repeated);
}

static void print_faults(const struct import_plan *plan, struct verb_output *output)
{
    const struct import_faults *faults = &plan->faults;
    if (output->json) {
        buffer_printf(&output->out, "{\"bad\":[%s],\"bad_count\":%zu}\n",
                      faults->json.data == NULL ? "" : faults->json.data, faults->count);
        return;
    }
    if (faults->count < 2)
        return; // the error says it
    buffer_append(&output->out, faults->text.data, faults->text.len);
    if (faults->count > IMPORT_FAULTS_NAMED)
        buffer_printf(&output->out, "… 还有 and %zu 处 more\n",
                      faults->count - IMPORT_FAULTS_NAMED);
}

static enum err import(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    struct import_plan plan;
    struct audit_actor actor;
    bool check = verb_flag(call, "check");
    enum err err = import_plan_begin(&plan, ctx, error);
    if (err == ERR_OK)
        err = plan_files(&plan, call, error);
    if (err == ERR_OK) {
        err = import_faults_verdict(&plan.faults, error);
        if (err != ERR_OK)
            print_faults(&plan, output);
    }
    audit_actor_make(&actor, "record.import");
    for (size_t i = 0; i < plan.edit_count; i++)
        plan.edits[i].audit = &actor.row;
    if (err == ERR_OK && !check && plan.edit_count > 0)
        err = office_edit(plan.desk->office, plan.edits, plan.edit_count, error);
    if (err == ERR_OK)
        print_done(&plan, check, output);
    import_plan_end(&plan);
    return err;
}

static const struct option import_options[] = {
    {.name = "check",
     .type = OPTION_FLAG,
     .help_zh = "只检查:列出会新建和修改什么,不写入",
     .help_en = "check only: print what would be made and changed; write nothing"},
};
const struct verb import_verb
    = {.name = "import",
       .arguments = "FILE…",
       .positional_min = 1,
       .positional_max = 64,
       .options = import_options,
       .option_count = 1,
       .summary_zh = "导入人员、工地、派工、目录 (CSV 或 JSON 行),要么全部、要么都不",
       .summary_en = "people, sites, assignments, catalogue from CSV or JSON lines, all or nothing",
       .exec = import};
