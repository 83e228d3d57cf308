// SPDX-License-Identifier: Apache-2.0
#include "server/cli/retention_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/reconcile/retention.h"
#include "shared/data/json.h"

#include <inttypes.h>
#include <string.h>

static void put_due_json(struct json_writer *json, enum retention_class class,
                         const struct retention_due *due)
{
    char id[UUID_TEXT];
    json_object_open(json, NULL);
    uuid_format(&due->site, id);
    if (class == RETENTION_SITES)
        json_put_text(json, "site", id);
    if (class == RETENTION_FILES) {
        json_put_hex(json, "digest", due->digest.bytes, HASH_BYTES);
        json_put_integer(json, "size", (int64_t)due->size);
    }
    json_put_integer(json, "rows", due->rows);
    json_put_integer(json, "since", due->since_ms);
    json_object_close(json);
}

static void plan_json(const struct retention_plan *plan, struct buffer *out)
{
    struct json_writer json;
    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "code", plan->code);
    json_array_open(&json, "classes");
    for (int i = 0; i < RETENTION_CLASSES; i++) {
        json_object_open(&json, NULL);
        json_put_text(&json, "class", retention_rules[i].code);
        json_put_text(&json, "setting", retention_rules[i].setting);
        json_put_integer(&json, "days", plan->days[i]);
        json_array_open(&json, "due");
        for (size_t k = 0; k < plan->count[i]; k++)
            put_due_json(&json, (enum retention_class)i, &plan->due[i][k]);
        json_array_close(&json);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

static void put_due_text(struct buffer *out, enum retention_class class,
                         const struct retention_due *due)
{
    char name[HASH_TEXT] = "", time[CLOCK_TEXT];
    if (class == RETENTION_SITES)
        uuid_format(&due->site, name);
    else if (class == RETENTION_FILES)
        digest_format(&due->digest, name);
    clock_format(due->since_ms, time);
    buffer_printf(out, "  %s  %s", time, name);
    if (class == RETENTION_FILES)
        buffer_printf(out, "  %" PRIu64 " B", due->size);
    else if (class != RETENTION_SITES)
        buffer_printf(out, "起 on: %" PRId64, due->rows);
    buffer_append_char(out, '\n');
}

static bool plan_text(const struct retention_plan *plan, struct buffer *out)
{
    size_t all = 0;
    for (int i = 0; i < RETENTION_CLASSES; i++) {
        const struct retention_rule *rule = &retention_rules[i];
        buffer_printf(out, "%s %s (%s): %" PRId64 " 天 days; 到期 due: %zu → %s %s\n", rule->zh,
                      rule->en, rule->code, plan->days[i], plan->count[i], rule->deed_zh,
                      rule->deed_en);
        for (size_t k = 0; k < plan->count[i]; k++)
            put_due_text(out, (enum retention_class)i, &plan->due[i][k]);
        all += plan->count[i];
    }
    if (all == 0)
        buffer_append_text(out, "没有到期的 nothing is due\n");
    return all > 0;
}

static enum err plan(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct desk *desk = ctx;
    struct retention_plan found = {.count = {0}};
    struct view *view = NULL;
    (void)call;
    enum err err = desk_view(desk, &view, error);
    if (err == ERR_OK)
        err = retention_read(desk->office, view, clock_wall_ms(&desk->clock), &found, error);
    storage_close_view(view);
    if (err == ERR_OK && output->json)
        plan_json(&found, &output->out);
    else if (err == ERR_OK && plan_text(&found, &output->out))
        buffer_printf(&output->out,
                      "没有人运行就什么也不删 nothing is removed unless a person runs:\n"
                      "  plumbd retention run --reason \"…\" --confirm %s\n",
                      found.code);
    retention_clear(&found);
    return err;
}

static enum err read_only(const struct verb_call *call, struct retention_order *order,
                          struct error *error)
{
    size_t count = 0;
    const char *const *list = verb_list(call, "only", &count);
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        for (int k = 0; k < RETENTION_CLASSES; k++)
            if (strcmp(list[i], retention_rules[k].code) == 0)
                order->only[k] = found = true;
        if (!found)
            return error_set(error, ERR_INVALID,
                             "--only \"%s\": sites, reads, sessions or files is wanted", list[i]);
    }
    return ERR_OK;
}

static enum err run(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    struct desk *desk = ctx;
    struct retention_plan done = {.count = {0}};
    struct retention_order order = {.code = verb_text(call, "confirm"),
                                    .reason = verb_text(call, "reason"),
                                    .now_ms = clock_wall_ms(&desk->clock)};
    struct audit_actor actor;
    struct view *view = NULL;
    if (order.code == NULL || order.reason == NULL)
        return error_set(error, ERR_USAGE,
                         "--confirm CODE (of plumbd retention plan) and --reason R are wanted");
    audit_actor_make(&actor, "retention.run");
    order.by = actor.who;
    order.audit = &actor.row;
    enum err err = read_only(call, &order, error);
    if (err == ERR_OK)
        err = desk_view(desk, &view, error);
    if (err == ERR_OK)
        err = retention_run(desk->office, view, &order, &done, error);
    storage_close_view(view);
    if (err == ERR_OK && output->json)
        plan_json(&done, &output->out);
    else if (err == ERR_OK)
        buffer_append_text(&output->out, "已按名单清理 the plan was carried out\n");
    retention_clear(&done);
    return err;
}

static const struct option run_options[] = {
    {.name = "confirm",
     .type = OPTION_TEXT,
     .placeholder = "CODE",
     .help_zh = "名单给出的确认码;名单变了就不再有效",
     .help_en = "the code that the plan gave; void when the plan has changed"},
    {.name = "reason",
     .type = OPTION_TEXT,
     .placeholder = "R",
     .help_zh = "原因,写入审计并一直保留",
     .help_en = "why, kept for ever in the audit"},
    {.name = "only",
     .type = OPTION_LIST,
     .placeholder = "CLASS",
     .help_zh = "只清理这一类:sites、reads、sessions、files",
     .help_en = "only this class: sites, reads, sessions, files"},
};
const struct verb retention_verbs_plan
    = {.group = "retention",
       .name = "plan",
       .summary_zh = "保存期已满的:竣工已久的工地、查看记录、登录记录、无记录引用的文件",
       .summary_en = "what was kept long enough: sites completed long ago, reads, sessions, "
                     "files that no record names",
       .exec = plan};
const struct verb retention_verbs_run
    = {.group = "retention",
       .name = "run",
       .options = run_options,
       .option_count = sizeof run_options / sizeof *run_options,
       .summary_zh = "清理名单上的;工地整个依法删除,保留签署证明",
       .summary_en = "remove what the plan showed; sites are erased whole, proofs stay",
       .exec = run};
