// SPDX-License-Identifier: Apache-2.0
#include "shared/model/expression.h"

#include "shared/model/expression_grammar.h"

#include <string.h>

// A value on its way up. Of logic `number` is 1 for true.
enum standing_of_value { KNOWN, MISSING, UNKNOWN };
struct value {
    enum standing_of_value is;
    int64_t number;
    struct span text; // canonical
};
struct evaluation {
    const struct expression_world *world;
    const struct fact *here, *outer; // records at hand
    struct expression_doubt *doubt;  // shared by all levels
    bool *doubted;
};
static struct value evaluate(const struct evaluation *e, const struct expression *node);

enum err expression_parse(struct span text, const struct expression_scope *scope,
                          struct arena *arena, const struct expression **out, struct error *error)
{
    *out = NULL;
    if (text.len > EXPRESSION_TEXT_MAX)
        return error_set(error, ERR_TOO_LARGE, "the condition is longer than %d bytes",
                         EXPRESSION_TEXT_MAX);
    if (!text_utf8_valid(text.data, text.len))
        return error_set(error, ERR_INVALID, "the condition is not UTF-8");
    return expression_grammar_read(text, scope, arena, out, error);
}

static struct value known(int64_t number)
{
    return (struct value){.number = number};
}

static struct value of_truth(enum truth truth)
{
    return truth == TRUTH_UNKNOWN ? (struct value){.is = UNKNOWN} : known(truth == TRUTH_TRUE);
}

static const struct fact *fact_at(const struct evaluation *e, const struct expression *node)
{
    switch (node->place) {
    case EXPRESSION_HERE:
        return e->here;
    case EXPRESSION_OUTER:
        return e->outer;
    case EXPRESSION_SITE:
        return e->world->site;
    default:
        return e->world->about;
    }
}

// Remembers the first reason only. `node` is the field, binding or setting, or what reckons.
static struct value doubtful(const struct evaluation *e, const struct expression *node,
                             bool conflict)
{
    if (!*e->doubted) {
        *e->doubted = true;
        *e->doubt = (struct expression_doubt){
            .conflict = conflict,
            .fact = node->op == EXPRESSION_FIELD ? fact_at(e, node) : NULL,
            .field = span_of(node->name),
        };
    }
    return (struct value){.is = UNKNOWN};
}

// A canonical value read as the type of its node.
static struct value typed(const struct evaluation *e, const struct expression *node,
                          struct span text)
{
    struct value value = {.text = text};

    if (node->type == EXPRESSION_IS_NUMBER) {
        if (!text_parse_i64(text, &value.number))
            return doubtful(e, node, false);
    } else if (node->type == EXPRESSION_IS_LOGIC) {
        value.number = span_is(text, "true");
        if (!value.number && !span_is(text, "false"))
            return doubtful(e, node, false);
    }
    return value;
}

static struct value field_of(const struct evaluation *e, const struct expression *node)
{
    const struct fact *fact = fact_at(e, node);
    struct span text;
    enum err code = fact ? fact_value(fact, node->name, &text) : ERR_NOT_FOUND;

    if (code == ERR_CONFLICT)
        return doubtful(e, node, true);
    return code ? (struct value){.is = MISSING} : typed(e, node, text);
}

static struct value binding_of(const struct evaluation *e, const struct expression *node)
{
    const struct expression_world *world = e->world;

    for (size_t i = 0; i < world->binding_count; i++)
        if (strcmp(world->bindings[i].name, node->name) == 0)
            return typed(e, node, world->bindings[i].value);
    return (struct value){.is = MISSING};
}

static struct value setting_of(const struct evaluation *e, const struct expression *node)
{
    const struct expression_world *world = e->world;
    int64_t number;

    if (world->setting && world->setting(world->ctx, span_of(node->name), &number))
        return known(number);
    return doubtful(e, node, false);
}

// A value that is reckoned with or put in order: it must be there.
static struct value needed(const struct evaluation *e, const struct expression *node)
{
    struct value value = evaluate(e, node);

    return value.is == MISSING ? doubtful(e, node, false) : value;
}

static enum truth truth_of(const struct evaluation *e, const struct expression *node)
{
    struct value value = evaluate(e, node);

    if (value.is == UNKNOWN)
        return TRUTH_UNKNOWN;
    return value.number ? TRUTH_TRUE : TRUTH_FALSE; // 0 when it is missing
}

static struct value reckon(const struct evaluation *e, const struct expression *node)
{
    struct value a = needed(e, node->a), b = needed(e, node->b), out = {0};
    bool over;

    if (a.is == UNKNOWN || b.is == UNKNOWN)
        return (struct value){.is = UNKNOWN};
    if (node->op == EXPRESSION_PLUS)
        over = __builtin_add_overflow(a.number, b.number, &out.number);
    else if (node->op == EXPRESSION_MINUS)
        over = __builtin_sub_overflow(a.number, b.number, &out.number);
    else
        over = __builtin_mul_overflow(a.number, b.number, &out.number);
    if (over || out.number > CANON_INTEGER_MAX || out.number < -CANON_INTEGER_MAX)
        return doubtful(e, node, false);
    return out;
}

static bool same(const struct expression *node, const struct value *a, const struct value *b)
{
    if (node->type == EXPRESSION_IS_NUMBER || node->type == EXPRESSION_IS_LOGIC)
        return a->number == b->number;
    return span_equal(a->text, b->text);
}

// == and !=
static struct value equal(const struct evaluation *e, const struct expression *node)
{
    struct value a = evaluate(e, node->a), b = evaluate(e, node->b);
    bool answer;

    if (a.is == UNKNOWN || b.is == UNKNOWN)
        return (struct value){.is = UNKNOWN};
    if (node->a->op == EXPRESSION_NOTHING)
        answer = b.is == MISSING;
    else if (node->b->op == EXPRESSION_NOTHING)
        answer = a.is == MISSING;
    else
        answer = a.is == KNOWN && b.is == KNOWN && same(node->a, &a, &b);
    return known(answer == (node->op == EXPRESSION_EQUAL));
}

// < and <=
static struct value in_order(const struct evaluation *e, const struct expression *node)
{
    struct value a = needed(e, node->a), b = needed(e, node->b);
    int order;

    if (a.is == UNKNOWN || b.is == UNKNOWN)
        return (struct value){.is = UNKNOWN};
    if (node->a->type == EXPRESSION_IS_DATE) // "YYYY-MM-DD" sorts as it reads
        order = span_compare(a.text, b.text);
    else
        order = (a.number > b.number) - (a.number < b.number);
    return known(node->op == EXPRESSION_LESS ? order < 0 : order <= 0);
}

// Kleene: one `decisive` operand settles it, else one in doubt leaves it open.
static struct value chain(const struct evaluation *e, const struct expression *node)
{
    enum truth decisive = node->op == EXPRESSION_OR ? TRUTH_TRUE : TRUTH_FALSE;
    bool open = false;

    for (const struct expression *link = node->a; link; link = link->next) {
        enum truth truth = truth_of(e, link);

        if (truth == decisive)
            return known(decisive == TRUTH_TRUE);
        open = open || truth == TRUTH_UNKNOWN;
    }
    return open ? (struct value){.is = UNKNOWN} : known(decisive == TRUTH_FALSE);
}

static struct value opposite(const struct evaluation *e, const struct expression *node)
{
    enum truth truth = truth_of(e, node->a);

    return truth == TRUTH_UNKNOWN ? of_truth(truth) : known(truth == TRUTH_FALSE);
}

// The records a quantifier goes over, one after the other: those of its kind that are not deleted.
struct walk {
    struct evaluation inner; // `here` is the record at hand
    const struct expression *node;
    const struct fact *list;
    size_t count, at;
    enum truth passes; // the filter
};

static struct walk walk_start(const struct evaluation *e, const struct expression *node)
{
    struct walk walk = {.inner = *e, .node = node};

    walk.inner.outer = e->here;
    walk.list = facts_of_kind(e->world->facts, node->kind->name, &walk.count);
    return walk;
}

// The next record that passes the filter, or may; false: there is none.
static bool walk_next(struct walk *walk)
{
    while (walk->at < walk->count) {
        const struct fact *fact = &walk->list[walk->at++];

        if (record_deleted(fact->record))
            continue;
        walk->inner.here = fact;
        walk->passes = walk->node->a ? truth_of(&walk->inner, walk->node->a) : TRUTH_TRUE;
        if (walk->passes != TRUTH_FALSE)
            return true;
    }
    return false;
}

// any and none
static struct value exists(const struct evaluation *e, const struct expression *node)
{
    struct walk walk = walk_start(e, node);
    bool open = false;

    while (walk_next(&walk)) {
        if (walk.passes == TRUTH_TRUE)
            return known(node->op == EXPRESSION_ANY);
        open = true;
    }
    return open ? (struct value){.is = UNKNOWN} : known(node->op == EXPRESSION_NONE);
}

static struct value count(const struct evaluation *e, const struct expression *node)
{
    struct walk walk = walk_start(e, node);
    struct value total = {0};

    while (walk_next(&walk)) {
        total.number++;
        if (walk.passes == TRUTH_UNKNOWN)
            total.is = UNKNOWN;
    }
    return total;
}

// At least one passes, and none that passes breaks the claim.
static struct value all(const struct evaluation *e, const struct expression *node)
{
    struct walk walk = walk_start(e, node);
    bool possible = false, found = false, open = false;

    while (walk_next(&walk)) {
        enum truth claim = truth_of(&walk.inner, node->b);

        if (walk.passes == TRUTH_TRUE && claim == TRUTH_FALSE)
            return known(false);
        possible = true;
        found = found || walk.passes == TRUTH_TRUE;
        open = open || claim != TRUTH_TRUE;
    }
    if (!possible)
        return known(false);
    return open || !found ? (struct value){.is = UNKNOWN} : known(true);
}

static bool newer(const struct fact *a, const struct fact *b)
{
    if (a->time != b->time)
        return a->time > b->time;
    return uuid_compare(&a->record->id, &b->record->id) > 0;
}

// What the newest that passes says. A newer one that only may pass must say the same.
static struct value last(const struct evaluation *e, const struct expression *node)
{
    struct walk walk = walk_start(e, node);
    const struct fact *newest = NULL;
    enum truth answer = TRUTH_FALSE;

    while (walk_next(&walk))
        if (walk.passes == TRUTH_TRUE && (!newest || newer(walk.inner.here, newest)))
            newest = walk.inner.here;
    walk = walk_start(e, node);
    if (newest) {
        walk.inner.here = newest;
        answer = truth_of(&walk.inner, node->b);
    }
    while (walk_next(&walk)) {
        if (walk.passes == TRUTH_TRUE || (newest && newer(newest, walk.inner.here)))
            continue;
        if (truth_of(&walk.inner, node->b) != answer)
            return of_truth(TRUTH_UNKNOWN);
    }
    return of_truth(answer);
}

static struct value nothing(const struct evaluation *e, const struct expression *node)
{
    (void)e;
    (void)node;
    return (struct value){.is = MISSING};
}

static struct value literal(const struct evaluation *e, const struct expression *node)
{
    (void)e;
    return (struct value){.number = node->number, .text = node->text};
}

static struct value evaluate(const struct evaluation *e, const struct expression *node)
{
    static struct value (*const ops[])(const struct evaluation *, const struct expression *) = {
        [EXPRESSION_NOTHING] = nothing,
        [EXPRESSION_LITERAL] = literal,
        [EXPRESSION_FIELD] = field_of,
        [EXPRESSION_BINDING] = binding_of,
        [EXPRESSION_SETTING] = setting_of,
        [EXPRESSION_OR] = chain,
        [EXPRESSION_AND] = chain,
        [EXPRESSION_NOT] = opposite,
        [EXPRESSION_EQUAL] = equal,
        [EXPRESSION_UNEQUAL] = equal,
        [EXPRESSION_LESS] = in_order,
        [EXPRESSION_AT_MOST] = in_order,
        [EXPRESSION_PLUS] = reckon,
        [EXPRESSION_MINUS] = reckon,
        [EXPRESSION_TIMES] = reckon,
        [EXPRESSION_ANY] = exists,
        [EXPRESSION_NONE] = exists,
        [EXPRESSION_COUNT] = count,
        [EXPRESSION_ALL] = all,
        [EXPRESSION_LAST] = last,
    };

    return ops[node->op](e, node);
}

enum truth expression_evaluate(const struct expression *expression,
                               const struct expression_world *world, struct expression_doubt *doubt)
{
    struct expression_doubt ignored;
    bool doubted = false;
    struct evaluation e = {.world = world, .doubt = doubt ? doubt : &ignored, .doubted = &doubted};

    *e.doubt = (struct expression_doubt){0};
    return truth_of(&e, expression);
}

void expression_witnesses(const struct expression *expression, const struct expression_world *world,
                          expression_witness *each, void *ctx)
{
    struct expression_doubt ignored;
    bool doubted = false;
    struct evaluation e = {.world = world, .doubt = &ignored, .doubted = &doubted};
    const struct expression *node = expression;
    struct walk walk;

    if (expression->op == EXPRESSION_AND)
        for (node = expression->a; node && node->op != EXPRESSION_ANY; node = node->next)
            continue;
    if (!node || node->op != EXPRESSION_ANY)
        return;
    walk = walk_start(&e, node);
    while (walk_next(&walk)) {
        if (walk.passes != TRUTH_TRUE)
            continue;
        each(ctx, walk.inner.here);
        if (node != expression)
            return;
    }
}
