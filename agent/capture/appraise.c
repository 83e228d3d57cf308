// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/appraise.h"

#include "agent/capture/item_place.h"

// What is judged: a node stands for one of its attempts.
static enum err find_subject(const struct deed *deed, const struct appraise *given,
                             const struct fact **out, struct error *error)
{
    const struct fact *fact = facts_find(deed->facts, &given->of);

    if (!fact || record_deleted(fact->record))
        return error_set(error, ERR_NOT_FOUND, "the record that is judged is not on this tablet");
    if (span_is(fact->record->kind, "node")) {
        fact = item_place_attempt(deed->facts, &given->of, given->attempt);
        if (!fact)
            return error_set(error, ERR_NOT_FOUND, "节点还没有开始 the node has no such attempt");
    }
    *out = fact;
    return ERR_OK;
}

// Kind, the field that names what is judged, and what a bad verdict must bring.
struct appraisal {
    const char *kind, *of;
    const char *bad, *needs, *words;
    bool of_attempt;
};

static enum err put(struct deed *deed, const struct appraise *given,
                    const struct appraisal *appraisal, struct error *error)
{
    const struct field *verdict = deed_given(&given->fields, "verdict");
    const struct fact *subject = NULL;
    struct uuid id;
    enum err code = ERR_OK;

    if (!verdict)
        return error_set(error, ERR_INVALID, "结论必填 the verdict is needed\t(--verdict)");
    if (span_is(verdict->value, appraisal->bad) && !deed_given(&given->fields, appraisal->needs))
        return error_set(error, ERR_INVALID, "%s", appraisal->words);
    if (!uuid_is_nil(&given->of))
        code = find_subject(deed, given, &subject, error);
    if (!code && appraisal->of_attempt && !span_is(subject->record->kind, "attempt"))
        code = error_set(error, ERR_INVALID, "复验的是节点 a node is re-inspected\t(--node)");
    if (code)
        return code;
    deed_open(deed, appraisal->kind, NULL);
    if (subject)
        deed_uuid(deed, appraisal->of, &subject->record->id);
    deed_fields(deed, &given->fields);
    if (!deed_has(deed, "at"))
        deed_integer(deed, "at", deed->now_ms);
    code = deed_close(deed, &id, error);
    deed_photos(deed, &id, NULL);
    return code;
}

static enum err decide_drawing(struct deed *deed, const void *given, struct error *error)
{
    static const struct appraisal appraisal
        = {.kind = "drawing_review",
           .of = "of",
           .bad = "\"redraw\"",
           .needs = "redraw_due",
           .words = "重画要有期限 a redraw has a date by which it is due\t(--redraw-due)"};

    return put(deed, given, &appraisal, error);
}

static enum err decide_completion(struct deed *deed, const void *given, struct error *error)
{
    static const struct appraisal appraisal
        = {.kind = "re_inspection",
           .of = "attempt",
           .bad = "\"unqualified\"",
           .needs = "note",
           .words = "不合格请写明原因 say why it is not qualified\t(--note)",
           .of_attempt = true};
    const struct appraise *appraise = given;

    if (uuid_is_nil(&appraise->of))
        return error_set(error, ERR_INVALID, "复验的是节点 a node is re-inspected\t(--node)");
    return put(deed, given, &appraisal, error);
}

static enum err decide_spot(struct deed *deed, const void *given, struct error *error)
{
    static const struct appraisal appraisal
        = {.kind = "spot_check",
           .of = "of",
           .bad = "\"unqualified\"",
           .needs = "note",
           .words = "不合格请写明原因 say why it is not qualified\t(--note)"};

    return put(deed, given, &appraisal, error);
}

enum err appraise_drawing(const struct deed_options *options, const struct appraise *given,
                          struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_drawing, given, report, error);
}

enum err appraise_completion(const struct deed_options *options, const struct appraise *given,
                             struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_completion, given, report, error);
}

enum err appraise_spot(const struct deed_options *options, const struct appraise *given,
                       struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_spot, given, report, error);
}
