// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/inspect.h"

#include "shared/base/suggest.h"

static enum err suggest_code(const struct catalogue *catalogue, struct span given,
                             struct error *error)
{
    struct suggest suggest;
    char text[DEED_PLAIN], codes[64][CATALOGUE_CODE_MAX + 1];

    text_copy(text, sizeof(text), given);
    suggest_init(&suggest, text);
    for (size_t i = 0; i < catalogue->inspection_count && i < 64; i++) {
        text_copy(codes[i], sizeof(codes[i]), catalogue->inspections[i].code);
        suggest_offer(&suggest, codes[i]);
    }
    return error_set(
        error, ERR_NOT_FOUND,
        "\"%s\" 不是目录里的验收类别 is no inspection of the catalogue%s%s%s; 请看 see plumb "
        "catalogue show",
        text, suggest.best ? "; 是否 did you mean \"" : "", suggest.best ? suggest.best : "",
        suggest.best ? "\"" : "");
}

static enum err find_inspection(const struct catalogue *catalogue, struct span given,
                                const struct catalogue_inspection **out, struct error *error)
{
    *out = catalogue_inspection_find(catalogue, given);
    for (size_t i = 0; !*out && i < catalogue->inspection_count; i++)
        if (span_equal(catalogue->inspections[i].words.zh, given)
            || span_equal(catalogue->inspections[i].words.en, given))
            *out = &catalogue->inspections[i];
    return *out ? ERR_OK : suggest_code(catalogue, given, error);
}

static const struct fact *node_with(const struct deed *deed, struct span code)
{
    size_t count = 0;
    const struct fact *nodes = facts_of_kind(deed->facts, "node", &count);
    struct span have;

    for (size_t i = 0; code.len > 0 && i < count; i++)
        if (!record_deleted(nodes[i].record) && fact_text(&nodes[i], "code", &have)
            && span_equal(have, code))
            return &nodes[i];
    return NULL;
}

// An outcome that is bad says why (D3.10 holds for what is inspected as a whole, too).
static enum err check_fail(const struct deed *deed, const struct deed_fields *fields,
                           struct error *error)
{
    const struct field *result = deed_given(fields, "result"), *note = deed_given(fields, "note");

    if (!result || !span_is(result->value, "\"fail\"") || deed->options->photo_count > 0
        || (note && note->value.len > 2 && note->value.data[0] == '"'))
        return ERR_OK;
    return error_set(error, ERR_INVALID,
                     "不合格要有备注或照片 a fail needs a note or a photo\t(--note, --photo)");
}

static enum err decide_start(struct deed *deed, const void *argument, struct error *error)
{
    const struct inspect_start *given = argument;
    const struct catalogue *catalogue = NULL;
    const struct catalogue_inspection *inspection = NULL;
    const struct fact *node = NULL;
    struct uuid id;
    enum err code = deed_catalogue(deed, NULL, &catalogue, error);

    if (!code)
        code = find_inspection(catalogue, given->code, &inspection, error);
    if (!code)
        code = check_fail(deed, &given->fields, error);
    if (!code && !uuid_is_nil(&given->node))
        code = deed_find(deed, "node", &given->node, &node, error);
    if (code)
        return code;
    node = node ? node : node_with(deed, inspection->node);
    deed_open(deed, "inspection", NULL);
    deed_text(deed, "code", inspection->code);
    deed_text(deed, "catalogue", catalogue->version);
    if (node)
        deed_uuid(deed, "node", &node->record->id);
    deed_fields(deed, &given->fields);
    if (!deed_has(deed, "started_at"))
        deed_integer(deed, "started_at", deed->now_ms);
    code = deed_close(deed, &id, error);
    deed_photos(deed, &id, NULL);
    if (!code && inspection->key)
        deed_say(deed,
                 "关键验收:巡检员须到场 a key inspection: record the inspector's presence (plumb "
                 "presence add --inspection %.*s)",
                 (int)inspection->code.len, inspection->code.data);
    return code;
}

enum err inspect_start(const struct deed_options *options, const struct inspect_start *given,
                       struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_start, given, report, error);
}

static enum err decide_end(struct deed *deed, const void *argument, struct error *error)
{
    const struct inspect_end *given = argument;
    const struct fact *inspection = NULL;
    enum err code = deed_find(deed, "inspection", &given->id, &inspection, error);

    if (!code && !deed_given(&given->fields, "result"))
        code = error_set(error, ERR_INVALID, "结果必填 the result is needed\t(--result)");
    if (!code)
        code = check_fail(deed, &given->fields, error);
    if (code)
        return code;
    deed_open(deed, "inspection", &given->id);
    deed_fields(deed, &given->fields);
    deed_photos(deed, &given->id, NULL);
    return deed_close(deed, NULL, error);
}

enum err inspect_end(const struct deed_options *options, const struct inspect_end *given,
                     struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_end, given, report, error);
}

static enum err decide_round(struct deed *deed, const void *argument, struct error *error)
{
    const struct deed_fields *fields = argument;
    struct uuid id;
    enum err code = check_fail(deed, fields, error);

    if (code)
        return code;
    deed_open(deed, "simulated_round", NULL);
    deed_fields(deed, fields);
    if (!deed_has(deed, "at"))
        deed_integer(deed, "at", deed->now_ms);
    code = deed_close(deed, &id, error);
    deed_photos(deed, &id, NULL);
    return code;
}

enum err inspect_round(const struct deed_options *options, const struct deed_fields *fields,
                       struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_round, fields, report, error);
}
