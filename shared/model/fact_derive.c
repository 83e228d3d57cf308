// SPDX-License-Identifier: Apache-2.0
#include "shared/model/fact_derive.h"

#include "shared/base/calendar.h"
#include "shared/model/fact_draft.h"
#include "shared/model/fact_index.h"
#include "shared/model/fact_link.h"
#include "shared/model/fact_measure.h"
#include "shared/model/move.h"

#include <stdio.h>

struct deriving {
    const struct facts *facts;
    const struct catalogue_shelf *shelf;
    struct fact_index photos;
};

// The role of a person, of which the record may not be here.
static void derive_role(const struct facts *facts, struct fact_draft *draft, const char *name,
                        const struct uuid *person)
{
    const struct fact *found = facts_find(facts, person);
    struct span role;

    if (found && span_is(found->record->kind, "person")
        && fact_value(found, "role", &role) == ERR_OK)
        fact_draft_value(draft, name, role);
}

static void derive_every(const struct deriving *deriving, const struct fact *fact,
                         struct fact_draft *draft)
{
    const struct uuid *id = &fact->record->id;
    struct uuid author = fact_author(fact);

    fact_draft_uuid(draft, "id", id);
    fact_draft_integer(draft, "photos", (int64_t)fact_index_count(&deriving->photos, id));
    if (uuid_is_nil(&author))
        return;
    fact_draft_uuid(draft, "author", &author);
    derive_role(deriving->facts, draft, "author_role", &author);
}

static void derive_presence(const struct deriving *deriving, const struct fact *fact,
                            struct fact_draft *draft)
{
    struct uuid person;

    if (fact_uuid(fact, "person", &person))
        derive_role(deriving->facts, draft, "role", &person);
}

static void derive_measured_value(const struct deriving *deriving, const struct fact *fact,
                                  struct fact_draft *draft)
{
    const struct catalogue_items *items = NULL;
    const struct catalogue *catalogue = NULL;
    const struct catalogue_item *item = NULL;
    enum fact_measure judged;
    struct span version, code;

    if (fact_link_version(deriving->facts, fact, &version))
        catalogue = deriving->shelf->find(deriving->shelf->ctx, version);
    if (catalogue)
        items = fact_link_items(deriving->facts, fact, catalogue);
    if (items && fact_text(fact, "item", &code))
        item = catalogue_item_find(items, code);
    judged = fact_measure_judge(fact, item);
    if (judged != MEASURE_UNKNOWN)
        fact_draft_boolean(draft, "passes", judged == MEASURE_PASSES);
}

// When the record itself says it is due: a moment, or by the end of a day.
static int64_t own_deadline_ms(const struct fact *fact)
{
    int64_t due_ms = 0, day;
    struct span date;

    if (fact_integer(fact, "deadline", &due_ms))
        return due_ms;
    if (fact_text(fact, "due", &date) && calendar_parse(date, &day))
        return calendar_end_ms(day);
    return 0;
}

static void derive_state(const struct deriving *deriving, const struct fact *fact,
                         struct fact_draft *draft)
{
    const struct move_machine *machine = move_machine_find(fact->record->kind);
    struct move_standing standing;
    struct span state = {0};
    char quoted[48];
    int64_t due_ms;
    int len;

    move_fold(machine, deriving->facts, &fact->record->id, &standing);
    len = snprintf(quoted, sizeof(quoted), "\"%s\"", standing.state);
    state = (struct span){arena_dup(draft->arena, quoted, (size_t)len), (size_t)len};
    fact_draft_value(draft, "state", state);
    fact_draft_boolean(draft, "unsettled", standing.unsettled);
    fact_draft_integer(draft, "reopened", standing.reopened);
    if (!uuid_is_nil(&standing.done_by))
        fact_draft_uuid(draft, "done_by", &standing.done_by);
    if (!uuid_is_nil(&standing.holder))
        fact_draft_uuid(draft, "holder", &standing.holder);
    due_ms = standing.deadline_ms ? standing.deadline_ms : own_deadline_ms(fact);
    if (due_ms)
        fact_draft_integer(draft, "due_at", due_ms);
}

static const struct {
    const char *kind;
    void (*derive)(const struct deriving *deriving, const struct fact *fact,
                   struct fact_draft *draft);
} of_kind[] = {
    {"presence", derive_presence},
    {"measured_value", derive_measured_value},
};

static void derive_one(const struct deriving *deriving, struct fact *fact)
{
    struct fact_draft draft = {.arena = deriving->facts->arena};

    derive_every(deriving, fact, &draft);
    for (size_t i = 0; i < sizeof(of_kind) / sizeof(of_kind[0]); i++)
        if (span_is(fact->record->kind, of_kind[i].kind))
            of_kind[i].derive(deriving, fact, &draft);
    if (move_machine_find(fact->record->kind))
        derive_state(deriving, fact, &draft);
    fact_draft_finish(&draft, fact);
}

enum err facts_derive(struct facts *facts, const struct catalogue_shelf *shelf,
                      const struct progress_seal *seal, struct error *error)
{
    // A marked copy of a photo shows nothing that the photo does not.
    static const struct fact_index_rule photos = {"photo", "of", "copy_of"};
    struct deriving deriving = {.facts = facts, .shelf = shelf};

    (void)fact_index_build(facts, &photos, &deriving.photos);
    for (size_t i = 0; i < facts->count; i++)
        derive_one(&deriving, &facts->list[i]);
    fact_signoff_derive(facts, shelf, seal);
    if (facts->arena->failed)
        return error_set(error, ERR_TOO_LARGE, "the site has more records than fit in memory");
    return ERR_OK;
}
