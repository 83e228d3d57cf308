// SPDX-License-Identifier: Apache-2.0
#include "shared/model/move.h"

#include "shared/base/memory.h"
#include "shared/model/kind_word.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const rectification_states[] = {"open", "assigned", "done", "verified", NULL};
static const struct move_rule rectification_rules[] = {
    {"assign", "open", "assigned", false, false, "派单", "assign"},
    {"assign", "assigned", "assigned", false, false, "改派", "assign to somebody else"},
    {"done", "assigned", "done", false, false, "整改完成", "done"},
    {"verify", "done", "verified", true, false, "复查通过", "verify"},
    {"reject", "done", "assigned", false, false, "复查退回", "reject"},
    {"reopen", "verified", "assigned", false, true, "重新整改", "reopen"},
};
static const char *const change_order_states[]
    = {"issued", "approved", "carried_out", "confirmed", "cancelled", NULL};
static const struct move_rule change_order_rules[] = {
    {"approve", "issued", "approved", false, false, "批准", "approve"},
    {"carry_out", "approved", "carried_out", false, false, "实施完成", "carry out"},
    {"confirm", "carried_out", "confirmed", false, false, "客户确认", "confirm"},
    {"cancel", "issued", "cancelled", false, false, "取消", "cancel"},
    {"cancel", "approved", "cancelled", false, false, "取消", "cancel"},
};
static const char *const delivery_states[] = {"ordered", "arrived", "accepted", "refused", NULL};
static const struct move_rule delivery_rules[] = {
    {"arrive", "ordered", "arrived", false, false, "到货", "arrive"},
    {"accept", "arrived", "accepted", false, false, "验收", "accept"},
    {"refuse", "arrived", "refused", false, false, "拒收", "refuse"},
};

const struct move_machine move_machines[] = {
    {"rectification", rectification_states, rectification_rules, COUNT(rectification_rules)},
    {"change_order", change_order_states, change_order_rules, COUNT(change_order_rules)},
    {"delivery", delivery_states, delivery_rules, COUNT(delivery_rules)},
};
const size_t move_machine_count = COUNT(move_machines);

const struct move_machine *move_machine_find(struct span kind)
{
    for (size_t i = 0; i < move_machine_count; i++)
        if (span_is(kind, move_machines[i].kind))
            return &move_machines[i];
    return NULL;
}

const struct move_rule *move_rule_find(const struct move_machine *machine, const char *state,
                                       struct span move)
{
    for (size_t i = 0; i < machine->rule_count; i++)
        if (strcmp(machine->rules[i].from, state) == 0 && span_is(move, machine->rules[i].name))
            return &machine->rules[i];
    return NULL;
}

// A move of the record. Steps name each other by their place in the fold, which is that of ids.
enum mark { UNSEEN, WALKED, WAITING, JUDGED };
struct step {
    const struct fact *fact;
    struct uuid person;
    struct span move;
    uint64_t time;
    size_t after, beside;
    const struct move_rule *rule; // that allows it; NULL: none does
    size_t stands;                // the last allowed one on the way up to this one, or NONE
    enum mark mark;
    bool named; // by one that counts
};
#define NONE SIZE_MAX
#define ABSENT (SIZE_MAX - 1)
struct fold {
    const struct move_machine *machine;
    struct step *steps;
    size_t count;
};

// Every replica must see the same: the writer's own time, not the one it was received at.
static uint64_t newest_time(const struct record *record)
{
    uint64_t newest = 0;

    for (size_t i = 0; i < record->write_count; i++)
        if (record->writes[i].time > newest)
            newest = record->writes[i].time;
    return newest;
}

// The place of the step that a field names.
static size_t named_step(const struct fold *fold, const struct fact *fact, const char *field)
{
    size_t low = 0, high = fold->count;
    struct uuid id;

    if (!fact_uuid(fact, field, &id))
        return NONE;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = uuid_compare(&fold->steps[middle].fact->record->id, &id);

        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ABSENT;
}

static void collect(struct fold *fold, const struct facts *facts, const struct uuid *record)
{
    const struct fact_step *steps = facts_steps(facts, record, &fold->count);

    fold->steps = mem_alloc_array(fold->count, sizeof(*fold->steps));
    for (size_t i = 0; i < fold->count; i++) {
        const struct fact *move = steps[i].move;

        fold->steps[i] = (struct step){
            .fact = move, .person = fact_author(move), .time = newest_time(move->record)};
        fact_text(move, "move", &fold->steps[i].move);
    }
    for (size_t i = 0; i < fold->count; i++) {
        struct step *step = &fold->steps[i];

        step->after = named_step(fold, step->fact, "after");
        step->beside = named_step(fold, step->fact, "beside");
    }
}

// Whether the step is this person's own move into a state. A branch that it settles is asked for
// by the name of its move, since it may not be judged yet.
static bool is_own_work(const struct fold *fold, size_t index, const struct step *by,
                        const char *state)
{
    if (index >= fold->count || !uuid_equal(&fold->steps[index].person, &by->person))
        return false;
    for (size_t i = 0; i < fold->machine->rule_count; i++)
        if (strcmp(fold->machine->rules[i].to, state) == 0
            && span_is(fold->steps[index].move, fold->machine->rules[i].name))
            return true;
    return false;
}

static void judge(struct fold *fold, size_t index)
{
    struct step *step = &fold->steps[index];
    size_t from = step->after == NONE ? NONE : fold->steps[step->after].stands;
    const char *state = from == NONE ? fold->machine->states[0] : fold->steps[from].rule->to;
    const struct move_rule *rule = move_rule_find(fold->machine, state, step->move);

    if (rule && rule->by_other
        && (is_own_work(fold, from, step, state) || is_own_work(fold, step->beside, step, state)))
        rule = NULL;
    step->rule = rule;
    step->stands = rule ? index : from;
    step->mark = JUDGED;
}

// Judges a step after all those that it follows. Each step is walked over once.
static void judge_way(struct fold *fold, size_t index, size_t *way)
{
    size_t depth = 0;
    bool waits;

    while (index < fold->count && fold->steps[index].mark == UNSEEN) {
        fold->steps[index].mark = WALKED;
        way[depth++] = index;
        index = fold->steps[index].after;
    }
    // A step that is still WALKED closes a circle.
    waits = index == ABSENT || (index < fold->count && fold->steps[index].mark != JUDGED);
    while (depth > 0) {
        index = way[--depth];
        if (waits)
            fold->steps[index].mark = WAITING;
        else
            judge(fold, index);
    }
}

static void judge_all(struct fold *fold)
{
    size_t *way = mem_alloc_array(fold->count, sizeof(*way));

    for (size_t i = 0; i < fold->count; i++)
        judge_way(fold, i, way);
    mem_free(way);
}

// The allowed step that an allowed one follows.
static size_t before(const struct fold *fold, size_t index)
{
    size_t after = fold->steps[index].after;

    return after == NONE ? NONE : fold->steps[after].stands;
}

// A step that waits is settled itself; of one that was judged, what stands there.
static void name_beside(struct fold *fold, size_t index)
{
    size_t beside = fold->steps[index].beside;

    if (beside >= fold->count)
        return;
    if (fold->steps[beside].mark == JUDGED)
        beside = fold->steps[beside].stands;
    if (beside != NONE && beside != index)
        fold->steps[beside].named = true;
}

// An allowed step that nothing names.
struct leaf {
    const struct step *step;
    size_t index;
    int rank; // of its state
};

static size_t gather(struct fold *fold, bool settling, struct leaf *leaves)
{
    size_t count = 0;

    for (size_t i = 0; i < fold->count; i++)
        fold->steps[i].named = false;
    for (size_t i = 0; i < fold->count; i++) {
        if (!fold->steps[i].rule)
            continue;
        if (before(fold, i) != NONE)
            fold->steps[before(fold, i)].named = true;
        if (settling)
            name_beside(fold, i);
    }
    for (size_t i = 0; i < fold->count; i++) {
        const struct step *step = &fold->steps[i];
        int rank = 0;

        if (!step->rule || step->named)
            continue;
        while (strcmp(fold->machine->states[rank], step->rule->to) != 0)
            rank++;
        leaves[count++] = (struct leaf){step, i, rank};
    }
    return count;
}

// The least advanced first; of one state the newest.
static int by_rank(const void *a, const void *b)
{
    const struct leaf *one = a, *other = b;

    if (one->rank != other->rank)
        return one->rank - other->rank;
    if (one->step->time != other->step->time)
        return one->step->time < other->step->time ? 1 : -1;
    return uuid_compare(&one->step->fact->record->id, &other->step->fact->record->id);
}

static bool is_looked_at(const struct move_machine *machine, const char *state)
{
    for (size_t i = 0; i < machine->rule_count; i++)
        if (machine->rules[i].by_other && strcmp(machine->rules[i].from, state) == 0)
            return true;
    return false;
}

static void follow_way(const struct fold *fold, size_t index, struct move_standing *out)
{
    for (; index != NONE; index = before(fold, index)) {
        const struct step *step = &fold->steps[index];
        struct uuid to;

        if (uuid_is_nil(&out->done_by) && is_looked_at(fold->machine, step->rule->to))
            out->done_by = step->person;
        if (uuid_is_nil(&out->holder) && fact_uuid(step->fact, "to", &to))
            out->holder = to;
        if (out->deadline_ms == 0)
            fact_integer(step->fact, "deadline", &out->deadline_ms);
    }
}

static void count_steps(const struct fold *fold, struct move_standing *out)
{
    for (size_t i = 0; i < fold->count; i++) {
        const struct step *step = &fold->steps[i];

        if (step->mark == WAITING)
            out->pending += !step->named;
        else if (!step->rule)
            out->refused++;
        else
            out->reopened += step->rule->reopens;
    }
}

static void show(const struct fold *fold, const struct leaf *leaves, size_t count,
                 struct move_standing *out)
{
    out->state = leaves[0].step->rule->to;
    out->unsettled = leaves[0].rank != leaves[count - 1].rank;
    for (size_t i = 0; i < count && i < MOVE_LEAVES_MAX; i++) {
        out->leaves[out->leaf_count++] = leaves[i].step->fact;
        out->showing += leaves[i].rank == leaves[0].rank;
    }
    follow_way(fold, leaves[0].index, out);
}

void move_fold(const struct move_machine *machine, const struct facts *facts,
               const struct uuid *record, struct move_standing *out)
{
    struct fold fold = {.machine = machine};
    struct leaf *leaves;
    size_t count;

    *out = (struct move_standing){.state = machine->states[0]};
    collect(&fold, facts, record);
    judge_all(&fold);
    leaves = mem_alloc_array(fold.count, sizeof(*leaves));
    count = gather(&fold, true, leaves);
    // Steps that settle each other in a circle would leave nothing: then nothing is settled.
    if (count == 0)
        count = gather(&fold, false, leaves);
    qsort(leaves, count, sizeof(*leaves), by_rank);
    if (count > 0)
        show(&fold, leaves, count, out);
    count_steps(&fold, out);
    mem_free(leaves);
    mem_free(fold.steps);
}

// The moves that are possible, "派单 assign, …".
static void list_moves(const struct move_machine *machine, const char *state, char *out,
                       size_t size)
{
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < machine->rule_count; i++) {
        const struct move_rule *rule = &machine->rules[i];

        if (strcmp(rule->from, state) == 0)
            len += (size_t)snprintf(out + len, size - len, "%s%s %s", len ? ", " : "", rule->zh,
                                    rule->name);
    }
    if (len == 0)
        snprintf(out, size, "无 none");
}

static enum err refuse_from(const struct move_question *question, struct error *error)
{
    const char *state = question->standing->state;
    struct span kind = span_of(question->machine->kind);
    const struct kind_word *word = kind_word_find(kind, span_of(state));
    char move[KIND_NAME_MAX + 1], possible[256];

    text_copy(move, sizeof(move), question->move);
    list_moves(question->machine, state, possible, sizeof(possible));
    return error_set(error, ERR_PRECONDITION,
                     "现在是“%s”，不能 %s;可以:%s · it is %s: no %s from there, possible: %s",
                     word->zh, move, possible, word->en, move, possible);
}

enum err move_check(const struct move_question *question, struct error *error)
{
    const struct move_standing *standing = question->standing;
    const struct move_rule *rule
        = move_rule_find(question->machine, standing->state, question->move);

    if (!rule)
        return refuse_from(question, error);
    for (size_t i = 0; rule->by_other && i < standing->showing; i++) {
        struct uuid author = fact_author(standing->leaves[i]);

        if (uuid_equal(&author, &question->person))
            return error_set(
                error, ERR_DENIED,
                "谁整改，谁不能复查，请由其他人复查 · who did the work does not verify "
                "it, somebody else does (D5.2)");
    }
    return ERR_OK;
}
