// SPDX-License-Identifier: Apache-2.0
#include "shared/model/expression_name.h"

#include "shared/base/suggest.h"

#include <stdio.h>
#include <string.h>

enum { NAME_SHOWN = 48, CHOICES_SHOWN = 200, DATE_TEXT = 12 };

static const enum expression_type types[] = {
    [TYPE_TEXT] = EXPRESSION_IS_TEXT,       [TYPE_INTEGER] = EXPRESSION_IS_NUMBER,
    [TYPE_BOOLEAN] = EXPRESSION_IS_LOGIC,   [TYPE_CHOICE] = EXPRESSION_IS_TEXT,
    [TYPE_RECORD] = EXPRESSION_IS_RECORD,   [TYPE_DIGEST] = EXPRESSION_IS_DIGEST,
    [TYPE_DECIMAL] = EXPRESSION_IS_DECIMAL, [TYPE_TIME] = EXPRESSION_IS_NUMBER,
    [TYPE_DATE] = EXPRESSION_IS_DATE,
};

const char *expression_name_type(enum expression_type type)
{
    static const char *const names[] = {
        [EXPRESSION_IS_NOTHING] = "nothing", [EXPRESSION_IS_LOGIC] = "true or false",
        [EXPRESSION_IS_NUMBER] = "a number", [EXPRESSION_IS_TEXT] = "a text",
        [EXPRESSION_IS_DATE] = "a date",     [EXPRESSION_IS_RECORD] = "a record",
        [EXPRESSION_IS_DIGEST] = "a digest", [EXPRESSION_IS_DECIMAL] = "a decimal number",
    };

    return names[type];
}

// "there is no kind 'signof'; did you mean 'signoff'?"
static enum err refuse(const char *what, const struct suggest *suggest, struct error *error)
{
    if (suggest->best)
        return error_set(error, ERR_INVALID, "%s '%s'; did you mean '%s'?", what, suggest->given,
                         suggest->best);
    return error_set(error, ERR_INVALID, "%s '%s'", what, suggest->given);
}

const struct kind *expression_name_kind(struct span name, struct error *error)
{
    const struct kind *kind = kind_find(name), *list;
    char given[NAME_SHOWN];
    struct suggest suggest;
    size_t count;

    if (kind)
        return kind;
    text_copy(given, sizeof(given), name);
    suggest_init(&suggest, given);
    list = kind_list(&count);
    for (size_t i = 0; i < count; i++)
        suggest_offer(&suggest, list[i].name);
    refuse("there is no kind", &suggest, error);
    return NULL;
}

static void offer_fields(const struct kind *kind, struct suggest *suggest)
{
    for (size_t i = 0; i < kind->field_count; i++)
        suggest_offer(suggest, kind->fields[i].name);
    for (size_t i = 0; i < fact_field_count; i++)
        if (!fact_fields[i].kind || strcmp(fact_fields[i].kind, kind->name) == 0)
            suggest_offer(suggest, fact_fields[i].name);
}

// False when the kind has no such field.
static bool find_field(const struct kind *kind, struct span name, struct expression *out)
{
    const struct fact_field *derived = fact_field_find(span_of(kind->name), name);
    const struct kind_field *field = kind_field_find(kind, name);

    if (!derived && !field)
        return false;
    out->op = EXPRESSION_FIELD;
    out->kind = kind;
    out->name = derived ? derived->name : field->name;
    out->type = types[derived ? derived->type : field->type];
    if (out->type == EXPRESSION_IS_TEXT)
        out->choice = derived ? derived->choice : field->choice;
    return true;
}

enum err expression_name_field(const struct kind *kind, struct span name, struct expression *out,
                               struct error *error)
{
    char given[NAME_SHOWN], what[NAME_SHOWN + 16];
    struct suggest suggest;

    if (find_field(kind, name, out))
        return ERR_OK;
    text_copy(given, sizeof(given), name);
    suggest_init(&suggest, given);
    offer_fields(kind, &suggest);
    snprintf(what, sizeof(what), "%s has no field", kind->name);
    return refuse(what, &suggest, error);
}

enum err expression_name_this(const struct expression_scope *scope, struct span name,
                              struct expression *out, struct error *error)
{
    char given[NAME_SHOWN];
    struct suggest suggest;

    for (size_t i = 0; i < scope->name_count; i++) {
        if (!span_is(name, scope->names[i].name))
            continue;
        out->op = EXPRESSION_BINDING;
        out->name = scope->names[i].name;
        out->type = types[scope->names[i].type];
        return ERR_OK;
    }
    out->place = EXPRESSION_ABOUT;
    if (scope->kind && find_field(scope->kind, name, out))
        return ERR_OK;
    text_copy(given, sizeof(given), name);
    suggest_init(&suggest, given);
    for (size_t i = 0; i < scope->name_count; i++)
        suggest_offer(&suggest, scope->names[i].name);
    if (scope->kind)
        offer_fields(scope->kind, &suggest);
    return refuse("this condition has no this.", &suggest, error);
}

static bool date_shaped(struct span text)
{
    static const char form[] = "\"dddd-dd-dd\"";

    if (text.len != DATE_TEXT)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (form[i] == 'd' ? text.data[i] < '0' || text.data[i] > '9' : text.data[i] != form[i])
            return false;
    return true;
}

static bool is_text(const struct expression *node)
{
    return node->op == EXPRESSION_LITERAL && node->type == EXPRESSION_IS_TEXT;
}

static enum err refuse_choice(const struct expression *field, struct span given,
                              struct error *error)
{
    char shown[NAME_SHOWN], list[CHOICES_SHOWN] = "";
    size_t len = 0;

    text_copy(shown, sizeof(shown), given);
    for (size_t i = 0; field->choice[i] && len < sizeof(list) - NAME_SHOWN; i++)
        len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s", i ? ", " : "",
                                field->choice[i]);
    return error_set(error, ERR_INVALID, "%s is never '%s'; it is one of %s", field->name, shown,
                     list);
}

// A field beside a text: can it ever be that?
static enum err check_text(const struct expression_scope *scope, const struct expression *field,
                           struct span quoted, struct error *error)
{
    struct span text = {quoted.data + 1, quoted.len - 2};
    char shown[NAME_SHOWN];

    if (field->op != EXPRESSION_FIELD)
        return ERR_OK;
    if (field->choice) {
        for (size_t i = 0; field->choice[i]; i++)
            if (span_is(text, field->choice[i]))
                return ERR_OK;
        return refuse_choice(field, text, error);
    }
    if (!scope->possible || scope->possible(scope->ctx, field->kind->name, field->name, text))
        return ERR_OK;
    text_copy(shown, sizeof(shown), text);
    return error_set(error, ERR_INVALID, "%s of %s is never '%s': nothing has this code",
                     field->name, field->kind->name, shown);
}

static enum err check_nothing(const struct expression *other, bool ordered, struct error *error)
{
    if (!ordered && (other->op == EXPRESSION_FIELD || other->op == EXPRESSION_BINDING))
        return ERR_OK;
    return error_set(error, ERR_INVALID, "only a field can be compared with nothing, by == or !=");
}

// A text beside a date is a date, when it looks like one.
static void read_date(const struct expression *date, struct expression *text)
{
    if (date->type == EXPRESSION_IS_DATE && is_text(text) && date_shaped(text->text))
        text->type = EXPRESSION_IS_DATE;
}

static enum err check_types(const struct expression *a, const struct expression *b, bool ordered,
                            struct error *error)
{
    if (a->type != b->type)
        return error_set(error, ERR_INVALID, "%s cannot be compared with %s",
                         expression_name_type(a->type), expression_name_type(b->type));
    if (a->type == EXPRESSION_IS_DECIMAL)
        return error_set(error, ERR_INVALID, "a decimal number can only be compared with nothing");
    if (ordered && a->type != EXPRESSION_IS_NUMBER && a->type != EXPRESSION_IS_DATE)
        return error_set(error, ERR_INVALID, "%s has no order", expression_name_type(a->type));
    return ERR_OK;
}

enum err expression_name_compare(const struct expression_scope *scope, enum expression_op op,
                                 struct expression *a, struct expression *b, struct error *error)
{
    bool ordered = op == EXPRESSION_LESS || op == EXPRESSION_AT_MOST;
    enum err code;

    if (a->type == EXPRESSION_IS_NOTHING)
        return check_nothing(b, ordered, error);
    if (b->type == EXPRESSION_IS_NOTHING)
        return check_nothing(a, ordered, error);
    read_date(a, b);
    read_date(b, a);
    code = check_types(a, b, ordered, error);
    if (code == ERR_OK && is_text(b))
        code = check_text(scope, a, b->text, error);
    else if (code == ERR_OK && is_text(a))
        code = check_text(scope, b, a->text, error);
    return code;
}
