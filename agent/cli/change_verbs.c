// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/change_verbs.h"

#include "agent/capture/change.h"
#include "agent/cli/day.h"
#include "agent/cli/move_show.h"
#include "agent/cli/named.h"
#include "shared/model/kind_choice.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FEN_MAX INT64_C(1000000000000)

static const char *const kinds[] = {"change_order", NULL};
static const char *const columns[] = {"state",       "category",
                                      "description", "amount_fen",
                                      "asked_by",    "due",
                                      "approved_by", "touches_promise",
                                      "noticed_at",  "promise_approved_by",
                                      "issued_at",   "unsettled",
                                      NULL};

static enum err add(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    static const struct day_row rows[] = {{"category", "category", DAY_TEXT},
                                          {"description", "description", DAY_TEXT},
                                          {"amount", "amount_fen", DAY_INTEGER},
                                          {"asked-by", "asked_by", DAY_TEXT},
                                          {"due", "due", DAY_DATE},
                                          {"touches-promise", "touches_promise", DAY_TRUE},
                                          {"at", "issued_at", DAY_TIME}};
    const struct day_form form = {rows, COUNT(rows), false, change_add};

    return day_save(ctx, call, &form, output, error);
}

// Approval of the change itself, or of the customer department for the promise it touches.
static enum err approve_for(struct day *day, const struct uuid *id, struct error *error)
{
    const char *by = verb_text(day->call, "by");
    const char *promise = verb_text(day->call, "promise-by");
    struct change_promise settled = {.id = *id};
    struct change_step step = {.id = *id,
                               .move = "approve",
                               .fields = day->given,
                               .settle = verb_flag(day->call, "settle")};
    enum err err = ERR_OK;

    if (promise) {
        err = named_person(day->tablet->store, "--promise-by", promise, &settled.approved_by,
                           error);
        return err ? err : change_settle_promise(&day->options, &settled, &day->report, error);
    }
    if (by)
        err = named_person(day->tablet->store, "--by", by, &step.approved_by, error);
    return err ? err : change_move(&day->options, &step, &day->report, error);
}

static const struct day_row move_rows[] = {{"note", "note", DAY_TEXT}, {"at", "at", DAY_TIME}};

static enum err approve(void *ctx, const struct verb_call *call, struct verb_output *output,
                        struct error *error)
{
    struct day day;
    struct uuid id;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = day_record(&day, kinds, NULL, &id, error);
    if (!err)
        err = day_read(&day, move_rows, COUNT(move_rows), error);
    if (!err)
        err = approve_for(&day, &id, error);
    return day_end(&day, err, output);
}

static enum err notify(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    struct change_promise given = {0};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = day_record(&day, kinds, NULL, &given.id, error);
    given.noticed_ms = clock_wall_ms(&day.tablet->clock);
    if (!err)
        err = day_time(&day, "at", &given.noticed_ms, error);
    if (!err)
        err = change_settle_promise(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

static enum err step(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct change_step given = {.settle = verb_flag(call, "settle")};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    given.move = strcmp(call->verb->name, "carry-out") == 0 ? "carry_out" : call->verb->name;
    if (!err)
        err = day_record(&day, kinds, NULL, &given.id, error);
    if (!err)
        err = day_read(&day, move_rows, COUNT(move_rows), error);
    given.fields = day.given;
    if (!err)
        err = change_move(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

static bool is_wanted(const struct fact_list *list, const struct fact *fact)
{
    const struct verb_call *call = list->ctx;

    return verb_flag(call, "all")
           || (!fact_is(fact, "state", "confirmed") && !fact_is(fact, "state", "cancelled"));
}

static enum err list_all(void *ctx, const struct verb_call *call, struct verb_output *output,
                         struct error *error)
{
    struct fact_list list
        = {.kind = kinds[0], .columns = columns, .wanted = is_wanted, .ctx = call};

    return day_list(ctx, call, &list, output, error);
}

static enum err show(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct day day = {.tablet = ctx, .call = call};
    struct move_show question = {.store = day.tablet->store, .kind = kinds[0], .columns = columns};
    enum err err = day_record(&day, kinds, NULL, &question.id, error);

    question.site = day.options.site;
    return err ? err : move_show_print(&question, output, error);
}

#define CHANGE_VERB(id, list, zh, en, run)                                                       \
    {                                                                                            \
        .group = "change", .name = (id), .arguments = "CHANGE", .positional_min = 1,             \
        .positional_max = 1, .options = (list), .option_count = COUNT(list), .summary_zh = (zh), \
        .summary_en = (en), .exec = (run)                                                        \
    }

static const struct option add_options[] = {
    DAY_SITE_OPTION,
    DAY_CHOICE_OPTION("category", kind_choice_changes, true, "变更类别", "the category"),
    DAY_NEEDED_OPTION("description", "TEXT", "变更内容", "what changes"),
    DAY_NEEDED_OPTION("asked-by", "NAME", "由谁提出", "who asks for it"),
    DAY_NEEDED_OPTION("due", "DATE", "完成期限", "by when"),
    DAY_NUMBER_OPTION("amount", -FEN_MAX, FEN_MAX, "金额(分),减项为负",
                      "amount in fen, negative for what is left out"),
    DAY_FLAG_OPTION("touches-promise", "涉及对客户的承诺", "it touches a promise to the customer"),
    DAY_AT_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb change_verb_add = {.group = "change",
                                     .name = "add",
                                     .options = add_options,
                                     .option_count = COUNT(add_options),
                                     .summary_zh = "提出设计变更或增减项",
                                     .summary_en = "issue a change order",
                                     .exec = add};

static const struct option approve_options[] = {
    DAY_TEXT_OPTION("by", "P", "批准人;默认记录人", "who approves; default: who writes"),
    DAY_TEXT_OPTION("promise-by", "P", "客户部批准人(信息专员):只记录对承诺的批准",
                    "information officer who approves for the promise; that alone is recorded"),
    DAY_NOTE_OPTION,
    DAY_AT_OPTION,
    DAY_SETTLE_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb change_verb_approve
    = CHANGE_VERB("approve", approve_options, "批准变更", "approve a change", approve);

static const struct option notify_options[] = {
    DAY_TEXT_OPTION("at", "TIME", "告知的时间;默认现在",
                    "when the customer was told; default: now"),
    DAY_PERSON_OPTION,
};
const struct verb change_verb_notify = CHANGE_VERB("notify", notify_options, "已书面告知客户",
                                                   "the customer got the dated notice", notify);

static const struct option step_options[]
    = {DAY_NOTE_OPTION, DAY_AT_OPTION, DAY_SETTLE_OPTION, DAY_PERSON_OPTION};
const struct verb change_verb_carry_out
    = CHANGE_VERB("carry-out", step_options, "变更已实施", "the change is carried out", step);
const struct verb change_verb_cancel = CHANGE_VERB("cancel", step_options, "取消变更,须有原因",
                                                   "cancel a change, with the reason", step);

static const struct option list_options[] = {
    DAY_TEXT_OPTION("site", "S", "只看这个工地", "only this site"),
    DAY_FLAG_OPTION("all", "也看已确认和已取消的", "confirmed and cancelled ones too"),
};
const struct verb change_verb_list = {.group = "change",
                                      .name = "list",
                                      .options = list_options,
                                      .option_count = COUNT(list_options),
                                      .summary_zh = "列出变更",
                                      .summary_en = "list the change orders",
                                      .exec = list_all};
const struct verb change_verb_show = {.group = "change",
                                      .name = "show",
                                      .arguments = "CHANGE",
                                      .positional_min = 1,
                                      .positional_max = 1,
                                      .summary_zh = "显示一项变更的经过",
                                      .summary_en = "show one with its steps",
                                      .exec = show};
