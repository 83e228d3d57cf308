// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_verb.h"

#include "server/cli/import_plan.h"

static enum err plan_file(struct import_plan *plan, const char *name, struct error *error)
{
    struct buffer text;
    plan->file = name;
    buffer_init(&text, IMPORT_FILE_MAX + (128 << 10));
    enum err err = desk_file(plan->desk, name, &text, error);
    if (err == ERR_OK) {
        err = import_rows_read((struct span){text.data, text.len}, &plan->arena, import_plan_row,
                               plan, error);
        if (err != ERR_OK)
            error_wrap(error, err, "%s", name);
    }
    buffer_clear(&text);
    return err;
}

static enum err import(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    struct import_plan plan;
    enum err err = import_plan_begin(&plan, ctx, error);
    for (size_t i = 0; err == ERR_OK && i < call->positional_count; i++)
        err = plan_file(&plan, call->positionals[i], error);
    if (err == ERR_OK && plan.edit_count > 0)
        err = office_edit(plan.desk->office, plan.edits, plan.edit_count, error);
    if (err == ERR_OK)
        buffer_printf(&output->out,
                      output->json ? "{\"made\":%zu,\"changed\":%zu,\"same\":%zu}\n"
                                   : "新建 made %zu, 修改 changed %zu, 相同 same %zu\n",
                      plan.made, plan.changed, plan.same);
    import_plan_end(&plan);
    return err;
}

const struct verb import_verb
    = {.name = "import",
       .arguments = "FILE…",
       .positional_min = 1,
       .positional_max = 64,
       .summary_zh = "导入人员、工地、派工、目录 (CSV 或 JSON 行),要么全部、要么都不",
       .summary_en = "people, sites, assignments, catalogue from CSV or JSON lines, all or nothing",
       .exec = import};
