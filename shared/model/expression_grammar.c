// SPDX-License-Identifier: Apache-2.0
#include "shared/model/expression_grammar.h"

#include "shared/model/expression_name.h"
#include "shared/model/expression_token.h"

#include <string.h>

enum { FOUND_SHOWN = 48 };

struct reading {
    struct expression_tokens tokens;
    const struct expression_scope *scope;
    struct arena *arena;
    const struct kind *here, *outer; // kinds of the surrounding quantifiers
    unsigned depth;                  // of brackets, nots and minuses that are open
    struct error *error;
};

// Each reader returns NULL after an error, which it has set.
static struct expression *read_or(struct reading *r);
static struct expression *read_unary(struct reading *r);

// Puts the column before the detail that is there.
static struct expression *placed(struct reading *r, size_t column)
{
    error_wrap(r->error, ERR_INVALID, "column %zu", column);
    return NULL;
}

static struct expression *refuse(struct reading *r, size_t column, const char *why)
{
    error_set(r->error, ERR_INVALID, "column %zu: %s", column, why);
    return NULL;
}

static struct expression *refuse_depth(struct reading *r, size_t column)
{
    error_set(r->error, ERR_TOO_LARGE, "column %zu: the condition is deeper than %d levels", column,
              EXPRESSION_DEPTH_MAX);
    return NULL;
}

static struct expression *expected(struct reading *r, const char *what)
{
    const struct expression_token *now = &r->tokens.now;
    char found[FOUND_SHOWN];

    text_copy(found, sizeof(found), now->text);
    if (now->type == TOKEN_FAULT)
        error_set(r->error, ERR_INVALID, "column %zu: %s %s", now->column, found, now->why);
    else if (now->type == TOKEN_END)
        error_set(r->error, ERR_INVALID, "column %zu: the condition ends where %s is expected",
                  now->column, what);
    else
        error_set(r->error, ERR_INVALID, "column %zu: '%s' where %s is expected", now->column,
                  found, what);
    return NULL;
}

static bool take_sign(struct reading *r, const char *sign)
{
    if (!expression_tokens_at(&r->tokens, sign))
        return false;
    expression_tokens_next(&r->tokens);
    return true;
}

static struct expression *made(struct reading *r, struct expression node)
{
    struct expression *copy = arena_take(r->arena, sizeof(*copy));
    unsigned below = node.a ? node.a->depth : 0;

    if (!copy) {
        error_set(r->error, ERR_TOO_LARGE, "the condition takes too much room");
        return NULL;
    }
    if (node.b && node.b->depth > below)
        below = node.b->depth;
    node.depth = below + 1;
    if (node.depth > EXPRESSION_DEPTH_MAX)
        return refuse_depth(r, node.column);
    *copy = node;
    return copy;
}

static bool is(struct reading *r, const struct expression *node, enum expression_type type)
{
    if (node->type == type)
        return true;
    error_set(r->error, ERR_INVALID, "column %zu: %s where %s is expected", node->column,
              expression_name_type(node->type), expression_name_type(type));
    return false;
}

static struct expression *read_literal(struct reading *r)
{
    struct expression node = {.op = EXPRESSION_LITERAL, .column = r->tokens.now.column};
    struct span text = r->tokens.now.text;
    char *quoted;

    if (r->tokens.now.type == TOKEN_INTEGER) {
        node.type = EXPRESSION_IS_NUMBER;
        node.number = r->tokens.now.number;
    } else {
        quoted = arena_take(r->arena, text.len + 2);
        if (quoted) {
            quoted[0] = quoted[text.len + 1] = '"';
            memcpy(quoted + 1, text.data, text.len);
        }
        node.type = EXPRESSION_IS_TEXT;
        node.text = (struct span){quoted, text.len + 2};
    }
    expression_tokens_next(&r->tokens);
    return made(r, node);
}

// The words that stand for values; false: the token is none of them.
static bool word(const struct expression_tokens *tokens, struct expression *node)
{
    node->op = EXPRESSION_LITERAL;
    node->type = EXPRESSION_IS_LOGIC;
    if (expression_tokens_at(tokens, "nothing")) {
        node->op = EXPRESSION_NOTHING;
        node->type = EXPRESSION_IS_NOTHING;
        return true;
    }
    node->number = expression_tokens_at(tokens, "true");
    return node->number || expression_tokens_at(tokens, "false");
}

// setting.NAME
static struct expression *read_setting(struct reading *r, struct expression node)
{
    struct span name = r->tokens.now.text;
    char shown[FOUND_SHOWN];

    if (!r->scope->setting || !r->scope->setting(r->scope->ctx, name)) {
        text_copy(shown, sizeof(shown), name);
        error_set(r->error, ERR_INVALID, "column %zu: there is no setting '%s'",
                  r->tokens.now.column, shown);
        return NULL;
    }
    node.op = EXPRESSION_SETTING;
    node.type = EXPRESSION_IS_NUMBER;
    node.name = arena_dup(r->arena, name.data, name.len);
    expression_tokens_next(&r->tokens);
    return made(r, node);
}

// What stands behind "place.".
static struct expression *read_member(struct reading *r, struct span place, struct expression node)
{
    const struct expression_token *now = &r->tokens.now;
    enum err code;

    if (now->type != TOKEN_NAME)
        return expected(r, "a name");
    if (span_is(place, "setting"))
        return read_setting(r, node);
    if (span_is(place, "this")) {
        code = expression_name_this(r->scope, now->text, &node, r->error);
    } else if (span_is(place, "site")) {
        node.place = EXPRESSION_SITE;
        code = expression_name_field(kind_find(place), now->text, &node, r->error);
    } else if (!span_is(place, "outer")) {
        return refuse(r, node.column, "only site, setting, this and outer have a '.' behind them");
    } else if (!r->outer) {
        return refuse(r, node.column,
                      "outer. is known only in an any, none, count, all or last "
                      "that stands within another");
    } else {
        node.place = EXPRESSION_OUTER;
        code = expression_name_field(r->outer, now->text, &node, r->error);
    }
    if (code)
        return placed(r, now->column);
    expression_tokens_next(&r->tokens);
    return made(r, node);
}

static struct expression *read_field(struct reading *r, struct span name, struct expression node)
{
    if (!r->here)
        return refuse(r, node.column,
                      "a bare name is known only in any, none, count, all and last; "
                      "elsewhere write site., setting. or this. before it");
    if (expression_name_field(r->here, name, &node, r->error))
        return placed(r, node.column);
    return made(r, node);
}

static const struct quantifier {
    const char *name;
    enum expression_op op;
    enum expression_type type;
    bool claim;
} quantifiers[] = {
    {"any", EXPRESSION_ANY, EXPRESSION_IS_LOGIC, false},
    {"none", EXPRESSION_NONE, EXPRESSION_IS_LOGIC, false},
    {"count", EXPRESSION_COUNT, EXPRESSION_IS_NUMBER, false},
    {"all", EXPRESSION_ALL, EXPRESSION_IS_LOGIC, true},
    {"last", EXPRESSION_LAST, EXPRESSION_IS_LOGIC, true},
};

// A filter or a claim; NULL after an error.
static struct expression *read_logic(struct reading *r)
{
    struct expression *node = read_or(r);

    if (node && r->tokens.now.type == TOKEN_FAULT)
        return expected(r, "something else");
    return node && is(r, node, EXPRESSION_IS_LOGIC) ? node : NULL;
}

// [ where or ] [ : or ] ")" over records of node->kind.
static struct expression *read_over(struct reading *r, const struct quantifier *quantifier,
                                    struct expression *node)
{
    if (take_sign(r, "where")) {
        node->a = read_logic(r);
        if (!node->a)
            return NULL;
    }
    if (quantifier->claim) {
        if (!take_sign(r, ":"))
            return expected(r, "':' and what must be true of them");
        node->b = read_logic(r);
        if (!node->b)
            return NULL;
    }
    if (!take_sign(r, ")"))
        return expected(r, node->a || node->b ? "')'" : "'where' or ')'");
    return made(r, *node);
}

// Behind "any(".
static struct expression *read_quantifier(struct reading *r, const struct quantifier *quantifier,
                                          struct expression node)
{
    const struct kind *outer = r->outer, *here = r->here;
    struct expression *made_node;

    if (outer)
        return refuse(r, node.column, "any, none, count, all and last stand at most two deep");
    if (r->tokens.now.type != TOKEN_NAME)
        return expected(r, "a kind of record");
    node.kind = expression_name_kind(r->tokens.now.text, r->error);
    if (!node.kind)
        return placed(r, r->tokens.now.column);
    expression_tokens_next(&r->tokens);
    node.op = quantifier->op;
    node.type = quantifier->type;
    r->outer = here;
    r->here = node.kind;
    made_node = read_over(r, quantifier, &node);
    r->outer = outer;
    r->here = here;
    return made_node;
}

static struct expression *read_name(struct reading *r)
{
    struct expression node = {.column = r->tokens.now.column};
    struct span name = r->tokens.now.text;

    if (word(&r->tokens, &node)) {
        expression_tokens_next(&r->tokens);
        return made(r, node);
    }
    expression_tokens_next(&r->tokens);
    if (take_sign(r, "."))
        return read_member(r, name, node);
    if (!take_sign(r, "("))
        return read_field(r, name, node);
    for (size_t i = 0; i < sizeof(quantifiers) / sizeof(quantifiers[0]); i++)
        if (span_is(name, quantifiers[i].name))
            return read_quantifier(r, &quantifiers[i], node);
    return refuse(r, node.column, "only any, none, count, all and last have a '(' behind them");
}

static bool keyword(const struct expression_tokens *tokens)
{
    static const char *const words[] = {"or", "and", "not", "where", NULL};

    for (size_t i = 0; words[i]; i++)
        if (expression_tokens_at(tokens, words[i]))
            return true;
    return false;
}

static struct expression *read_primary(struct reading *r)
{
    struct expression *node;

    if (r->tokens.now.type == TOKEN_INTEGER || r->tokens.now.type == TOKEN_TEXT)
        return read_literal(r);
    if (r->tokens.now.type == TOKEN_NAME && !keyword(&r->tokens))
        return read_name(r);
    if (!take_sign(r, "("))
        return expected(r, "a value");
    node = read_or(r);
    if (node && !take_sign(r, ")"))
        return expected(r, "')'");
    return node;
}

// `a op b` of numbers.
static struct expression *reckon(struct reading *r, enum expression_op op, struct expression *a,
                                 struct expression *b)
{
    if (!is(r, a, EXPRESSION_IS_NUMBER) || !is(r, b, EXPRESSION_IS_NUMBER))
        return NULL;
    return made(r,
                (struct expression){
                    .op = op, .type = EXPRESSION_IS_NUMBER, .column = a->column, .a = a, .b = b});
}

// A minus before a value takes it from zero.
static struct expression *read_negative(struct reading *r, size_t column)
{
    struct expression *zero, *node = read_unary(r);

    if (!node)
        return NULL;
    zero = made(r, (struct expression){
                       .op = EXPRESSION_LITERAL, .type = EXPRESSION_IS_NUMBER, .column = column});
    return zero ? reckon(r, EXPRESSION_MINUS, zero, node) : NULL;
}

static struct expression *read_unary(struct reading *r)
{
    size_t column = r->tokens.now.column;
    struct expression *node;

    if (!take_sign(r, "-"))
        return read_primary(r);
    if (r->depth == EXPRESSION_DEPTH_MAX)
        return refuse_depth(r, column);
    r->depth++;
    node = read_negative(r, column);
    r->depth--;
    return node;
}

static struct expression *read_product(struct reading *r)
{
    struct expression *node = read_unary(r), *next;

    while (node && take_sign(r, "*")) {
        next = read_unary(r);
        node = next ? reckon(r, EXPRESSION_TIMES, node, next) : NULL;
    }
    return node;
}

static struct expression *read_sum(struct reading *r)
{
    struct expression *node = read_product(r), *next;
    bool plus;

    while (node) {
        plus = take_sign(r, "+");
        if (!plus && !take_sign(r, "-"))
            break;
        next = read_product(r);
        node = next ? reckon(r, plus ? EXPRESSION_PLUS : EXPRESSION_MINUS, node, next) : NULL;
    }
    return node;
}

static const struct comparison {
    const char *sign;
    enum expression_op op;
    bool swapped; // a > b is b < a
} comparisons[] = {
    {"==", EXPRESSION_EQUAL, false}, {"!=", EXPRESSION_UNEQUAL, false},
    {"<", EXPRESSION_LESS, false},   {"<=", EXPRESSION_AT_MOST, false},
    {">", EXPRESSION_LESS, true},    {">=", EXPRESSION_AT_MOST, true},
};

static struct expression *read_comparison(struct reading *r)
{
    struct expression *a = read_sum(r), *b;
    const struct comparison *comparison = NULL;
    size_t column = r->tokens.now.column;

    for (size_t i = 0; a && !comparison && i < sizeof(comparisons) / sizeof(comparisons[0]); i++)
        if (take_sign(r, comparisons[i].sign))
            comparison = &comparisons[i];
    if (!comparison)
        return a;
    b = read_sum(r);
    if (!b)
        return NULL;
    if (expression_name_compare(r->scope, comparison->op, a, b, r->error))
        return placed(r, column);
    return made(r, (struct expression){.op = comparison->op,
                                       .type = EXPRESSION_IS_LOGIC,
                                       .column = column,
                                       .a = comparison->swapped ? b : a,
                                       .b = comparison->swapped ? a : b});
}

static struct expression *read_not(struct reading *r)
{
    size_t column = r->tokens.now.column;
    struct expression *node;

    if (!take_sign(r, "not"))
        return read_comparison(r);
    if (r->depth == EXPRESSION_DEPTH_MAX)
        return refuse_depth(r, column);
    r->depth++;
    node = read_not(r);
    r->depth--;
    if (!node || !is(r, node, EXPRESSION_IS_LOGIC))
        return NULL;
    return made(
        r, (struct expression){
               .op = EXPRESSION_NOT, .type = EXPRESSION_IS_LOGIC, .column = column, .a = node});
}

// A chain of operands: `first`, then what `read` finds behind each `sign`. The chain is as deep as
// its deepest link, however long.
static struct expression *read_chain(struct reading *r, const char *sign, enum expression_op op,
                                     struct expression *(*read)(struct reading *r))
{
    struct expression chain = {.op = op, .type = EXPRESSION_IS_LOGIC};
    struct expression *node = read(r), *last = node, *deepest = node;

    if (!node || !expression_tokens_at(&r->tokens, sign))
        return node;
    if (!is(r, node, EXPRESSION_IS_LOGIC))
        return NULL;
    chain.a = node;
    chain.column = node->column;
    while (take_sign(r, sign)) {
        node = read(r);
        if (!node || !is(r, node, EXPRESSION_IS_LOGIC))
            return NULL;
        last->next = node;
        last = node;
        if (node->depth > deepest->depth)
            deepest = node;
    }
    chain.b = deepest; // for its depth
    return made(r, chain);
}

static struct expression *read_and(struct reading *r)
{
    return read_chain(r, "and", EXPRESSION_AND, read_not);
}

static struct expression *read_or(struct reading *r)
{
    struct expression *node;

    if (r->depth == EXPRESSION_DEPTH_MAX)
        return refuse_depth(r, r->tokens.now.column);
    r->depth++;
    node = read_chain(r, "or", EXPRESSION_OR, read_and);
    r->depth--;
    return node;
}

enum err expression_grammar_read(struct span text, const struct expression_scope *scope,
                                 struct arena *arena, const struct expression **out,
                                 struct error *error)
{
    struct error ignored = {0};
    struct reading r = {.scope = scope, .arena = arena, .error = error ? error : &ignored};
    struct expression *node;

    expression_tokens_open(&r.tokens, text);
    node = read_logic(&r);
    if (node && r.tokens.now.type != TOKEN_END)
        node = expected(&r, "the end, 'and' or 'or'");
    *out = node;
    return node ? ERR_OK : r.error->code;
}
