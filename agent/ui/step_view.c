// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/step_view.h"

#include "agent/ui/photo_view.h"
#include "shared/data/fact_json.h"
#include "shared/model/fact_children.h"
#include "shared/model/move.h"

#include <string.h>

// Whether the role of the person may make steps at all; else why not.
static bool may_write(const struct fact *person, struct error *error)
{
    struct span role = {0};

    if (person)
        fact_text(person, "role", &role);
    if (kind_may_write(kind_find(span_of("move")), role))
        return true;
    error_set(error, ERR_DENIED, "您的角色不能改变进展 your role does not make steps");
    return false;
}

static bool may(struct reading *reading, const struct move_question *question, struct error *error)
{
    const struct fact *person = facts_find(reading->facts, &question->person);

    if (!may_write(person, error))
        return false;
    if (span_is(question->move, "confirm")) {
        error_set(error, ERR_PRECONDITION, "客户签字即确认 the customer's signature confirms it");
        return false;
    }
    return move_check(question, error) == ERR_OK;
}

void step_view_may(struct reading *reading, const struct fact *fact)
{
    const struct move_machine *machine = move_machine_find(fact->record->kind);
    struct json_writer *json = reading->json;
    struct move_standing standing;

    json_array_open(json, "may");
    if (machine)
        move_fold(machine, reading->facts, &fact->record->id, &standing);
    for (size_t i = 0; machine && i < machine->rule_count; i++) {
        const struct move_rule *rule = &machine->rules[i];
        const struct move_question question = {.machine = machine,
                                               .standing = &standing,
                                               .move = span_of(rule->name),
                                               .person = *ui_person(reading->call)};
        struct error why = {0};

        if (strcmp(rule->from, standing.state) != 0)
            continue;
        json_object_open(json, NULL);
        json_put_text(json, "move", rule->name);
        json_put_text(json, "zh", rule->zh);
        json_put_text(json, "en", rule->en);
        json_put_text(json, "why_not", may(reading, &question, &why) ? NULL : why.detail);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_step(struct reading *reading, const struct move_machine *machine,
                     const struct fact *step)
{
    static const char *const fields[] = {"move", "at", "deadline", "note", "after", NULL};
    struct json_writer *json = reading->json;
    const struct move_rule *rule = NULL;

    for (size_t i = 0; machine && !rule && i < machine->rule_count; i++)
        if (fact_is(step, "move", machine->rules[i].name))
            rule = &machine->rules[i];
    json_object_open(json, NULL);
    fact_json_id(json, "id", &step->record->id);
    fact_json_values(json, step, fields);
    json_put_text(json, "zh", rule ? rule->zh : "");
    json_put_text(json, "en", rule ? rule->en : "");
    fact_json_person_of(json, "author", reading->facts, step, NULL);
    fact_json_person_of(json, "to", reading->facts, step, "to");
    json_put_boolean(json, "unsent", unsent_has(&reading->unsent, &step->record->id));
    photo_view_put(reading, "photos", &step->record->id, NULL);
    json_object_close(json);
}

static void put_branches(struct reading *reading, const struct move_machine *machine,
                         const struct uuid *record)
{
    struct move_standing standing = {0};

    if (machine)
        move_fold(machine, reading->facts, record, &standing);
    json_array_open(reading->json, "branches");
    for (size_t i = 0; standing.unsettled && i < standing.leaf_count; i++)
        put_step(reading, machine, standing.leaves[i]);
    json_array_close(reading->json);
}

void step_view_chain(struct reading *reading, const struct fact *fact)
{
    static const struct fact_children_rule moves = {"move", "of", "at"};
    const struct move_machine *machine = move_machine_find(fact->record->kind);
    struct fact_children steps;

    fact_children_gather(reading->facts, &moves, &fact->record->id, reading->arena, &steps);
    json_array_open(reading->json, "steps");
    for (size_t i = 0; i < steps.count; i++)
        put_step(reading, machine, steps.list[i]);
    json_array_close(reading->json);
    put_branches(reading, machine, &fact->record->id);
}
