// SPDX-License-Identifier: Apache-2.0
#include "server/cli/held_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/cli/desk_list.h"
#include "server/reconcile/night_entries.h"
#include "server/storage/actors.h"
#include "server/storage/history.h"
#include "server/sync/office_held.h"
#include "shared/data/json.h"
#include "shared/model/vector.h"

static const char *const decision_names[] = {"open", "accepted", "rejected", "released"};

struct listing {
    struct desk_list of; // first
    bool groups, all;    // groups: only what waits for its group
};

static void put_json(struct json_writer *json, const struct held_row *held)
{
    char text[UUID_TEXT], actor[ACTOR_TEXT];
    json_object_open(json, NULL);
    json_put_integer(json, "id", held->row);
    json_put_text(json, "reason", night_entries_reason(held->reason));
    json_put_text(json, "decision", decision_names[held->decision]);
    uuid_format(&held->device, text);
    json_put_text(json, "device", text);
    actor_format(held->dot.actor, actor);
    json_put_text(json, "actor", actor);
    json_put_u64(json, "counter", held->dot.counter);
    uuid_format(&held->record, text);
    json_put_text(json, "record", text);
    uuid_format(&held->site, text);
    json_put_text(json, "site", text);
    actor_format(held->group, actor);
    json_put_text(json, "group", held->group == 0 ? NULL : actor);
    json_put_text(json, "detail", held->detail);
    json_put_integer(json, "since", held->since_ms);
    json_put_text(json, "why", held->decided_why);
    json_object_close(json);
}

static void put_text(struct buffer *out, const struct held_row *held)
{
    char record[UUID_TEXT], time[CLOCK_TEXT], group[ACTOR_TEXT];
    uuid_format(&held->record, record);
    clock_format(held->since_ms, time);
    actor_format(held->group, group);
    buffer_printf(out, "#%lld  %s  %s  %s  %s  %s%s%s\n", (long long)held->row,
                  night_entries_reason(held->reason), decision_names[held->decision], record, time,
                  held->detail, held->group == 0 ? "" : "  group ", held->group == 0 ? "" : group);
}

static bool list_held(void *arg, const struct held_row *held)
{
    struct listing *list = arg;
    if ((held->reason == REASON_GROUP) != list->groups)
        return true;
    if (list->of.output->json)
        put_json(&list->of.json, held);
    else
        put_text(&list->of.output->out, held);
    return true;
}

static enum err list_all(void *ctx, struct listing *list, struct verb_output *output,
                         struct error *error)
{
    const struct held_filter filter = {.open_only = !list->all};
    enum err err = desk_list_begin(&list->of, ctx, output, error);

    if (err == ERR_OK)
        err = held_list(list->of.view, &filter, list_held, list, error);
    return desk_list_end(&list->of, err);
}

static enum err list_quarantine(void *ctx, const struct verb_call *call, struct verb_output *output,
                                struct error *error)
{
    struct listing list = {.all = verb_flag(call, "all")};
    return list_all(ctx, &list, output, error);
}

static enum err list_groups(void *ctx, const struct verb_call *call, struct verb_output *output,
                            struct error *error)
{
    struct listing list = {.groups = true};
    (void)call;
    return list_all(ctx, &list, output, error);
}

static enum err parse_row(const char *text, int64_t *row, struct error *error)
{
    const char *digits = text[0] == '#' ? text + 1 : text;
    if (text_parse_i64(span_of(digits), row) && *row > 0)
        return ERR_OK;
    return error_set(error, ERR_INVALID, "\"%s\" is no quarantine number", text);
}

// The entry's own bytes: a fork's stand in the row, others in the history.
static enum err put_bytes(struct view *view, const struct held_row *held,
                          struct verb_output *output, struct error *error)
{
    struct actor_row actor;
    struct history_row entry;
    struct span bytes = held->bytes;
    enum err err = ERR_OK;
    if (held->reason != REASON_FORK) {
        err = actors_get(view, held->dot.actor, &actor, error);
        if (err == ERR_OK)
            err = history_get(view, actor.row, held->dot.counter, &entry, error);
        bytes = entry.bytes;
    }
    if (err == ERR_OK) {
        buffer_append(&output->out, bytes.data, bytes.len);
        buffer_append_char(&output->out, '\n');
    }
    return err;
}

static enum err show(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct view *view = NULL;
    struct held_row held;
    struct json_writer json;
    int64_t row = 0;
    enum err err = parse_row(call->positionals[0], &row, error);
    if (err == ERR_OK)
        err = desk_view(ctx, &view, error);
    if (err == ERR_OK)
        err = held_get(view, row, &held, error);
    if (err == ERR_NOT_FOUND)
        error_set(error, err, "no quarantine entry #%lld", (long long)row);
    if (err == ERR_OK && output->json) {
        json_begin(&json, &output->out);
        put_json(&json, &held);
        buffer_append_char(&output->out, '\n');
    } else if (err == ERR_OK) {
        put_text(&output->out, &held);
        err = put_bytes(view, &held, output, error);
    }
    storage_close_view(view);
    return err;
}

static enum err read_decision(struct desk *desk, const struct verb_call *call,
                              struct office_decision *decision, struct error *error)
{
    const char *person = verb_text(call, "person");
    *decision = (struct office_decision){.why = verb_text(call, "reason")};
    return person == NULL ? ERR_OK : desk_person(desk, person, &decision->person, error);
}

typedef enum err held_decide(struct office *office, int64_t row,
                             const struct office_decision *decision, struct error *error);

static enum err decide(struct desk *desk, const struct verb_call *call, held_decide *how,
                       struct verb_output *output, struct error *error)
{
    struct office_decision decision;
    struct audit_actor actor;
    int64_t row = 0;
    enum err err = parse_row(call->positionals[0], &row, error);
    if (err == ERR_OK)
        err = read_decision(desk, call, &decision, error);
    audit_actor_make(&actor, how == office_held_accept ? "held.accept" : "held.reject");
    decision.audit = &actor.row;
    if (err == ERR_OK)
        err = how(desk->office, row, &decision, error);
    if (err == ERR_OK)
        buffer_append_text(&output->out, output->json ? "{\"done\":true}\n" : "完成 done\n");
    return err;
}

static enum err accept(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    return decide(ctx, call, office_held_accept, output, error);
}

static enum err reject(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    return decide(ctx, call, office_held_reject, output, error);
}

static enum err apply(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    struct desk *desk = ctx;
    struct office_decision decision;
    struct audit_actor actor;
    uint64_t group = 0;
    if (!actor_parse(span_of(call->positionals[0]), &group))
        return error_set(error, ERR_INVALID, "\"%s\" is no group (16 hex digits)",
                         call->positionals[0]);
    enum err err = read_decision(desk, call, &decision, error);
    audit_actor_make(&actor, "group.apply");
    decision.audit = &actor.row;
    if (err == ERR_OK)
        err = office_held_group(desk->office, group, &decision, error);
    if (err == ERR_OK)
        buffer_append_text(&output->out, output->json ? "{\"done\":true}\n" : "完成 done\n");
    return err;
}

static const struct option list_options[] = {
    {.name = "all", .type = OPTION_FLAG, .help_zh = "也看已决定的", .help_en = "decided ones too"},
};
static const struct option decision_options[] = {
    {.name = "reason",
     .type = OPTION_TEXT,
     .placeholder = "R",
     .required = true,
     .help_zh = "原因,巡检员会看到",
     .help_en = "why; the inspector sees it"},
    {.name = "person",
     .type = OPTION_TEXT,
     .placeholder = "P",
     .help_zh = "谁决定的;默认办公室",
     .help_en = "who decides; default: the office"},
};
const struct verb held_verbs_list = {.group = "quarantine",
                                     .name = "list",
                                     .options = list_options,
                                     .option_count = 1,
                                     .summary_zh = "暂存的条目",
                                     .summary_en = "entries that are held",
                                     .exec = list_quarantine};
const struct verb held_verbs_show = {.group = "quarantine",
                                     .name = "show",
                                     .arguments = "ID",
                                     .positional_min = 1,
                                     .positional_max = 1,
                                     .summary_zh = "一条暂存的条目和它的原文",
                                     .summary_en = "one held entry and its very bytes",
                                     .exec = show};
const struct verb held_verbs_accept = {.group = "quarantine",
                                       .name = "accept",
                                       .arguments = "ID",
                                       .positional_min = 1,
                                       .positional_max = 1,
                                       .options = decision_options,
                                       .option_count = 2,
                                       .summary_zh = "采用它,排在它后面的一并采用",
                                       .summary_en = "apply it, and what waited behind it",
                                       .exec = accept};
const struct verb held_verbs_reject = {.group = "quarantine",
                                       .name = "reject",
                                       .arguments = "ID",
                                       .positional_min = 1,
                                       .positional_max = 1,
                                       .options = decision_options,
                                       .option_count = 2,
                                       .summary_zh = "不采用它;原文仍留在历史里",
                                       .summary_en = "leave it out; its bytes stay in the history",
                                       .exec = reject};
const struct verb held_verbs_groups = {.group = "group",
                                       .name = "list",
                                       .summary_zh = "未完成的组",
                                       .summary_en = "groups whose last entry has not come",
                                       .exec = list_groups};
const struct verb held_verbs_apply = {.group = "group",
                                      .name = "apply",
                                      .arguments = "GROUP",
                                      .positional_min = 1,
                                      .positional_max = 1,
                                      .options = decision_options,
                                      .option_count = 2,
                                      .summary_zh = "按已到的部分采用一个组",
                                      .summary_en = "apply a group as far as it came",
                                      .exec = apply};
