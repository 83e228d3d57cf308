// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/step.h"

#include "shared/base/when.h"
#include "shared/model/kind_word.h"

void step_standing(const struct deed *deed, const char *kind, const struct uuid *of,
                   struct move_standing *out)
{
    move_fold(move_machine_find(span_of(kind)), deed->facts, of, out);
}

static const struct move_rule *rule_of(const struct move_machine *machine, const struct fact *leaf)
{
    for (size_t i = 0; i < machine->rule_count; i++)
        if (fact_is(leaf, "move", machine->rules[i].name))
            return &machine->rules[i];
    return NULL;
}

// "整改完成 done (王铁军, 2026-11-22 14:00)".
static void describe(const struct deed *deed, const struct move_machine *machine,
                     const struct fact *leaf, struct buffer *out)
{
    const struct move_rule *rule = rule_of(machine, leaf);
    char name[DEED_PLAIN], time[WHEN_SHORT_TEXT] = "?";
    struct uuid author = fact_author(leaf);
    int64_t at_ms;

    if (fact_integer(leaf, "at", &at_ms))
        when_format(at_ms, time);
    buffer_printf(out, "%s%s %s (%s, %s)", out->len ? " / " : "", rule ? rule->zh : "",
                  rule ? rule->en : "?", deed_person(deed, &author, name), time);
}

static enum err refuse_branch(const struct deed *deed, const struct move_machine *machine,
                              const struct move_standing *standing, struct error *error)
{
    const struct kind_word *word = kind_word_find(span_of(machine->kind), span_of(standing->state));
    struct buffer leaves;

    buffer_init(&leaves, DEED_PLAIN * MOVE_LEAVES_MAX);
    for (size_t i = 0; i < standing->leaf_count; i++)
        describe(deed, machine, standing->leaves[i], &leaves);
    error_set(error, ERR_PRECONDITION,
              "两台平板各走了一步 two tablets moved it differently: %s; 可以“%s”为准继续 "
              "one may go on from %s\t--settle",
              leaves.len ? leaves.data : "?", word ? word->zh : standing->state,
              word ? word->en : standing->state);
    buffer_clear(&leaves);
    return ERR_PRECONDITION;
}

enum err step_add(struct deed *deed, const struct step *step, struct error *error)
{
    const struct move_machine *machine = move_machine_find(span_of(step->kind));
    const struct fact *record = NULL;
    struct move_standing standing;
    struct move_question question = {.machine = machine,
                                     .standing = &standing,
                                     .move = span_of(step->move),
                                     .person = deed->options->person};
    enum err code = deed_find(deed, step->kind, &step->of, &record, error);

    if (code)
        return code;
    move_fold(machine, deed->facts, &step->of, &standing);
    if (standing.unsettled && !step->settle)
        return refuse_branch(deed, machine, &standing, error);
    code = move_check(&question, error);
    if (code)
        return code;
    deed_open(deed, "move", NULL);
    deed_uuid(deed, "of", &step->of);
    deed_word(deed, "move", step->move);
    deed_fields(deed, &step->fields);
    if (!deed_has(deed, "at"))
        deed_integer(deed, "at", step->at_ms ? step->at_ms : deed->now_ms);
    if (standing.leaf_count > 0)
        deed_uuid(deed, "after", &standing.leaves[0]->record->id);
    if (standing.leaf_count > 1)
        deed_uuid(deed, "beside", &standing.leaves[1]->record->id);
    return deed_close(deed, NULL, error);
}
