// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/rectify_edit.h"

#include "agent/capture/step.h"

#include <string.h>

static const struct field *assigning(const struct rectify_edit *given, const char *name)
{
    const struct field *field = deed_given(&given->fields, name);

    return field && !span_is(field->value, "null") ? field : NULL;
}

// Who and by when are moves once the work is said to be done.
static enum err check_state(const struct rectify_edit *given, const struct move_standing *standing,
                            struct error *error)
{
    if ((!assigning(given, "responsible") && !assigning(given, "deadline"))
        || strcmp(standing->state, "open") == 0 || strcmp(standing->state, "assigned") == 0)
        return ERR_OK;
    return error_set(
        error, ERR_PRECONDITION,
        "整改已完成或已复查，要改责任人或期限请先退回或重新打开 the work is done: reject or "
        "reopen it before somebody else or another deadline is set");
}

// D5.1: a major one is followed by a named person to the end.
static void put_follower(struct deed *deed, const struct rectify_edit *given,
                         const struct fact *record)
{
    const struct field *severity = deed_given(&given->fields, "severity");
    struct uuid follower;
    char name[DEED_PLAIN];

    if (!severity || !span_is(severity->value, "\"major\"") || deed_has(deed, "follower")
        || fact_uuid(record, "follower", &follower))
        return;
    deed_uuid(deed, "follower", &deed->options->person);
    deed_say(deed, "重大问题，由 %s 跟踪到底 a major one: followed to the end by this person",
             deed_person(deed, &deed->options->person, name));
}

static struct span stood(const struct fact *record, const char *field)
{
    struct span value;

    return fact_value(record, field, &value) == ERR_OK ? value : (struct span){0};
}

// Both are known and one of them is new: it is given to somebody.
static enum err assign(struct deed *deed, const struct rectify_edit *given,
                       const struct fact *record, struct error *error)
{
    const struct field *to = assigning(given, "responsible"), *by = assigning(given, "deadline");
    bool is_assigned = fact_is(record, "state", "assigned");
    struct span holder = stood(record, is_assigned ? "holder" : "responsible");
    struct span due = stood(record, "due_at");
    struct field fields[2]
        = {{span_of("to"), to ? to->value : holder}, {span_of("deadline"), by ? by->value : due}};
    struct step step
        = {.kind = "rectification", .of = given->id, .move = "assign", .fields = {fields, 2}};

    if ((!to && !by) || fields[0].value.len == 0 || fields[1].value.len == 0
        || (is_assigned && span_equal(fields[0].value, holder) && span_equal(fields[1].value, due)))
        return ERR_OK;
    return step_add(deed, &step, error);
}

static enum err decide(struct deed *deed, const void *argument, struct error *error)
{
    const struct rectify_edit *given = argument;
    const struct fact *record = NULL;
    struct move_standing standing;
    enum err code = deed_find(deed, "rectification", &given->id, &record, error);

    if (code)
        return code;
    if (given->fields.count == 0)
        return error_set(error, ERR_INVALID, "没有要改的内容 nothing to change is given");
    step_standing(deed, "rectification", &given->id, &standing);
    code = check_state(given, &standing, error);
    if (code)
        return code;
    deed_open(deed, "rectification", &given->id);
    deed_fields(deed, &given->fields);
    put_follower(deed, given, record);
    code = deed_close(deed, NULL, error);
    return code ? code : assign(deed, given, record, error);
}

enum err rectify_edit(const struct deed_options *options, const struct rectify_edit *given,
                      struct deed_report *report, struct error *error)
{
    return deed_run(options, decide, given, report, error);
}
