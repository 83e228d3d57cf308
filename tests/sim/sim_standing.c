// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_standing.h"

#include "agent/capture/site_facts.h"
#include "server/reconcile/office_facts.h"
#include "shared/wire/seal_memory.h"
#include "tests/sim/sim_content.h"
#include "tests/sim/sim_judge.h"
#include "tests/sim/sim_signoff.h"

#include <inttypes.h>
#include <string.h>

enum { TEXT_MAX = 4 << 20 };

static void put_id(struct buffer *out, const struct uuid *id)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    buffer_printf(out, " %s", text);
}

static void put_lacks(struct buffer *out, const char *what, const struct progress_lacks *lacks)
{
    for (size_t i = 0; i < lacks->count; i++) {
        const struct progress_lack *lack = &lacks->list[i];
        buffer_printf(out, "  %s %.*s %.*s %d %d", what, (int)lack->rule.len, lack->rule.data,
                      (int)lack->words.en.len, lack->words.en.data, lack->unknown, lack->conflict);
        put_id(out, &lack->record);
        buffer_append_char(out, '\n');
    }
}

static void put_node(struct buffer *out, const struct progress_node *node)
{
    buffer_printf(out, "node %.*s state %d attempts %" PRId64 " signoffs %zu changed %zu open %zu",
                  (int)node->node->code.len, node->node->code.data, (int)node->state,
                  node->attempts, node->signoffs, node->changed, node->open_rectifications);
    if (node->attempt != NULL)
        put_id(out, &node->attempt->record->id);
    buffer_append_char(out, '\n');
    put_lacks(out, "missing", &node->missing);
    put_lacks(out, "unready", &node->unready);
    put_lacks(out, "defect", &node->defects);
}

static void put_signoffs(struct buffer *out, const struct facts *facts)
{
    static const char *const fields[] = {"voided", "changed", "intact", "counts"};
    size_t count = 0;
    const struct fact *signoff = facts_of_kind(facts, "signoff", &count);
    for (size_t i = 0; i < count; i++) {
        struct span value;
        buffer_append_text(out, "signoff");
        put_id(out, &signoff[i].record->id);
        for (int f = 0; f < 4; f++)
            if (fact_value(&signoff[i], fields[f], &value) == ERR_OK)
                buffer_printf(out, " %s=%.*s", fields[f], (int)value.len, value.data);
        buffer_append_char(out, '\n');
    }
}

static void put_moves(struct buffer *out, const struct facts *facts, const char *kind)
{
    size_t count = 0;
    const struct fact *of = facts_of_kind(facts, kind, &count);
    for (size_t i = 0; i < count; i++) {
        struct move_standing standing;
        move_fold(move_machine_find(of[i].record->kind), facts, &of[i].record->id, &standing);
        buffer_printf(out, "%s %s %d reopened %" PRId64 " refused %zu pending %zu", kind,
                      standing.state, standing.unsettled, standing.reopened, standing.refused,
                      standing.pending);
        put_id(out, &of[i].record->id);
        put_id(out, &standing.done_by);
        put_id(out, &standing.holder);
        for (size_t l = 0; l < standing.leaf_count; l++)
            put_id(out, &standing.leaves[l]->record->id);
        buffer_printf(out, " %" PRId64 "\n", standing.deadline_ms);
    }
}

static void put_all(struct buffer *out, const struct facts *facts, const struct progress *progress)
{
    put_signoffs(out, facts);
    put_moves(out, facts, "rectification");
    put_moves(out, facts, "change_order");
    for (size_t n = 0; n < progress->node_count; n++)
        put_node(out, &progress->nodes[n]);
    put_lacks(out, "site", &progress->defects);
    for (size_t d = 0; d < progress->deadline_count; d++) {
        const struct progress_deadline *deadline = &progress->deadlines[d];
        buffer_printf(out, "deadline %.*s %" PRId64 " %d %d %s\n",
                      (int)deadline->deadline->code.len, deadline->deadline->code.data,
                      deadline->due_ms, deadline->met, deadline->overdue, deadline->week);
    }
}

// What the writes say of one sign-off, against what the office says.
static void judge_one(struct sim_world *world, const struct sim_states *states,
                      const struct fact *fact)
{
    const struct sim_signoff *signoff = sim_signoff_find(world, &fact->record->id);
    bool voided = sim_content_voided(states, &fact->record->id);
    struct buffer now;
    struct span value;
    if (signoff == NULL)
        return;
    world->voided += voided;
    if (!fact_true(fact, "intact"))
        sim_oracle_fail(&world->oracle, "I15: the seal of a sign-off does not verify");
    if (voided != fact_true(fact, "voided"))
        sim_oracle_fail(&world->oracle, "D6.4: a sign-off is %s, and is shown otherwise",
                        voided ? "voided" : "not voided");
    // A person may have rejected what it is about.
    bool known = sim_states_find(states, &signoff->of) != NULL;
    if (known != (fact_value(fact, "changed", &value) == ERR_OK))
        sim_oracle_fail(&world->oracle, "D6.2: it is %s whether a sign-off changed",
                        known ? "not known" : "said without knowing");
    if (signoff->content.len == 0 || !known)
        return;
    buffer_init(&now, TEXT_MAX);
    sim_content_write(&(struct sim_page){states, signoff->of, signoff->budget}, &now);
    bool changed
        = now.len != signoff->content.len || memcmp(now.data, signoff->content.data, now.len) != 0;
    world->changed += changed;
    if (changed != fact_true(fact, "changed")) {
        sim_trace(world, "signed:\n%.*s\nnow:\n%.*s", (int)signoff->content.len,
                  signoff->content.data, (int)now.len, now.data);
        sim_oracle_fail(&world->oracle, "D6.2: what was signed is %s, and is shown otherwise",
                        changed ? "changed" : "as it was");
    }
    buffer_clear(&now);
}

static void judge_signoffs(struct sim_world *world, const struct facts *facts,
                           const struct uuid *site)
{
    size_t count = 0;
    const struct fact *signoff = facts_of_kind(facts, "signoff", &count);
    struct sim_states states;
    if (count == 0)
        return;
    sim_states_office(world, site, &states);
    for (size_t i = 0; i < count; i++)
        judge_one(world, &states, &signoff[i]);
    sim_states_clear(&states);
}

static void compare(struct sim_world *world, struct sim_tablet *tablet, const struct buffer *wanted,
                    const struct site_facts_options *options)
{
    struct site_facts loaded;
    struct progress progress;
    struct error error = {0};
    struct buffer text;
    if (site_facts_load(tablet->store, options, &loaded, &error) != ERR_OK) {
        sim_oracle_fail(&world->oracle, "tablet %u: facts: %s", tablet->number, error.detail);
        return;
    }
    buffer_init(&text, TEXT_MAX);
    if (site_facts_progress(&loaded, world->now_ms, &progress, &error) == ERR_OK)
        put_all(&text, &loaded.facts, &progress);
    if (text.len != wanted->len || memcmp(text.data, wanted->data, text.len) != 0) {
        sim_trace(world, "office:\n%.*s\ntablet:\n%.*s", (int)wanted->len, wanted->data,
                  (int)text.len, text.data);
        sim_oracle_fail(&world->oracle, "P2: tablet %u sees another progress than the office",
                        tablet->number);
    }
    buffer_clear(&text);
    site_facts_clear(&loaded);
}

static void judge_site(struct sim_world *world, struct office_facts *facts, const struct uuid *site)
{
    struct site_facts_options options = {.site = *site, .seal = facts->seal};
    struct progress progress;
    struct error error = {0};
    struct buffer text;
    buffer_init(&text, TEXT_MAX);
    if (office_facts_load(facts, site, &error) != ERR_OK
        || office_facts_progress(facts, world->now_ms, &progress, &error) != ERR_OK)
        sim_oracle_fail(&world->oracle, "office: facts: %s", error.detail);
    else
        put_all(&text, &facts->facts, &progress);
    if (!world->oracle.failed)
        judge_signoffs(world, &facts->facts, site);
    for (unsigned t = 0; t < world->tablet_count && !world->oracle.failed; t++)
        if (!world->tablets[t]->revoked && world->tablets[t]->store != NULL
            && sim_judge_in_scope(world, world->tablets[t], site))
            compare(world, world->tablets[t], &text, &options);
    buffer_clear(&text);
}

void sim_standing_judge(struct sim_world *world)
{
    const struct authority *authority = office_authority(world->office.office);
    struct evidence_trust trust = {.ca_pem = {authority->ca_pem.data, authority->ca_pem.len}};
    struct progress_seal seal = {&trust, seal_memory_intact};
    struct office_facts facts;
    struct error error = {0};
    if (!world->service)
        return;
    if (office_facts_open(storage_writer(office_storage(world->office.office)), &seal, &facts,
                          &error)
        != ERR_OK) {
        sim_oracle_fail(&world->oracle, "office: facts: %s", error.detail);
        return;
    }
    for (unsigned s = 0; s < world->knobs.sites && !world->oracle.failed; s++)
        judge_site(world, &facts, &world->template->sites[s]);
    office_facts_close(&facts);
}
