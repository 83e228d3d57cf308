// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/visit_verbs.h"

#include "agent/capture/inspect.h"
#include "agent/capture/patrol.h"
#include "agent/capture/presence.h"
#include "agent/capture/weekly.h"
#include "agent/cli/day.h"
#include "agent/cli/named.h"
#include "shared/base/when.h"
#include "shared/model/kind_choice.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const inspection_kinds[] = {"inspection", NULL};
static const char *const patrol_kinds[] = {"patrol", NULL};

static enum err read_presence(struct day *day, struct presence *given, struct error *error)
{
    static const char *const kinds[]
        = {"inspection", "attempt", "node", "simulated_round", "patrol", NULL};
    const char *who = verb_text(day->call, "who");
    struct uuid site = day->options.site;
    enum err err = ERR_OK;

    if (verb_text(day->call, "node"))
        err = day_node(day, "node", &given->of, error);
    else if (verb_text(day->call, "of"))
        err = day_record(day, kinds, "of", &given->of, error);
    if (!err && !uuid_equal(&site, &day->options.site))
        err = error_set(error, ERR_INVALID,
                        "--site 与所指记录不是同一工地 the record is of another site");
    if (!err && who)
        err = named_person(day->tablet->store, "--who", who, &given->person, error);
    return err ? err : day_time(day, "at", &given->at_ms, error);
}

static enum err presence(void *ctx, const struct verb_call *call, struct verb_output *output,
                         struct error *error)
{
    struct presence given = {.inspection = span_of(verb_text(call, "inspection")),
                             .latitude = span_of(verb_text(call, "latitude")),
                             .longitude = span_of(verb_text(call, "longitude"))};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = day_site(&day, error);
    if (!err)
        err = read_presence(&day, &given, error);
    if (!err)
        err = day_photos(&day, error);
    if (!err)
        err = presence_add(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

static enum err inspection_start(void *ctx, const struct verb_call *call,
                                 struct verb_output *output, struct error *error)
{
    static const struct day_row rows[] = {
        {"at", "started_at", DAY_TIME}, {"result", "result", DAY_TEXT}, {"note", "note", DAY_TEXT}};
    struct inspect_start given = {.code = span_of(verb_text(call, "code"))};
    struct day day;
    struct uuid site;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = day_site(&day, error);
    site = day.options.site;
    if (!err && verb_text(call, "node"))
        err = day_node(&day, "node", &given.node, error);
    day.options.site = site; // a node of another site is not found there
    if (!err)
        err = day_read(&day, rows, COUNT(rows), error);
    given.fields = day.given;
    if (!err)
        err = day_photos(&day, error);
    if (!err)
        err = inspect_start(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

static enum err inspection_end(void *ctx, const struct verb_call *call, struct verb_output *output,
                               struct error *error)
{
    static const struct day_row rows[]
        = {{"result", "result", DAY_TEXT}, {"note", "note", DAY_TEXT}};
    struct inspect_end given = {0};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = day_record(&day, inspection_kinds, NULL, &given.id, error);
    if (!err)
        err = day_read(&day, rows, COUNT(rows), error);
    given.fields = day.given;
    if (!err)
        err = day_photos(&day, error);
    if (!err)
        err = inspect_end(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

static enum err inspection_list(void *ctx, const struct verb_call *call, struct verb_output *output,
                                struct error *error)
{
    static const char *const columns[]
        = {"code", "started_at", "result", "photos", "author", "note", NULL};
    struct fact_list list = {.kind = "inspection", .columns = columns};

    return day_list(ctx, call, &list, output, error);
}

static enum err patrol_add_verb(void *ctx, const struct verb_call *call, struct verb_output *output,
                                struct error *error)
{
    static const struct day_row rows[] = {
        {"result", "result", DAY_TEXT}, {"note", "note", DAY_TEXT}, {"at", "started_at", DAY_TIME}};
    const struct day_form form = {rows, COUNT(rows), true, patrol_add};

    return day_save(ctx, call, &form, output, error);
}

static enum err patrol_call_verb(void *ctx, const struct verb_call *call,
                                 struct verb_output *output, struct error *error)
{
    static const struct day_row rows[] = {{"outcome", "outcome", DAY_TEXT},
                                          {"result", "result", DAY_TEXT},
                                          {"problems", "problems", DAY_TEXT},
                                          {"measures", "measures", DAY_TEXT},
                                          {"at", "at", DAY_TIME}};
    struct patrol_call given = {0};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = day_record(&day, patrol_kinds, "patrol", &given.patrol, error);
    if (!err)
        err = day_read(&day, rows, COUNT(rows), error);
    given.fields = day.given;
    if (!err)
        err = patrol_call(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

// D4.2: the call that follows, and until when, by the deadline of the site's catalogue.
static int64_t call_due(const struct fact_list *list, const struct fact *patrol)
{
    const struct catalogue_shelf *shelf = &list->site->shelf;
    const struct catalogue *catalogue = shelf->newest(shelf->ctx);
    int64_t started_ms = 0;

    if (!catalogue || !fact_integer(patrol, "started_at", &started_ms))
        return 0;
    for (size_t i = 0; i < catalogue->deadline_count; i++) {
        const struct catalogue_deadline *deadline = &catalogue->deadlines[i];

        if (deadline->kind == patrol->kind && span_is(deadline->from, "started_at")
            && deadline->unit == UNIT_HOURS)
            return started_ms + deadline->amount * 3600000;
    }
    return 0;
}

static void tell_calls(const struct fact_list *list, const struct fact *fact,
                       struct json_writer *json)
{
    struct patrol_calls calls = patrol_calls_of(&list->site->facts, &fact->record->id);
    int64_t due_ms = call_due(list, fact);
    bool overdue = !calls.reached && due_ms != 0 && due_ms < list->now_ms;
    char due[WHEN_SHORT_TEXT] = "";

    if (json) {
        json_put_integer(json, "calls", (int64_t)calls.attempts);
        json_put_boolean(json, "called", calls.reached);
        json_put_boolean(json, "overdue", overdue);
        return;
    }
    if (due_ms != 0)
        when_format(due_ms, due);
    if (calls.reached)
        buffer_append_text(&list->output->out, "  已电话告知 called");
    else
        buffer_printf(&list->output->out, "  %s %s (拨打 attempts %zu)",
                      overdue ? "逾期未电话告知 call overdue since" : "须电话告知,期限 call due",
                      due, calls.attempts);
}

static enum err patrol_list(void *ctx, const struct verb_call *call, struct verb_output *output,
                            struct error *error)
{
    static const char *const columns[] = {"started_at", "result", "photos", "author", "note", NULL};
    struct fact_list list = {.kind = "patrol", .columns = columns, .more = tell_calls};

    return day_list(ctx, call, &list, output, error);
}

static enum err put_week(struct day *day, struct error *error)
{
    const char *given = verb_text(day->call, "week");
    struct buffer value;
    char week[WHEN_WEEK_TEXT];
    enum err err = when_parse_week(span_of(given ? given : "this"),
                                   clock_wall_ms(&day->tablet->clock), week, error);

    if (err)
        return error_wrap(error, err, "--week");
    buffer_init(&value, WHEN_WEEK_TEXT + 2);
    canon_put_string(&value, span_of(week));
    day->fields[day->given.count++] = (struct field){
        span_of("week"), {arena_dup(&day->arena, value.data, value.len), value.len}};
    buffer_clear(&value);
    return ERR_OK;
}

static enum err week(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    static const struct day_row rows[] = {{"opinions", "customer_opinions", DAY_TEXT},
                                          {"deliveries", "materials_deliveries", DAY_TEXT},
                                          {"defects", "design_defects", DAY_TEXT}};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = day_site(&day, error);
    if (!err)
        err = put_week(&day, error);
    if (!err)
        err = day_read(&day, rows, COUNT(rows), error);
    if (!err)
        err = weekly_set(&day.options, &day.given, &day.report, error);
    return day_end(&day, err, output);
}

static enum err round_set(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    static const struct day_row rows[] = {{"round", "round", DAY_INTEGER},
                                          {"result", "result", DAY_TEXT},
                                          {"note", "note", DAY_TEXT},
                                          {"at", "at", DAY_TIME}};
    const struct day_form form = {rows, COUNT(rows), true, inspect_round};

    return day_save(ctx, call, &form, output, error);
}

#define RESULT_OPTION(needed)                                \
    DAY_CHOICE_OPTION("result", kind_choice_results, needed, \
                      "结果:pass 合格 fail 不合格 na 不适用", "the result")
#define ANY_SITE_OPTION DAY_TEXT_OPTION("site", "S", "只看这个工地", "only this site")

static const struct option presence_options[] = {
    DAY_SITE_OPTION,
    DAY_NEEDED_OPTION("inspection", "CODE", "验收或节点的代码", "code of the inspection or node"),
    DAY_NODE_OPTION(false),
    DAY_TEXT_OPTION("of", "ID", "验收、巡检或模拟验收", "an inspection, patrol or round"),
    DAY_TEXT_OPTION("who", "P", "到场的人;默认记录人", "who was there; default: who writes"),
    DAY_PHOTO_OPTION,
    DAY_TEXT_OPTION("at", "TIME", "到场时间;默认照片的时间,没有照片则现在",
                    "when; default: the photo's time, else now"),
    DAY_TEXT_OPTION("latitude", "DEG", "纬度;默认照片的", "latitude; default: the photo's"),
    DAY_TEXT_OPTION("longitude", "DEG", "经度;默认照片的", "longitude; default: the photo's"),
    DAY_PERSON_OPTION,
};
const struct verb visit_verb_presence = {.group = "presence",
                                         .name = "add",
                                         .options = presence_options,
                                         .option_count = COUNT(presence_options),
                                         .summary_zh = "到场记录:谁、何时、何地、照片",
                                         .summary_en = "who was there: time, place and photo",
                                         .exec = presence};

static const struct option inspection_start_options[] = {
    DAY_SITE_OPTION,
    DAY_NEEDED_OPTION("code", "CODE", "验收的代码或名称", "code or name of the inspection"),
    DAY_NODE_OPTION(false),
    RESULT_OPTION(false),
    DAY_NOTE_OPTION,
    DAY_PHOTO_OPTION,
    DAY_AT_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb visit_verb_inspection_start
    = {.group = "inspection",
       .name = "start",
       .options = inspection_start_options,
       .option_count = COUNT(inspection_start_options),
       .summary_zh = "开始一次专项验收",
       .summary_en = "start an inspection of the catalogue",
       .exec = inspection_start};

static const struct option inspection_end_options[]
    = {RESULT_OPTION(true), DAY_NOTE_OPTION, DAY_PHOTO_OPTION, DAY_PERSON_OPTION};
const struct verb visit_verb_inspection_end = {.group = "inspection",
                                               .name = "end",
                                               .arguments = "INSPECTION",
                                               .positional_min = 1,
                                               .positional_max = 1,
                                               .options = inspection_end_options,
                                               .option_count = COUNT(inspection_end_options),
                                               .summary_zh = "记录验收结果",
                                               .summary_en = "the outcome of an inspection",
                                               .exec = inspection_end};

static const struct option any_site_options[] = {ANY_SITE_OPTION};
const struct verb visit_verb_inspection_list = {.group = "inspection",
                                                .name = "list",
                                                .options = any_site_options,
                                                .option_count = COUNT(any_site_options),
                                                .summary_zh = "列出专项验收",
                                                .summary_en = "list the inspections",
                                                .exec = inspection_list};

static const struct option patrol_add_options[] = {
    DAY_SITE_OPTION,  RESULT_OPTION(true), DAY_NOTE_OPTION,
    DAY_PHOTO_OPTION, DAY_AT_OPTION,       DAY_PERSON_OPTION,
};
const struct verb visit_verb_patrol_add
    = {.group = "patrol",
       .name = "add",
       .options = patrol_add_options,
       .option_count = COUNT(patrol_add_options),
       .summary_zh = "记录一次巡检;之后须电话告知客户",
       .summary_en = "a patrol; the customer is phoned afterwards",
       .exec = patrol_add_verb};

static const struct option patrol_call_options[] = {
    DAY_NEEDED_OPTION("patrol", "ID", "哪次巡检", "the patrol"),
    DAY_CHOICE_OPTION("outcome", kind_choice_outcomes, true, "接通 reached 或未接 no_answer",
                      "whether somebody answered"),
    DAY_TEXT_OPTION("result", "TEXT", "告知的结果", "the result that was told"),
    DAY_TEXT_OPTION("problems", "TEXT", "发现的问题", "the problems"),
    DAY_TEXT_OPTION("measures", "TEXT", "处理措施", "what was done"),
    DAY_AT_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb visit_verb_patrol_call
    = {.group = "patrol",
       .name = "call",
       .options = patrol_call_options,
       .option_count = COUNT(patrol_call_options),
       .summary_zh = "巡检后给客户的电话;未接也记录,仍须再打",
       .summary_en = "a call to the customer; no answer is kept and the call stays due",
       .exec = patrol_call_verb};

const struct verb visit_verb_patrol_list = {.group = "patrol",
                                            .name = "list",
                                            .options = any_site_options,
                                            .option_count = COUNT(any_site_options),
                                            .summary_zh = "列出巡检及是否已电话告知",
                                            .summary_en = "list the patrols and their calls",
                                            .exec = patrol_list};

static const struct option week_options[] = {
    DAY_SITE_OPTION,
    DAY_TEXT_OPTION("week", "WEEK", "周次 2026-W47、this、last;默认本周",
                    "2026-W47, this or last; default: this week"),
    DAY_TEXT_OPTION("opinions", "TEXT", "客户意见", "the customer's opinions"),
    DAY_TEXT_OPTION("deliveries", "TEXT", "材料到货", "deliveries of materials"),
    DAY_TEXT_OPTION("defects", "TEXT", "设计缺陷", "design defects"),
    DAY_PERSON_OPTION,
};
const struct verb visit_verb_week = {.group = "report",
                                     .name = "week",
                                     .options = week_options,
                                     .option_count = COUNT(week_options),
                                     .summary_zh = "每周三项汇报",
                                     .summary_en = "the weekly report of three things",
                                     .exec = week};

static const struct option round_options[] = {
    DAY_SITE_OPTION,
    {.name = "round",
     .type = OPTION_INTEGER,
     .placeholder = "N",
     .min = 1,
     .max = 3,
     .help_zh = "第几轮",
     .help_en = "which round",
     .required = true},
    RESULT_OPTION(false),
    DAY_NOTE_OPTION,
    DAY_PHOTO_OPTION,
    DAY_AT_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb visit_verb_round = {.group = "round",
                                      .name = "set",
                                      .options = round_options,
                                      .option_count = COUNT(round_options),
                                      .summary_zh = "模拟验收第 1–3 轮",
                                      .summary_en = "a simulated acceptance round, 1 to 3",
                                      .exec = round_set};
