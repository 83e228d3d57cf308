// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/act_service.h"

#include "agent/capture/appraise.h"
#include "agent/capture/complain.h"
#include "agent/capture/contact.h"
#include "agent/ui/act.h"

enum { POINTS_MAX = 100, STAGE_MAX = 40 };

static const struct route_parameter complaint_parameters[] = {
    ACT_SITE,
    ACT_TEXT("words", true),
    ACT_UUID("of", false),
    ACT_TIME("received_at"),
    ACT_WORD("channel", false),
    ACT_TEXT("summary", false),
    ACT_CHOICE("severity", kind_choice_severities, false),
    ACT_UUID("complained", false),
    ACT_UUID("follower", false),
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err complain(struct route_call *call, struct error *error)
{
    static const char *const names[] = {"words",    "received_at", "channel",  "summary",
                                        "severity", "complained",  "follower", NULL};
    struct complain given = {.of = act_uuid(call, "of")};
    struct act act;
    enum err code = act_begin_site(&act, call, error);

    if (!code)
        code = act_fields(&act, "complaint", names, &given.fields, error);
    if (!code)
        code = complain_add(&act.deed.options, &given, &act.report, error);
    return act_end(&act, code);
}

typedef enum err appraise_run(const struct deed_options *options, const struct appraise *given,
                              struct deed_report *report, struct error *error);

// Fields of the verdict; `begun` at the site of what is judged.
static enum err judge(struct act *act, const char *kind, const char *const *names,
                      appraise_run *run, struct error *error)
{
    struct appraise given = {.of = act_uuid(act->call, "of")};
    enum err code = act_fields(act, kind, names, &given.fields, error);

    return code ? code : run(&act->deed.options, &given, &act->report, error);
}

static const struct route_parameter review_parameters[] = {
    ACT_UUID("of", true),
    ACT_CHOICE("verdict", kind_choice_reviews, true),
    {.name = "deducted_points", .type = ROUTE_INTEGER, .min = 0, .max = POINTS_MAX},
    ACT_DATE("redraw_due"),
    ACT_TRUTH("attended"),
    ACT_DATE("delivered_on"),
    ACT_NOTE,
    ACT_TIME("at"),
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err review(struct route_call *call, struct error *error)
{
    static const char *const names[] = {
        "verdict", "deducted_points", "redraw_due", "attended", "delivered_on", "note", "at", NULL};
    struct act act;
    enum err code = act_begin_of(&act, call, "of", error);

    if (!code)
        code = judge(&act, "drawing_review", names, appraise_drawing, error);
    return act_end(&act, code);
}

static const struct route_parameter again_parameters[] = {
    ACT_UUID("of", true),
    ACT_CHOICE("verdict", kind_choice_qualities, true),
    ACT_NOTE,
    ACT_TIME("at"),
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err re_inspect(struct route_call *call, struct error *error)
{
    static const char *const names[] = {"verdict", "note", "at", NULL};
    struct act act;
    enum err code = act_begin_of(&act, call, "of", error);

    if (!code)
        code = judge(&act, "re_inspection", names, appraise_completion, error);
    return act_end(&act, code);
}

static const struct route_parameter spot_parameters[] = {
    ACT_SITE,
    ACT_UUID("of", false),
    ACT_CHOICE("verdict", kind_choice_qualities, true),
    ACT_UUID("person", false),
    ACT_NOTE,
    ACT_TIME("at"),
    ACT_PHOTO_PARAMETERS,
    ACT_ONCE,
};

static enum err spot_check(struct route_call *call, struct error *error)
{
    static const char *const names[] = {"verdict", "person", "note", "at", NULL};
    struct act act;
    enum err code = act_begin_site(&act, call, error);

    if (!code)
        code = judge(&act, "spot_check", names, appraise_spot, error);
    return act_end(&act, code);
}

static const struct route_parameter contact_parameters[] = {
    ACT_SITE,
    {.name = "stage", .type = ROUTE_TEXT, .required = true, .max = STAGE_MAX},
    ACT_WORD("name", false),
    ACT_UUID("person", false),
    ACT_WORD("phone", false),
    ACT_WORD("duty", false),
    ACT_WORD("supervisor_phone", false),
    ACT_ONCE,
};

static enum err contact(struct route_call *call, struct error *error)
{
    static const char *const names[]
        = {"stage", "name", "person", "phone", "duty", "supervisor_phone", NULL};
    const struct act_form form = {"contact", names, contact_set};

    return act_save(call, &form, error);
}

const struct route act_service_routes[] = {
    ACT_ROUTE("/api/complaints", true, complaint_parameters, complain,
              "takes in a complaint, in the customer's own words"),
    ACT_ROUTE("/api/reviews", true, review_parameters, review, "the verdict of the drawing review"),
    ACT_ROUTE("/api/re-inspections", true, again_parameters, re_inspect,
              "the verdict of the company's own re-inspection"),
    ACT_ROUTE("/api/spot-checks", true, spot_parameters, spot_check,
              "a superior's spot check of a site or of somebody's work"),
    ACT_ROUTE("/api/contacts", false, contact_parameters, contact,
              "a contact of the site's contact sheet, made or changed"),
};
const size_t act_service_route_count = ACT_COUNT(act_service_routes);
