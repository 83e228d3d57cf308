// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/goods_verbs.h"

#include "agent/capture/goods.h"
#include "agent/cli/day.h"
#include "agent/cli/move_show.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const kinds[] = {"delivery", NULL};
static const char *const columns[]
    = {"state",   "product",        "supplier", "quantity", "ordered_on", "due", "arrived_on",
       "checked", "refused_reason", "photos",   "note",     "unsettled",  NULL};

static enum err add(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    static const struct day_row rows[]
        = {{"product", "product", DAY_TEXT},   {"supplier", "supplier", DAY_TEXT},
           {"quantity", "quantity", DAY_TEXT}, {"ordered-on", "ordered_on", DAY_DATE},
           {"due", "due", DAY_DATE},           {"note", "note", DAY_TEXT}};
    const struct day_form form = {rows, COUNT(rows), true, goods_order};

    return day_save(ctx, call, &form, output, error);
}

static enum err step(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    static const struct day_row note[] = {{"note", "note", DAY_TEXT}};
    static const struct day_row reason[] = {{"reason", "refused_reason", DAY_TEXT}};
    struct goods_step given = {.move = call->verb->name, .settle = verb_flag(call, "settle")};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = day_record(&day, kinds, NULL, &given.id, error);
    if (!err)
        err = day_time(&day, "at", &given.at_ms, error);
    if (!err)
        err = day_read(&day, note, COUNT(note), error);
    if (!err && strcmp(given.move, "refuse") == 0)
        err = day_read(&day, reason, COUNT(reason), error);
    given.fields = day.given;
    if (!err)
        err = day_photos(&day, error);
    if (!err)
        err = goods_move(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

static bool is_wanted(const struct fact_list *list, const struct fact *fact)
{
    const struct verb_call *call = list->ctx;

    return verb_flag(call, "all") || !fact_is(fact, "state", "accepted");
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

static const struct option add_options[] = {
    DAY_SITE_OPTION,
    DAY_NEEDED_OPTION("product", "TEXT", "材料", "what is delivered"),
    DAY_TEXT_OPTION("supplier", "NAME", "供应商", "the supplier"),
    DAY_TEXT_OPTION("quantity", "TEXT", "数量", "the quantity"),
    DAY_TEXT_OPTION("ordered-on", "DATE", "订货日期", "the day of the order"),
    DAY_TEXT_OPTION("due", "DATE", "应到日期", "the day it is due"),
    DAY_NOTE_OPTION,
    DAY_PHOTO_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb goods_verb_add = {.group = "delivery",
                                    .name = "add",
                                    .options = add_options,
                                    .option_count = COUNT(add_options),
                                    .summary_zh = "登记订货",
                                    .summary_en = "materials that were ordered",
                                    .exec = add};

#define GOODS_VERB(id, list, zh, en)                                                             \
    {                                                                                            \
        .group = "delivery", .name = (id), .arguments = "DELIVERY", .positional_min = 1,         \
        .positional_max = 1, .options = (list), .option_count = COUNT(list), .summary_zh = (zh), \
        .summary_en = (en), .exec = step                                                         \
    }

static const struct option step_options[] = {
    DAY_NOTE_OPTION, DAY_PHOTO_OPTION, DAY_AT_OPTION, DAY_SETTLE_OPTION, DAY_PERSON_OPTION,
};
static const struct option refuse_options[] = {
    DAY_NEEDED_OPTION("reason", "TEXT", "拒收原因", "why it is refused"),
    DAY_NOTE_OPTION,
    DAY_PHOTO_OPTION,
    DAY_AT_OPTION,
    DAY_SETTLE_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb goods_verb_arrive
    = GOODS_VERB("arrive", step_options, "到货", "the materials arrived");
const struct verb goods_verb_accept
    = GOODS_VERB("accept", step_options, "验收合格,收货", "checked and accepted");
const struct verb goods_verb_refuse
    = GOODS_VERB("refuse", refuse_options, "验收不合格,拒收", "checked and refused");

static const struct option list_options[] = {
    DAY_TEXT_OPTION("site", "S", "只看这个工地", "only this site"),
    DAY_FLAG_OPTION("all", "也看已收货的", "accepted ones too"),
};
const struct verb goods_verb_list = {.group = "delivery",
                                     .name = "list",
                                     .options = list_options,
                                     .option_count = COUNT(list_options),
                                     .summary_zh = "列出材料到货",
                                     .summary_en = "list the deliveries",
                                     .exec = list_all};
const struct verb goods_verb_show = {.group = "delivery",
                                     .name = "show",
                                     .arguments = "DELIVERY",
                                     .positional_min = 1,
                                     .positional_max = 1,
                                     .summary_zh = "显示一次到货的经过",
                                     .summary_en = "show one with its steps",
                                     .exec = show};
