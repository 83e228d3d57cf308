// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/node_start.h"

#include "agent/capture/item_place.h"
#include "shared/base/suggest.h"

struct starting {
    const struct node_start *given;
    struct node_started *out;
};

static enum err suggest_node(const struct catalogue *catalogue, struct span given,
                             struct error *error)
{
    struct suggest suggest;
    char text[DEED_PLAIN], codes[16][CATALOGUE_CODE_MAX + 1];

    text_copy(text, sizeof(text), given);
    suggest_init(&suggest, text);
    for (size_t i = 0; i < catalogue->node_count && i < 16; i++) {
        text_copy(codes[i], sizeof(codes[i]), catalogue->nodes[i].code);
        suggest_offer(&suggest, codes[i]);
    }
    return error_set(
        error, ERR_NOT_FOUND,
        "\"%s\" 不是目录里的节点 is no node of catalogue %.*s%s%s%s\t请看 see plumb catalogue "
        "show",
        text, (int)catalogue->version.len, catalogue->version.data,
        suggest.best ? "; 是否 did you mean \"" : "", suggest.best ? suggest.best : "",
        suggest.best ? "\"" : "");
}

static enum err find_node(const struct catalogue *catalogue, struct span given,
                          const struct catalogue_node **out, struct error *error)
{
    int64_t number = 0;

    *out = catalogue_node_find(catalogue, given);
    text_parse_i64(given, &number);
    for (size_t i = 0; !*out && i < catalogue->node_count; i++) {
        const struct catalogue_node *node = &catalogue->nodes[i];

        if (node->number == number || span_equal(node->words.zh, given)
            || span_equal(node->words.en, given))
            *out = node;
    }
    return *out ? ERR_OK : suggest_node(catalogue, given, error);
}

// The node's own record: its id follows from site and code.
static enum err put_node(struct deed *deed, const struct catalogue *catalogue,
                         const struct catalogue_node *node, struct uuid *id, struct error *error)
{
    deed_open(deed, "node", NULL);
    deed_text(deed, "code", node->code);
    deed_text(deed, "catalogue", catalogue->version);
    deed_integer(deed, "started_at", deed->now_ms);
    return deed_close(deed, id, error);
}

static const struct fact *node_here(const struct deed *deed, struct span code)
{
    size_t count = 0;
    const struct fact *nodes = facts_of_kind(deed->facts, "node", &count);
    struct span found;

    for (size_t i = 0; i < count; i++)
        if (!record_deleted(nodes[i].record) && fact_text(&nodes[i], "code", &found)
            && span_equal(found, code))
            return &nodes[i];
    return NULL;
}

static enum err put_attempt(struct deed *deed, const struct starting *starting, struct error *error)
{
    enum err code;

    deed_open(deed, "attempt", NULL);
    deed_uuid(deed, "node", &starting->out->node);
    deed_integer(deed, "n", starting->out->n);
    deed_fields(deed, &starting->given->fields);
    if (!deed_has(deed, "started_at"))
        deed_integer(deed, "started_at", deed->now_ms);
    code = deed_close(deed, &starting->out->attempt, error);
    deed->subject = starting->out->attempt;
    return code;
}

static enum err decide(struct deed *deed, const void *argument, struct error *error)
{
    const struct starting *starting = argument;
    struct node_started *out = starting->out;
    const struct catalogue *catalogue = NULL;
    const struct catalogue_node *node = NULL;
    const struct fact *here = node_here(deed, starting->given->code), *attempt = NULL;
    enum err code = deed_catalogue(deed, here, &catalogue, error);

    if (!code)
        code = find_node(catalogue, starting->given->code, &node, error);
    if (code)
        return code;
    here = here ? here : node_here(deed, node->code);
    if (here) {
        out->node = here->record->id;
        attempt = item_place_attempt(deed->facts, &out->node, 0);
    } else {
        code = put_node(deed, catalogue, node, &out->node, error);
    }
    out->n = 0;
    if (attempt) {
        fact_integer(attempt, "n", &out->n);
        out->attempt = deed->subject = attempt->record->id;
        if (!starting->given->again)
            return code;
    }
    out->n++;
    return code ? code : put_attempt(deed, starting, error);
}

enum err node_start(const struct deed_options *options, const struct node_start *given,
                    struct node_started *out, struct deed_report *report, struct error *error)
{
    struct starting starting = {given, out};

    return deed_run(options, decide, &starting, report, error);
}
