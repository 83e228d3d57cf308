// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/patrol.h"

static bool is_filled(const struct deed_fields *fields, const char *name)
{
    const struct field *field = deed_given(fields, name);

    return field && !span_is(field->value, "null") && !span_is(field->value, "\"\"");
}

static bool is_value(const struct deed_fields *fields, const char *name, const char *value)
{
    const struct field *field = deed_given(fields, name);

    return field && span_is(field->value, value);
}

static enum err decide_add(struct deed *deed, const void *given, struct error *error)
{
    const struct deed_fields *fields = given;
    char text[UUID_TEXT];
    struct uuid id;
    enum err code;

    if (!is_filled(fields, "result"))
        return error_set(error, ERR_INVALID, "巡检结果必填 the result is needed\t(--result)");
    if (is_value(fields, "result", "\"fail\"") && !is_filled(fields, "note")
        && deed->options->photo_count == 0)
        return error_set(error, ERR_INVALID,
                         "不合格要有备注或照片 a fail needs a note or a photo\t(--note, --photo)");
    deed_open(deed, "patrol", NULL);
    deed_fields(deed, fields);
    if (!deed_has(deed, "started_at"))
        deed_integer(deed, "started_at", deed->now_ms);
    code = deed_close(deed, &id, error);
    if (code)
        return code;
    deed_photos(deed, &id, NULL);
    uuid_format(&id, text);
    deed_say(deed, "请电话告知客户 now phone the customer\tplumb patrol call --patrol %s", text);
    if (is_value(fields, "result", "\"fail\""))
        deed_say(deed,
                 "发现的问题请立整改 what was found is to be put right\tplumb fix open --of %s",
                 text);
    return ERR_OK;
}

enum err patrol_add(const struct deed_options *options, const struct deed_fields *fields,
                    struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_add, fields, report, error);
}

struct patrol_calls patrol_calls_of(const struct facts *facts, const struct uuid *patrol)
{
    struct patrol_calls calls = {0};
    size_t count = 0;
    const struct fact *list = facts_of_kind(facts, "patrol_call", &count);

    for (size_t i = 0; i < count; i++) {
        if (!fact_refers(&list[i], "patrol", patrol))
            continue;
        calls.attempts++;
        calls.reached = calls.reached || fact_is(&list[i], "outcome", "reached");
    }
    return calls;
}

static enum err decide_call(struct deed *deed, const void *argument, struct error *error)
{
    const struct patrol_call *given = argument;
    const struct fact *patrol = NULL;
    enum err code = deed_find(deed, "patrol", &given->patrol, &patrol, error);

    if (code)
        return code;
    if (is_value(&given->fields, "outcome", "\"reached\"") && !is_filled(&given->fields, "result"))
        return error_set(error, ERR_INVALID,
                         "接通后须写明告知客户的结果 say what the customer was told\t(--result)");
    deed_open(deed, "patrol_call", NULL);
    deed_uuid(deed, "patrol", &given->patrol);
    deed_fields(deed, &given->fields);
    if (!deed_has(deed, "at"))
        deed_integer(deed, "at", deed->now_ms);
    code = deed_close(deed, NULL, error);
    if (!code && is_value(&given->fields, "outcome", "\"no_answer\"")
        && !patrol_calls_of(deed->facts, &given->patrol).reached)
        deed_say(deed, "未接通，须再次致电 no answer: the call stays due");
    return code;
}

enum err patrol_call(const struct deed_options *options, const struct patrol_call *given,
                     struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_call, given, report, error);
}
