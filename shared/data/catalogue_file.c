// SPDX-License-Identifier: Apache-2.0
#include "shared/data/catalogue_file.h"

#include "shared/data/catalogue_draft.h"
#include "shared/model/move.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { TOKENS_MAX = 40000 };

static bool setting_there(void *ctx, struct span name)
{
    int64_t value;

    return catalogue_setting(ctx, name, &value);
}

static bool has_item(const struct catalogue *c, struct span code)
{
    for (size_t i = 0; i < c->node_count; i++)
        if (catalogue_item_find(&c->nodes[i].items, code))
            return true;
    for (size_t i = 0; i < c->inspection_count; i++)
        if (catalogue_item_find(&c->inspections[i].items, code))
            return true;
    return false;
}

// What a phrase is for: a check item, or of a step's note the step.
static bool is_for(const struct catalogue *c, const struct catalogue_phrase *phrase)
{
    if (strcmp(phrase->kind->name, "move") != 0)
        return has_item(c, phrase->item);
    for (size_t i = 0; i < move_machine_count; i++)
        for (size_t k = 0; k < move_machines[i].rule_count; k++)
            if (span_is(phrase->item, move_machines[i].rules[k].name))
                return true;
    return false;
}

static bool has_term(const struct catalogue *c, struct span code)
{
    for (size_t i = 0; i < c->term_count; i++)
        if (span_equal(c->terms[i].code, code))
            return true;
    return false;
}

static bool has_inspection(const struct catalogue *c, struct span code)
{
    return catalogue_inspection_find(c, code) || catalogue_node_find(c, code);
}

static bool has_node(const struct catalogue *c, struct span code)
{
    return catalogue_node_find(c, code);
}

static bool has_form(const struct catalogue *c, struct span code)
{
    return catalogue_form_find(c, code);
}

static bool has_role(const struct catalogue *c, struct span code)
{
    (void)c;
    return catalogue_table_role(code);
}

// Text fields that hold codes of the catalogue. A kind NULL: of each kind.
static bool possible(void *ctx, const char *kind, const char *field, struct span text)
{
    static const struct {
        const char *kind, *field;
        bool (*has)(const struct catalogue *c, struct span code);
    } codes[] = {
        {"signoff", "form", has_form},
        {"node", "code", has_node},
        {"inspection", "code", has_inspection},
        {"presence", "inspection", has_inspection},
        {"call_back", "about", has_term},
        {NULL, "item", has_item},
        {NULL, "role", has_role},
        {NULL, "author_role", has_role},
    };

    for (size_t i = 0; i < COUNT(codes); i++)
        if ((!codes[i].kind || strcmp(codes[i].kind, kind) == 0)
            && strcmp(codes[i].field, field) == 0)
            return codes[i].has(ctx, text);
    return true;
}

// What a condition may name.
static struct expression_scope scope_of(const struct catalogue_pending *pending,
                                        struct catalogue *c)
{
    static const struct expression_name site[] = {{"site", TYPE_RECORD}};
    static const struct expression_name week[] = {{"week", TYPE_TEXT}};
    struct expression_scope scope = {
        .names = site,
        .name_count = COUNT(site),
        .setting = setting_there,
        .possible = possible,
        .ctx = c,
    };

    if (pending->scope == CATALOGUE_SEEN_BY_NODE) {
        scope.names = catalogue_node_names;
        scope.name_count = catalogue_node_name_count;
    } else if (pending->scope == CATALOGUE_SEEN_BY_DEADLINE) {
        const struct catalogue_deadline *deadline = pending->owner;

        scope.names = week;
        scope.name_count = deadline->weekly ? COUNT(week) : 0;
        scope.kind = deadline->kind;
    }
    return scope;
}

static enum err parse_conditions(const struct catalogue_reading *r, struct catalogue *c)
{
    for (const struct catalogue_pending *p = r->pending; p; p = p->next) {
        struct expression_scope scope = scope_of(p, c);
        enum err code = expression_parse(p->text, &scope, r->arena, p->slot, r->error);

        if (code)
            return error_wrap(r->error, code, "%s", p->path);
    }
    return ERR_OK;
}

// "nodes[2] \"briefing\": why"
static enum err refuse(struct error *error, const char *list, size_t at, const char *why)
{
    return error_set(error, ERR_INVALID, "%s[%zu]%s", list, at, why);
}

static bool is_letter_or_digit(char c)
{
    char low = (char)(c | 0x20);

    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9');
}

// Versions stand in file names and on command lines, where "default" is the built-in catalogue and
// what begins with '-' is an option.
static enum err check_version(const struct catalogue *c, struct error *error)
{
    for (size_t i = 0; i < c->version.len; i++) {
        char at = c->version.data[i];

        if (!is_letter_or_digit(at) && at != '.' && at != '-' && at != '_')
            return error_set(error, ERR_INVALID,
                             "version: it has letters, digits, '.', '-' and '_' only");
    }
    if (!is_letter_or_digit(c->version.data[0]))
        return error_set(error, ERR_INVALID, "version: it begins with a letter or digit");
    if (span_is(c->version, "default"))
        return error_set(error, ERR_INVALID,
                         "version: 'default' means the built-in catalogue; take another");
    return ERR_OK;
}

static enum err check_items(const struct catalogue_items *items, const char *list, size_t at,
                            struct error *error)
{
    for (size_t i = 0; i < items->count; i++) {
        const struct catalogue_item *item = &items->list[i];
        const char *why = NULL;

        if (item->concealed && item->photos == 0)
            why = "concealed works need at least one photo (D3.11): set photos";
        else if (item->measured && item->unit.len == 0)
            why = "a measured item needs its unit";
        else if (!item->measured && (item->unit.len || item->target.len || item->minus.len))
            why = "only a measured item has unit, target, minus and plus";
        else if (item->target.len && (item->minus.len == 0 || item->plus.len == 0))
            why = "beside a target stand minus and plus, how far a value may be off";
        if (why)
            return error_set(error, ERR_INVALID, "%s[%zu].items[%zu] \"%.*s\": %s", list, at, i,
                             (int)item->code.len, item->code.data, why);
    }
    return ERR_OK;
}

static enum err check_forms(const struct catalogue *c, struct error *error)
{
    for (size_t i = 0; i < c->form_count; i++) {
        const struct catalogue_form *form = &c->forms[i];

        if (form->signer_count == 0)
            return refuse(error, "forms", i, ".signers: somebody must sign it");
        for (size_t j = 0; j < form->kind_count; j++)
            if (!kind_find(form->kinds[j]))
                return error_set(error, ERR_INVALID,
                                 "forms[%zu] \"%.*s\".of[%zu]: there is no kind of record '%.*s'",
                                 i, (int)form->code.len, form->code.data, j,
                                 (int)form->kinds[j].len, form->kinds[j].data);
    }
    return ERR_OK;
}

// The forms of a node by their codes.
static enum err find_forms(struct catalogue_reading *r, const struct catalogue *c,
                           struct catalogue_node_draft *draft, size_t at)
{
    const struct catalogue_form **forms
        = arena_take(r->arena, (draft->form_count + 1) * sizeof(struct catalogue_form *));

    if (!forms)
        return error_set(r->error, ERR_TOO_LARGE, "the catalogue takes too much memory");
    for (size_t i = 0; i < draft->form_count; i++) {
        forms[i] = catalogue_form_find(c, draft->forms[i]);
        if (!forms[i])
            return error_set(r->error, ERR_INVALID,
                             "nodes[%zu].forms[%zu]: there is no form '%.*s'", at, i,
                             (int)draft->forms[i].len, draft->forms[i].data);
    }
    draft->node.forms = forms;
    draft->node.form_count = draft->form_count;
    return ERR_OK;
}

static enum err check_node(const struct catalogue_node *node, int64_t number, size_t at,
                           struct error *error)
{
    if (node->number <= number)
        return refuse(error, "nodes", at, ".number: nodes stand in the order of their numbers");
    if (node->form_count == 0)
        return refuse(error, "nodes", at, ".forms: something must be signed");
    if (node->gate.count == 0)
        return refuse(error, "nodes", at, ".gate: without one it would be done at once");
    return check_items(&node->items, "nodes", at, error);
}

static enum err finish_nodes(struct catalogue_reading *r, struct catalogue_draft *draft)
{
    struct catalogue_node *nodes = arena_take(r->arena, (draft->c.node_count + 1) * sizeof(*nodes));
    int64_t number = 0;

    if (!nodes)
        return error_set(r->error, ERR_TOO_LARGE, "the catalogue takes too much memory");
    for (size_t i = 0; i < draft->c.node_count; i++) {
        struct catalogue_node_draft node = draft->nodes[i];
        enum err code = find_forms(r, &draft->c, &node, i);

        if (code == ERR_OK)
            code = check_node(&node.node, number, i, r->error);
        if (code)
            return code;
        nodes[i] = node.node;
        number = node.node.number;
    }
    draft->c.nodes = nodes;
    return ERR_OK;
}

static enum err check_inspections(const struct catalogue *c, struct error *error)
{
    for (size_t i = 0; i < c->inspection_count; i++) {
        const struct catalogue_inspection *inspection = &c->inspections[i];
        enum err code;

        if (inspection->node.len && !catalogue_node_find(c, inspection->node))
            return refuse(error, "inspections", i, ".node: there is no node with this code");
        code = check_items(&inspection->items, "inspections", i, error);
        if (code)
            return code;
    }
    return ERR_OK;
}

static enum err check_deadlines(const struct catalogue *c, struct error *error)
{
    for (size_t i = 0; i < c->deadline_count; i++) {
        const struct catalogue_deadline *deadline = &c->deadlines[i];
        const struct fact_field *derived
            = fact_field_find(span_of(deadline->kind->name), deadline->from);
        const struct kind_field *field = kind_field_find(deadline->kind, deadline->from);
        enum kind_type type = derived ? derived->type : field ? field->type : TYPE_TEXT;

        if (type != TYPE_TIME && type != TYPE_DATE)
            return error_set(error, ERR_INVALID,
                             "deadlines[%zu] \"%.*s\".from: %s has no time or date '%.*s'", i,
                             (int)deadline->code.len, deadline->code.data, deadline->kind->name,
                             (int)deadline->from.len, deadline->from.data);
    }
    return ERR_OK;
}

static enum err check_phrases(const struct catalogue *c, struct error *error)
{
    for (size_t i = 0; i < c->phrase_count; i++) {
        const struct catalogue_phrase *phrase = &c->phrases[i];
        const struct kind_field *field = kind_field_find(phrase->kind, phrase->field);

        if (!field || field->type != TYPE_TEXT)
            return error_set(error, ERR_INVALID,
                             "phrases[%zu] \"%.*s\".field: %s has no text '%.*s'", i,
                             (int)phrase->code.len, phrase->code.data, phrase->kind->name,
                             (int)phrase->field.len, phrase->field.data);
        if (phrase->item.len && !is_for(c, phrase))
            return error_set(error, ERR_INVALID,
                             "phrases[%zu] \"%.*s\".item: there is no check item or step '%.*s'", i,
                             (int)phrase->code.len, phrase->code.data, (int)phrase->item.len,
                             phrase->item.data);
    }
    return ERR_OK;
}

// What the tables alone do not say.
static enum err check_whole(struct catalogue_reading *r, struct catalogue_draft *draft)
{
    enum err code = check_version(&draft->c, r->error);

    if (code == ERR_OK)
        code = check_forms(&draft->c, r->error);
    if (code == ERR_OK)
        code = finish_nodes(r, draft);
    if (code == ERR_OK)
        code = check_inspections(&draft->c, r->error);
    if (code == ERR_OK)
        code = check_deadlines(&draft->c, r->error);
    if (code == ERR_OK)
        code = check_phrases(&draft->c, r->error);
    return code ? code : parse_conditions(r, &draft->c);
}

enum err catalogue_file_read(struct span text, struct arena *arena, const struct catalogue **out,
                             struct error *error)
{
    static const struct json_limits limits = {CATALOGUE_FILE_MAX, TOKENS_MAX};
    struct catalogue_draft *draft = arena_take(arena, sizeof(*draft));
    struct error detail = {0};
    struct catalogue_reading reading;
    struct json *json = NULL;
    enum err code;

    *out = NULL;
    if (!draft)
        return error_set(error, ERR_TOO_LARGE, "the catalogue takes too much memory");
    catalogue_table_init(&reading, arena, &detail);
    code = json_parse(text, &limits, &json, &detail);
    if (code == ERR_OK)
        code = catalogue_table_read(&reading, &catalogue_draft_table, json, draft);
    if (code == ERR_OK)
        code = check_whole(&reading, draft);
    json_free(json);
    if (code)
        return error_set(error, code, "%s", detail.detail);
    *out = &draft->c;
    return ERR_OK;
}
