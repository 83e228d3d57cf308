// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/fix_verbs.h"

#include "agent/capture/rectify.h"
#include "agent/cli/day.h"
#include "agent/cli/move_show.h"
#include "shared/model/kind_choice.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const kinds[] = {"rectification", NULL};
static const char *const states[] = {"open", "assigned", "done", "verified", NULL};

// Without --state and --all: what is not verified yet.
static bool is_wanted(const struct fact_list *list, const struct fact *fact)
{
    const struct verb_call *call = list->ctx;
    const char *state = verb_text(call, "state");
    int64_t due_ms;

    if (verb_flag(call, "overdue")
        && (!fact_integer(fact, "due_at", &due_ms) || due_ms >= list->now_ms
            || fact_is(fact, "state", "done") || fact_is(fact, "state", "verified")))
        return false;
    if (state)
        return fact_is(fact, "state", state);
    return verb_flag(call, "all") || fact_true(fact, "unsettled")
           || !fact_is(fact, "state", "verified");
}

static void tell_overdue(const struct fact_list *list, const struct fact *fact,
                         struct json_writer *json)
{
    int64_t due_ms;
    bool overdue = fact_integer(fact, "due_at", &due_ms) && due_ms < list->now_ms
                   && !fact_is(fact, "state", "done") && !fact_is(fact, "state", "verified");

    if (json)
        json_put_boolean(json, "overdue", overdue);
    else if (overdue)
        buffer_append_text(&list->output->out, "  逾期 overdue");
}

static enum err list_all(void *ctx, const struct verb_call *call, struct verb_output *output,
                         struct error *error)
{
    static const char *const columns[]
        = {"state", "severity", "summary", "item",     "category",  "room", "holder",
           "crew",  "due_at",   "photos",  "reopened", "unsettled", NULL};
    struct fact_list list = {.kind = kinds[0],
                             .columns = columns,
                             .wanted = is_wanted,
                             .more = tell_overdue,
                             .ctx = call};

    return day_list(ctx, call, &list, output, error);
}

static enum err show(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    static const char *const columns[]
        = {"state",       "severity",  "summary", "item",     "category", "room",
           "responsible", "holder",    "crew",    "follower", "due_at",   "done_by",
           "reopened",    "unsettled", "of",      "author",   NULL};
    struct day day = {.tablet = ctx, .call = call};
    struct move_show question = {.store = day.tablet->store, .kind = kinds[0], .columns = columns};
    enum err err = day_record(&day, kinds, NULL, &question.id, error);

    question.site = day.options.site;
    return err ? err : move_show_print(&question, output, error);
}

static enum err read_source(struct day *day, struct uuid *of, struct error *error)
{
    bool site = verb_text(day->call, "site") != NULL, record = verb_text(day->call, "of") != NULL;

    if (site == record)
        return error_set(
            error, ERR_USAGE,
            "--of (来源记录 the record it comes from) 或 or --site (单独立 on its own)");
    return site ? day_site(day, error) : day_record(day, NULL, "of", of, error);
}

static enum err open_one(void *ctx, const struct verb_call *call, struct verb_output *output,
                         struct error *error)
{
    static const struct day_row rows[]
        = {{"summary", "summary", DAY_TEXT},           {"item", "item", DAY_TEXT},
           {"category", "category", DAY_TEXT},         {"room", "room", DAY_TEXT},
           {"severity", "severity", DAY_TEXT},         {"crew", "crew", DAY_TEXT},
           {"responsible", "responsible", DAY_PERSON}, {"follower", "follower", DAY_PERSON},
           {"deadline", "deadline", DAY_DEADLINE}};
    struct rectify_finding given = {.of = uuid_nil};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = read_source(&day, &given.of, error);
    if (!err)
        err = day_read(&day, rows, COUNT(rows), error);
    given.fields = day.given;
    if (!err)
        err = day_photos(&day, error);
    if (!err)
        err = rectify_open(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

// What the options of a step have in common; `rows` are the fields of the move.
static enum err step(void *ctx, const struct verb_call *call, const struct day_row *rows,
                     struct verb_output *output, struct error *error)
{
    static const struct day_row crew[] = {{"crew", "crew", DAY_TEXT}};
    struct rectify_step given = {.move = call->verb->name, .settle = verb_flag(call, "settle")};
    struct day day;
    bool assigns = strcmp(given.move, "assign") == 0;
    size_t count = 0;
    enum err err = day_begin(&day, ctx, call, error);

    while (rows[count].option)
        count++;
    if (!err)
        err = day_record(&day, kinds, NULL, &given.id, error);
    if (!err)
        err = day_read(&day, rows, count, error);
    given.fields = day.given;
    if (!err && assigns && verb_text(call, "crew")) {
        err = day_read(&day, crew, COUNT(crew), error);
        given.crew = &day.fields[given.fields.count];
    }
    if (!err && !assigns)
        err = day_photos(&day, error);
    if (!err)
        err = rectify_move(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

static const struct day_row plain_rows[]
    = {{"note", "note", DAY_TEXT}, {"at", "at", DAY_TIME}, {0}};
static const struct day_row assign_rows[] = {{"note", "note", DAY_TEXT},
                                             {"at", "at", DAY_TIME},
                                             {"to", "to", DAY_PERSON},
                                             {"deadline", "deadline", DAY_DEADLINE},
                                             {0}};
static const struct day_row again_rows[] = {{"note", "note", DAY_TEXT},
                                            {"at", "at", DAY_TIME},
                                            {"deadline", "deadline", DAY_DEADLINE},
                                            {0}};

static enum err assign(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    return step(ctx, call, assign_rows, output, error);
}

static enum err plain_step(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    return step(ctx, call, plain_rows, output, error);
}

static enum err again_step(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    return step(ctx, call, again_rows, output, error);
}

static const struct option list_options[] = {
    DAY_TEXT_OPTION("site", "S", "只看这个工地", "only this site"),
    DAY_CHOICE_OPTION("state", states, false, "只看这个状态", "only those in this state"),
    DAY_FLAG_OPTION("overdue", "只看逾期的", "only overdue ones"),
    DAY_FLAG_OPTION("all", "也看已销项的", "verified ones too"),
};
const struct verb fix_verb_list = {.group = "fix",
                                   .name = "list",
                                   .options = list_options,
                                   .option_count = COUNT(list_options),
                                   .summary_zh = "列出整改",
                                   .summary_en = "list the rectifications",
                                   .exec = list_all};
const struct verb fix_verb_show = {.group = "fix",
                                   .name = "show",
                                   .arguments = "FIX",
                                   .positional_min = 1,
                                   .positional_max = 1,
                                   .summary_zh = "显示一项整改:经过、照片、分支",
                                   .summary_en = "show one: its steps, photos and branches",
                                   .exec = show};

static const struct option open_options[] = {
    DAY_TEXT_OPTION("of", "ID", "来源记录:检查结果、巡检、备注等",
                    "the record it comes from: a patrol, a note, a result"),
    DAY_TEXT_OPTION("site", "S", "单独立在这个工地", "on its own, at this site"),
    DAY_NEEDED_OPTION("summary", "TEXT", "问题描述", "what is wrong"),
    DAY_TEXT_OPTION("item", "ITEM", "检查项", "the check item"),
    DAY_TEXT_OPTION("category", "CODE", "问题类别,如 tiling(见 plumb catalogue show)",
                    "the trade, such as tiling: a code of the catalogue's phrases"),
    DAY_TEXT_OPTION("room", "ROOM", "房间", "the room"),
    DAY_CHOICE_OPTION("severity", kind_choice_severities, false, "严重程度;默认一般",
                      "how bad; default: normal"),
    DAY_TEXT_OPTION("responsible", "P", "责任人(须有期限)", "who puts it right; needs a deadline"),
    DAY_TEXT_OPTION("crew", "CREW", "施工班组", "the crew"),
    DAY_TEXT_OPTION("follower", "P", "重大问题的跟踪人", "who follows a major one to the end"),
    DAY_TEXT_OPTION("deadline", "TIME", "整改期限", "by when"),
    DAY_PHOTO_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb fix_verb_open = {.group = "fix",
                                   .name = "open",
                                   .options = open_options,
                                   .option_count = COUNT(open_options),
                                   .summary_zh = "立一项整改(照片为整改前)",
                                   .summary_en = "open a rectification; photos are from before",
                                   .exec = open_one};

#define STEP_VERB(id, list, zh, en, run)                                                         \
    {                                                                                            \
        .group = "fix", .name = (id), .arguments = "FIX", .positional_min = 1,                   \
        .positional_max = 1, .options = (list), .option_count = COUNT(list), .summary_zh = (zh), \
        .summary_en = (en), .exec = (run)                                                        \
    }

static const struct option assign_options[] = {
    DAY_NEEDED_OPTION("to", "P", "交给谁", "who puts it right"),
    DAY_TEXT_OPTION("deadline", "TIME", "整改期限,如 +3d", "by when, like +3d"),
    DAY_TEXT_OPTION("crew", "CREW", "施工班组", "the crew"),
    DAY_NOTE_OPTION,
    DAY_AT_OPTION,
    DAY_SETTLE_OPTION,
    DAY_PERSON_OPTION,
};
static const struct option step_options[] = {
    DAY_NOTE_OPTION, DAY_PHOTO_OPTION, DAY_AT_OPTION, DAY_SETTLE_OPTION, DAY_PERSON_OPTION,
};
static const struct option again_options[] = {
    DAY_NOTE_OPTION,   DAY_TEXT_OPTION("deadline", "TIME", "新的整改期限", "the new deadline"),
    DAY_PHOTO_OPTION,  DAY_AT_OPTION,
    DAY_SETTLE_OPTION, DAY_PERSON_OPTION,
};
const struct verb fix_verb_assign
    = STEP_VERB("assign", assign_options, "交给责任人", "give it to somebody", assign);
const struct verb fix_verb_done = STEP_VERB("done", step_options, "整改完成(照片为整改后)",
                                            "the work is done; photos are from after", plain_step);
const struct verb fix_verb_verify = STEP_VERB("verify", step_options, "复查销项,须由他人",
                                              "verified, by somebody else", plain_step);
const struct verb fix_verb_reject = STEP_VERB("reject", again_options, "复查不通过,退回",
                                              "not good enough: back to work", again_step);
const struct verb fix_verb_reopen = STEP_VERB("reopen", again_options, "已销项的重新打开",
                                              "open a verified one again", again_step);
