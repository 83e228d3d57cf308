// SPDX-License-Identifier: Apache-2.0
#include "shared/model/progress_defect.h"

static const struct progress_lack_form refused_moves
    = {"“%s”有不合规定的步骤，未采用", "%s: steps that no rule allows; they were not taken"};
static const struct progress_lack_form unsettled = {
    "“%s”在两台平板上走了不同的步骤，请先选定", "%s: two tablets moved it differently; settle it"};
static const struct progress_lack_form not_verified
    = {"%s的签署封签无法验证", "the sign-off by %s does not verify"};
static const struct progress_lack_form differs
    = {"%s的签署记录与封签原文不符:%s", "the sign-off by %s says other than it was sealed: %s"};
static const struct progress_lack_form written_again
    = {"“%s”只能写一次，却被改写或删除", "%s is written once, yet it was edited or deleted"};
static const struct progress_lack_form out_of_tolerance
    = {"“%s”有实测值超出允许偏差，却判为合格",
       "“%s” passes, yet a measured value is out of tolerance"};

static void add(struct progress_lack_list *list, const char *rule, const struct fact *fact,
                struct catalogue_words words)
{
    progress_lack_add(list, (struct progress_lack){
                                .rule = span_of(rule),
                                .words = words,
                                .record = fact->record->id,
                            });
}

static struct catalogue_words kind_words(const struct fact *fact)
{
    return (struct catalogue_words){span_of(fact->kind->zh), span_of(fact->kind->en)};
}

static void judge_machine(struct progress_lack_list *list, const struct facts *facts,
                          const struct move_machine *machine)
{
    size_t count;
    const struct fact *records = facts_of_kind(facts, machine->kind, &count);

    for (size_t i = 0; i < count; i++) {
        struct move_standing standing;

        move_fold(machine, facts, &records[i].record->id, &standing);
        if (standing.refused)
            add(list, "D5.1", &records[i],
                progress_lack_words(list->arena, &refused_moves, kind_words(&records[i]),
                                    (struct catalogue_words){0}));
        if (standing.unsettled)
            add(list, "D5.1", &records[i],
                progress_lack_words(list->arena, &unsettled, kind_words(&records[i]),
                                    (struct catalogue_words){0}));
    }
}

static void judge_signoff(struct progress_lack_list *list, const struct fact *fact)
{
    struct span name = {0};
    const char *field = NULL;
    struct signoff sealed;
    struct buffer memory;

    if (fact_true(fact, "intact"))
        return;
    buffer_init(&memory, SIGNOFF_TEXT_MAX);
    (void)fact_text(fact, "name", &name);
    if (fact_signoff_sealed(fact, &memory, &sealed) == ERR_OK
        && !signoff_matches(fact, &sealed, &field))
        add(list, "D6.2", fact,
            progress_lack_words(list->arena, &differs, progress_lack_same(name),
                                progress_lack_same(span_of(field))));
    else
        add(list, "D6.2", fact,
            progress_lack_words(list->arena, &not_verified, progress_lack_same(name),
                                (struct catalogue_words){0}));
    buffer_clear(&memory);
}

void progress_defect_site(struct progress_lack_list *list, const struct facts *facts)
{
    size_t count;
    const struct fact *signoffs = facts_of_kind(facts, "signoff", &count);

    for (size_t i = 0; i < count; i++)
        judge_signoff(list, &signoffs[i]);
    for (size_t i = 0; i < move_machine_count; i++)
        judge_machine(list, facts, &move_machines[i]);
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->list[i];

        if (fact->kind && fact->kind->write_once
            && (fact->record->write_count > 1 || record_deleted(fact->record)))
            add(list, "D6.4", fact,
                progress_lack_words(list->arena, &written_again, kind_words(fact),
                                    (struct catalogue_words){0}));
    }
}

// Whether a measured value of this item lies out of tolerance.
static bool value_fails(const struct facts *facts, const struct fact *attempt, struct span item)
{
    size_t count;
    const struct fact *values = facts_of_kind(facts, "measured_value", &count);
    struct span code, passes;

    for (size_t i = 0; i < count; i++)
        if (fact_refers(&values[i], "of", &attempt->record->id) && !record_deleted(values[i].record)
            && fact_text(&values[i], "item", &code) && span_equal(code, item)
            && fact_value(&values[i], "passes", &passes) == ERR_OK && span_is(passes, "false"))
            return true;
    return false;
}

void progress_defect_node(struct progress_lack_list *list, const struct facts *facts,
                          const struct progress_node *node)
{
    size_t count;
    const struct fact *results = facts_of_kind(facts, "item_result", &count);

    for (size_t i = 0; i < count; i++) {
        const struct fact *result = &results[i];
        const struct catalogue_item *item;
        struct span code;

        if (record_deleted(result->record) || !fact_is(result, "result", "pass")
            || !fact_refers(result, "attempt", &node->attempt->record->id)
            || !fact_text(result, "item", &code) || !value_fails(facts, node->attempt, code))
            continue;
        item = catalogue_item_find(&node->node->items, code);
        add(list, "D4.5", result,
            progress_lack_words(list->arena, &out_of_tolerance,
                                item ? item->words : progress_lack_same(code),
                                (struct catalogue_words){0}));
    }
}
