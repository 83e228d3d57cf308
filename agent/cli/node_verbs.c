// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/node_verbs.h"

#include "agent/capture/item_set.h"
#include "agent/capture/measure.h"
#include "agent/capture/node_start.h"
#include "agent/capture/site_facts.h"
#include "agent/cli/day.h"
#include "agent/cli/item_list.h"
#include "shared/model/kind_choice.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { ANSWERS_MAX = 500 };
#define FEN_MAX INT64_C(1000000000000)

static void tell_started(struct day *day, struct json_writer *json)
{
    const struct node_started *started = day->more_ctx;
    char node[UUID_TEXT];

    uuid_format(&started->node, node);
    if (!json)
        return;
    json_put_text(json, "node", node);
    json_put_integer(json, "n", started->n);
    json_put_boolean(json, "already", day->report.count == 0);
}

static enum err start(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    static const struct day_row rows[]
        = {{"note", "note", DAY_TEXT}, {"at", "started_at", DAY_TIME}};
    struct node_started started = {0};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    day.more = tell_started;
    day.more_ctx = &started;
    if (!err)
        err = day_site(&day, error);
    if (!err)
        err = day_read(&day, rows, COUNT(rows), error);
    if (!err) {
        struct node_start given = {.code = span_of(verb_text(call, "code")),
                                   .again = verb_flag(call, "again"),
                                   .fields = day.given};

        err = node_start(&day.options, &given, &started, &day.report, error);
    }
    return day_end(&day, err, output);
}

// The place that --node or --of names.
static enum err read_place(struct day *day, struct uuid *out, struct error *error)
{
    static const char *const kinds[]
        = {"attempt", "node", "inspection", "simulated_round", "patrol", NULL};
    bool node = verb_text(day->call, "node") != NULL, of = verb_text(day->call, "of") != NULL;

    if (node == of)
        return error_set(
            error, ERR_USAGE,
            "--node (节点) 或 or --of (验收、巡检、模拟验收 an inspection, patrol or round)");
    return node ? day_node(day, "node", out, error) : day_record(day, kinds, "of", out, error);
}

static enum err read_answers(const struct verb_call *call, struct item_answer *answers,
                             struct error *error)
{
    for (size_t i = 0; i < call->positional_count; i++)
        if (!text_split_pair(span_of(call->positionals[i]), &answers[i].item, &answers[i].result))
            return error_set(error, ERR_USAGE,
                             "\"%s\": 检查项=合格|不合格|不适用 ITEM=pass|fail|na is wanted",
                             call->positionals[i]);
    return ERR_OK;
}

// Fields of the result come first, those of the rectification behind them.
static enum err read_item_fields(struct day *day, struct item_set *given, struct error *error)
{
    static const struct day_row result[] = {{"note", "note", DAY_TEXT},
                                            {"room", "room", DAY_TEXT},
                                            {"amount", "amount_fen", DAY_INTEGER}};
    static const struct day_row fix[] = {{"severity", "severity", DAY_TEXT},
                                         {"deadline", "deadline", DAY_DEADLINE},
                                         {"responsible", "responsible", DAY_PERSON},
                                         {"crew", "crew", DAY_TEXT},
                                         {"follower", "follower", DAY_PERSON}};
    enum err err = day_read(day, result, COUNT(result), error);

    given->fields = day->given;
    if (!err)
        err = day_read(day, fix, COUNT(fix), error);
    given->fix = (struct deed_fields){day->given.list + given->fields.count,
                                      day->given.count - given->fields.count};
    return err;
}

static enum err set(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    struct item_answer answers[ANSWERS_MAX];
    struct item_set given = {.answers = answers, .count = call->positional_count};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = read_place(&day, &given.of, error);
    if (!err)
        err = read_answers(call, answers, error);
    if (!err)
        err = read_item_fields(&day, &given, error);
    given.attempt = verb_integer(call, "attempt", 0);
    if (!err)
        err = day_photos(&day, error);
    if (!err)
        err = item_set(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

// What the derived field says of the value just saved.
static void tell_passes(struct day *day, struct json_writer *json)
{
    struct site_facts_options options = {.site = day->options.site};
    const struct fact *value;
    struct site_facts facts;
    struct span passes;
    bool known, pass;

    if (store_begin(day->options.store, NULL) != ERR_OK)
        return;
    if (site_facts_load(day->options.store, &options, &facts, NULL) == ERR_OK) {
        value = facts_find(&facts.facts, &day->report.id);
        known = value && fact_value(value, "passes", &passes) == ERR_OK;
        pass = known && span_is(passes, "true");
        if (json && known)
            json_put_boolean(json, "passes", pass);
        else if (json)
            json_put_null(json, "passes");
        else if (known)
            buffer_printf(&day->output->out, "%s\n",
                          pass ? "在允许偏差内,合格 within tolerance: it passes"
                               : "超出允许偏差,不合格 beyond tolerance: it does not pass");
        site_facts_clear(&facts);
    }
    store_rollback(day->options.store);
}

static enum err measure(void *ctx, const struct verb_call *call, struct verb_output *output,
                        struct error *error)
{
    struct measure given = {.item = span_of(verb_text(call, "item")),
                            .point = span_of(verb_text(call, "point")),
                            .value = span_of(verb_text(call, "value")),
                            .target = span_of(verb_text(call, "target")),
                            .attempt = verb_integer(call, "attempt", 0)};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    day.more = tell_passes;
    if (!err)
        err = read_place(&day, &given.of, error);
    if (!err)
        err = measure_set(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

static enum err list(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct day day = {.tablet = ctx, .call = call};
    struct item_question question
        = {.store = day.tablet->store, .attempt = verb_integer(call, "attempt", 0)};
    enum err err = read_place(&day, &question.of, error);

    question.site = day.options.site;
    return err ? err : item_list_print(&question, output, error);
}

static const struct option start_options[] = {
    DAY_SITE_OPTION,
    DAY_NEEDED_OPTION("code", "C", "节点代码、名称或序号 1–7",
                      "code, name or number 1 to 7 of the node"),
    DAY_FLAG_OPTION("again", "再做一次:新的一次,原来的保留", "a second attempt: the first is kept"),
    DAY_NOTE_OPTION,
    DAY_AT_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb node_verb_start = {.group = "node",
                                     .name = "start",
                                     .options = start_options,
                                     .option_count = COUNT(start_options),
                                     .summary_zh = "开始一个节点(按当前目录版本)",
                                     .summary_en = "start a node, by the newest catalogue",
                                     .exec = start};

#define PLACE_OPTIONS                                                      \
    DAY_NODE_OPTION(false),                                                \
        DAY_TEXT_OPTION("of", "ID", "验收、巡检或模拟验收",                \
                        "an inspection, patrol or simulated round"),       \
        DAY_NUMBER_OPTION("attempt", 1, 1000, "节点的第几次;默认最近一次", \
                          "which attempt of the node; default: the newest")

static const struct option set_options[] = {
    PLACE_OPTIONS,
    DAY_NOTE_OPTION,
    DAY_PHOTO_OPTION,
    DAY_TEXT_OPTION("room", "ROOM", "房间", "the room"),
    DAY_NUMBER_OPTION("amount", -FEN_MAX, FEN_MAX, "金额(分)", "amount in fen"),
    DAY_CHOICE_OPTION("severity", kind_choice_severities, false, "不合格的严重程度;默认一般",
                      "how bad a fail is; default: normal"),
    DAY_TEXT_OPTION("deadline", "TIME", "整改期限", "when it must be put right"),
    DAY_TEXT_OPTION("responsible", "P", "整改责任人", "who puts it right"),
    DAY_TEXT_OPTION("crew", "CREW", "施工班组", "the crew"),
    DAY_TEXT_OPTION("follower", "P", "重大问题的跟踪人", "who follows a major one to the end"),
    DAY_PERSON_OPTION,
};
const struct verb node_verb_item_set
    = {.group = "item",
       .name = "set",
       .arguments = "ITEM=pass|fail|na…",
       .positional_min = 1,
       .positional_max = ANSWERS_MAX,
       .options = set_options,
       .option_count = COUNT(set_options),
       .summary_zh = "记录检查结果 合格|不合格|不适用;不合格自动立整改",
       .summary_en = "record results of check items; a fail opens its rectification",
       .exec = set};

static const struct option list_options[] = {PLACE_OPTIONS};
const struct verb node_verb_item_list = {.group = "item",
                                         .name = "list",
                                         .options = list_options,
                                         .option_count = COUNT(list_options),
                                         .summary_zh = "列出检查项和结果",
                                         .summary_en = "list the check items with their results",
                                         .exec = list};

static const struct option measure_options[] = {
    PLACE_OPTIONS,
    DAY_NEEDED_OPTION("item", "ITEM", "实测项", "the measured item"),
    DAY_NEEDED_OPTION("point", "POINT", "测点", "where it was measured"),
    DAY_NEEDED_OPTION("value", "V", "实测值", "the measured value"),
    DAY_TEXT_OPTION("target", "V", "设计值;默认目录的", "the target; default: the catalogue's"),
    DAY_PERSON_OPTION,
};
const struct verb node_verb_item_measure
    = {.group = "item",
       .name = "measure",
       .options = measure_options,
       .option_count = COUNT(measure_options),
       .summary_zh = "实测实量:按允许偏差判定",
       .summary_en = "a measured value, judged by its tolerance",
       .exec = measure};
