// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/service_verbs.h"

#include "agent/capture/appraise.h"
#include "agent/capture/complain.h"
#include "agent/capture/contact.h"
#include "agent/cli/day.h"
#include "shared/model/kind_choice.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static enum err contact_set_verb(void *ctx, const struct verb_call *call,
                                 struct verb_output *output, struct error *error)
{
    static const struct day_row rows[]
        = {{"stage", "stage", DAY_TEXT},    {"name", "name", DAY_TEXT},
           {"staff", "person", DAY_PERSON}, {"phone", "phone", DAY_TEXT},
           {"duty", "duty", DAY_TEXT},      {"supervisor-phone", "supervisor_phone", DAY_TEXT}};
    const struct day_form form = {rows, COUNT(rows), false, contact_set};

    return day_save(ctx, call, &form, output, error);
}

static enum err contact_show(void *ctx, const struct verb_call *call, struct verb_output *output,
                             struct error *error)
{
    static const char *const columns[]
        = {"stage", "name", "phone", "duty", "supervisor_phone", "person", NULL};
    struct fact_list list = {.kind = "contact", .columns = columns};

    return day_list(ctx, call, &list, output, error);
}

static enum err complaint_add(void *ctx, const struct verb_call *call, struct verb_output *output,
                              struct error *error)
{
    static const struct day_row rows[]
        = {{"words", "words", DAY_TEXT},        {"received-at", "received_at", DAY_TIME},
           {"channel", "channel", DAY_TEXT},    {"summary", "summary", DAY_TEXT},
           {"severity", "severity", DAY_TEXT},  {"complained", "complained", DAY_PERSON},
           {"follower", "follower", DAY_PERSON}};
    struct complain given = {.of = uuid_nil};
    struct day day;
    struct uuid site;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = day_site(&day, error);
    site = day.options.site;
    if (!err && verb_text(call, "of"))
        err = day_record(&day, NULL, "of", &given.of, error);
    day.options.site = site; // a record of another site is not found there
    if (!err)
        err = day_read(&day, rows, COUNT(rows), error);
    given.fields = day.given;
    if (!err)
        err = day_photos(&day, error);
    if (!err)
        err = complain_add(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

static enum err complaint_list(void *ctx, const struct verb_call *call, struct verb_output *output,
                               struct error *error)
{
    static const char *const columns[] = {"received_at", "severity",   "channel",  "summary",
                                          "words",       "complained", "follower", NULL};
    struct fact_list list = {.kind = "complaint", .columns = columns};

    return day_list(ctx, call, &list, output, error);
}

typedef enum err appraise_run(const struct deed_options *options, const struct appraise *given,
                              struct deed_report *report, struct error *error);

static enum err appraise(struct day *day, const struct day_row *rows, size_t count,
                         appraise_run *run, struct error *error)
{
    struct appraise given = {.attempt = verb_integer(day->call, "attempt", 0)};
    enum err err = ERR_OK;

    if (verb_text(day->call, "node"))
        err = day_node(day, "node", &given.of, error);
    if (!err)
        err = day_read(day, rows, count, error);
    given.fields = day->given;
    if (!err)
        err = day_photos(day, error);
    return err ? err : run(&day->options, &given, &day->report, error);
}

static enum err review(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    static const struct day_row rows[] = {{"verdict", "verdict", DAY_TEXT},
                                          {"deducted", "deducted_points", DAY_INTEGER},
                                          {"redraw-due", "redraw_due", DAY_DATE},
                                          {"attended", "attended", DAY_TRUE},
                                          {"delivered-on", "delivered_on", DAY_DATE},
                                          {"note", "note", DAY_TEXT},
                                          {"at", "at", DAY_TIME}};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = appraise(&day, rows, COUNT(rows), appraise_drawing, error);
    return day_end(&day, err, output);
}

static enum err re_inspect(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    static const struct day_row rows[]
        = {{"verdict", "verdict", DAY_TEXT}, {"note", "note", DAY_TEXT}, {"at", "at", DAY_TIME}};
    struct day day;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = appraise(&day, rows, COUNT(rows), appraise_completion, error);
    return day_end(&day, err, output);
}

static enum err spot_check(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    static const struct day_row rows[] = {{"verdict", "verdict", DAY_TEXT},
                                          {"checked", "person", DAY_PERSON},
                                          {"note", "note", DAY_TEXT},
                                          {"at", "at", DAY_TIME}};
    struct appraise given = {.of = uuid_nil};
    struct day day;
    struct uuid site;
    enum err err = day_begin(&day, ctx, call, error);

    if (!err)
        err = day_site(&day, error);
    site = day.options.site;
    if (!err && verb_text(call, "of"))
        err = day_record(&day, NULL, "of", &given.of, error);
    day.options.site = site;
    if (!err)
        err = day_read(&day, rows, COUNT(rows), error);
    given.fields = day.given;
    if (!err)
        err = day_photos(&day, error);
    if (!err)
        err = appraise_spot(&day.options, &given, &day.report, error);
    return day_end(&day, err, output);
}

static const struct option contact_options[] = {
    DAY_SITE_OPTION,
    DAY_NEEDED_OPTION("stage", "STAGE", "阶段,如节点代码 briefing",
                      "the stage, like a node's code"),
    DAY_TEXT_OPTION("staff", "P", "公司人员:姓名和电话从其记录取",
                    "a person of ours: name and phone come from their record"),
    DAY_TEXT_OPTION("name", "NAME", "联系人", "the contact's name"),
    DAY_TEXT_OPTION("phone", "PHONE", "电话", "phone"),
    DAY_TEXT_OPTION("duty", "TEXT", "职责", "what they are there for"),
    DAY_TEXT_OPTION("supervisor-phone", "PHONE", "监督部门电话",
                    "phone of the department that supervises them"),
    DAY_PERSON_OPTION,
};
const struct verb service_verb_contact_set = {.group = "contact",
                                              .name = "set",
                                              .options = contact_options,
                                              .option_count = COUNT(contact_options),
                                              .summary_zh = "填写星级服务联系单",
                                              .summary_en = "a contact of the contact sheet",
                                              .exec = contact_set_verb};
static const struct option contact_show_options[] = {DAY_SITE_OPTION};
const struct verb service_verb_contact_show = {.group = "contact",
                                               .name = "show",
                                               .options = contact_show_options,
                                               .option_count = COUNT(contact_show_options),
                                               .summary_zh = "显示星级服务联系单",
                                               .summary_en = "show the contact sheet",
                                               .exec = contact_show};

static const struct option complaint_options[] = {
    DAY_SITE_OPTION,
    DAY_NEEDED_OPTION("words", "TEXT", "客户原话", "the customer's own words"),
    DAY_TEXT_OPTION("of", "ID", "来源记录:签字、电话、巡检", "the record it comes from"),
    DAY_TEXT_OPTION("received-at", "TIME", "受理时间;默认现在", "when it came in; default: now"),
    DAY_TEXT_OPTION("channel", "TEXT", "受理渠道", "how it came in"),
    DAY_TEXT_OPTION("summary", "TEXT", "摘要", "in short"),
    DAY_CHOICE_OPTION("severity", kind_choice_severities, false, "严重程度", "how bad"),
    DAY_TEXT_OPTION("complained", "P", "被投诉人", "the person complained of"),
    DAY_TEXT_OPTION("follower", "P", "跟踪人;默认受理人",
                    "who follows it; default: who takes it in"),
    DAY_PHOTO_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb service_verb_complaint_add
    = {.group = "complaint",
       .name = "add",
       .options = complaint_options,
       .option_count = COUNT(complaint_options),
       .summary_zh = "受理投诉:记录客户原话",
       .summary_en = "take in a complaint, in the customer's own words",
       .exec = complaint_add};
static const struct option complaint_list_options[]
    = {DAY_TEXT_OPTION("site", "S", "只看这个工地", "only this site")};
const struct verb service_verb_complaint_list = {.group = "complaint",
                                                 .name = "list",
                                                 .options = complaint_list_options,
                                                 .option_count = COUNT(complaint_list_options),
                                                 .summary_zh = "列出投诉",
                                                 .summary_en = "list the complaints",
                                                 .exec = complaint_list};

#define ATTEMPT_OPTION                                                 \
    DAY_NUMBER_OPTION("attempt", 1, 1000, "节点的第几次;默认最近一次", \
                      "which attempt of the node; default: the newest")
static const struct option review_options[] = {
    DAY_NODE_OPTION(true),
    ATTEMPT_OPTION,
    DAY_CHOICE_OPTION("verdict", kind_choice_reviews, true, "passed 通过 redraw 重画",
                      "the verdict"),
    DAY_NUMBER_OPTION("deducted", 0, 100, "扣分", "deducted points"),
    DAY_TEXT_OPTION("redraw-due", "DATE", "重画期限", "when the redraw is due"),
    DAY_FLAG_OPTION("attended", "设计师到场审图", "the designer attended"),
    DAY_TEXT_OPTION("delivered-on", "DATE", "新图交客户日期",
                    "when the customer got the new drawing"),
    DAY_NOTE_OPTION,
    DAY_PHOTO_OPTION,
    DAY_AT_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb service_verb_review = {.group = "review",
                                         .name = "add",
                                         .options = review_options,
                                         .option_count = COUNT(review_options),
                                         .summary_zh = "审图结论",
                                         .summary_en = "the verdict of the drawing review",
                                         .exec = review};

static const struct option re_inspect_options[] = {
    DAY_NODE_OPTION(true),
    ATTEMPT_OPTION,
    DAY_CHOICE_OPTION("verdict", kind_choice_qualities, true, "qualified 合格 unqualified 不合格",
                      "the verdict"),
    DAY_NOTE_OPTION,
    DAY_PHOTO_OPTION,
    DAY_AT_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb service_verb_re_inspect
    = {.name = "re-inspect",
       .options = re_inspect_options,
       .option_count = COUNT(re_inspect_options),
       .summary_zh = "公司复验结论",
       .summary_en = "the verdict of the company's own re-inspection",
       .exec = re_inspect};

static const struct option spot_options[] = {
    DAY_SITE_OPTION,
    DAY_CHOICE_OPTION("verdict", kind_choice_qualities, true, "qualified 合格 unqualified 不合格",
                      "the verdict"),
    DAY_TEXT_OPTION("of", "ID", "抽查的记录,如一次巡检", "what is checked, like a patrol"),
    DAY_TEXT_OPTION("checked", "P", "被抽查的人", "whose work is checked"),
    DAY_NOTE_OPTION,
    DAY_PHOTO_OPTION,
    DAY_AT_OPTION,
    DAY_PERSON_OPTION,
};
const struct verb service_verb_spot_check
    = {.name = "spot-check",
       .options = spot_options,
       .option_count = COUNT(spot_options),
       .summary_zh = "上级抽查工地或巡检",
       .summary_en = "a superior's spot check of a site or of somebody's work",
       .exec = spot_check};
