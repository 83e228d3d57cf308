// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/change.h"

#include <string.h>

static enum err decide_add(struct deed *deed, const void *given, struct error *error)
{
    static const struct {
        const char *field, *words;
    } needed[] = {
        {"category", "变更类别 the category\t(--category)"},
        {"description", "变更内容 what changes\t(--description)"},
        {"asked_by", "由谁提出 who asks for it\t(--asked-by)"},
        {"due", "完成期限 by when\t(--due)"},
    };
    const struct deed_fields *fields = given;

    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
        if (!deed_given(fields, needed[i].field))
            return error_set(error, ERR_INVALID, "请写明 please tell: %s", needed[i].words);
    deed_open(deed, "change_order", NULL);
    deed_fields(deed, fields);
    if (!deed_has(deed, "issued_at"))
        deed_integer(deed, "issued_at", deed->now_ms);
    return deed_close(deed, NULL, error);
}

enum err change_add(const struct deed_options *options, const struct deed_fields *fields,
                    struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_add, fields, report, error);
}

// D9.1: a promise to the customer is not broken behind their back.
static enum err check_promise(const struct fact *order, int64_t now_ms, struct error *error)
{
    struct uuid approver;
    int64_t noticed_ms;

    if (!fact_true(order, "touches_promise"))
        return ERR_OK;
    if (!fact_uuid(order, "promise_approved_by", &approver))
        return error_set(
            error, ERR_PRECONDITION,
            "此变更涉及对客户的承诺，须先经客户部批准 it touches a promise: the customer "
            "department approves first\t(plumb change approve ID --promise-by PERSON)");
    if (!fact_integer(order, "noticed_at", &noticed_ms) || noticed_ms > now_ms)
        return error_set(
            error, ERR_PRECONDITION,
            "此变更涉及对客户的承诺，须先书面告知客户 it touches a promise: the customer gets "
            "a dated notice first\t(plumb change notify ID)");
    return ERR_OK;
}

static enum err check_step(const struct deed *deed, const struct change_step *step,
                           const struct fact *order, struct error *error)
{
    if (strcmp(step->move, "carry_out") == 0)
        return check_promise(order, deed->now_ms, error);
    if (strcmp(step->move, "confirm") == 0)
        return error_set(error, ERR_PRECONDITION,
                         "客户签字即确认 the customer's signature confirms it\tplumb sign --of ID");
    if (strcmp(step->move, "cancel") == 0 && !deed_given(&step->fields, "note"))
        return error_set(error, ERR_INVALID, "请写明原因 say why\t(--note)");
    return ERR_OK;
}

static enum err decide_move(struct deed *deed, const void *given, struct error *error)
{
    const struct change_step *step = given;
    const struct uuid *approver
        = uuid_is_nil(&step->approved_by) ? &deed->options->person : &step->approved_by;
    struct step move = {.kind = "change_order",
                        .of = step->id,
                        .move = step->move,
                        .fields = step->fields,
                        .settle = step->settle};
    const struct fact *order = NULL;
    enum err code = step_add(deed, &move, error);

    if (!code)
        code = deed_find(deed, "change_order", &step->id, &order, error);
    if (!code)
        code = check_step(deed, step, order, error);
    if (!code && strcmp(step->move, "approve") == 0) {
        deed_open(deed, "change_order", &step->id);
        deed_uuid(deed, "approved_by", approver);
        code = deed_close(deed, NULL, error);
    }
    deed->subject = step->id;
    return code;
}

enum err change_move(const struct deed_options *options, const struct change_step *step,
                     struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_move, step, report, error);
}

static enum err check_approver(const struct deed *deed, const struct uuid *person,
                               struct error *error)
{
    const struct fact *fact = facts_find(deed->facts, person);
    char name[DEED_PLAIN];

    if (fact && fact_is(fact, "role", "information_officer"))
        return ERR_OK;
    return error_set(error, ERR_INVALID,
                     "%s 不是客户部的信息专员 is no information officer of the customer department",
                     deed_person(deed, person, name));
}

// "Now" of a page is a little before or after that of the deed: their clocks are told by different
// contacts.
enum { NOW_MS = 60000 };

static enum err decide_promise(struct deed *deed, const void *given, struct error *error)
{
    const struct change_promise *promise = given;
    const struct fact *order = NULL;
    enum err code = deed_find(deed, "change_order", &promise->id, &order, error);

    if (!code && promise->noticed_ms > deed->now_ms + NOW_MS)
        code = error_set(error, ERR_INVALID,
                         "告知客户的时间在将来 the notice to the customer lies in the future");
    if (!code && !uuid_is_nil(&promise->approved_by))
        code = check_approver(deed, &promise->approved_by, error);
    if (code)
        return code;
    if (!fact_true(order, "touches_promise"))
        deed_say(deed, "此变更未标明涉及承诺 this change is not marked as touching a promise");
    deed_open(deed, "change_order", &promise->id);
    if (!uuid_is_nil(&promise->approved_by))
        deed_uuid(deed, "promise_approved_by", &promise->approved_by);
    if (promise->noticed_ms)
        deed_integer(deed, "noticed_at",
                     promise->noticed_ms < deed->now_ms ? promise->noticed_ms : deed->now_ms);
    return deed_close(deed, NULL, error);
}

enum err change_settle_promise(const struct deed_options *options,
                               const struct change_promise *promise, struct deed_report *report,
                               struct error *error)
{
    return deed_run(options, decide_promise, promise, report, error);
}
