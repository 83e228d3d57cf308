// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_signoff.h"

#include "server/storage/blobs.h"
#include "server/storage/records.h"
#include "shared/base/memory.h"
#include "tests/sim/sim_content.h"
#include "tests/sim/sim_judge.h"

#include <inttypes.h>
#include <string.h>

enum { CONTENT_MAX = 1 << 20 };

struct sim_signoff *sim_signoff_find(struct sim_world *world, const struct uuid *id)
{
    for (size_t i = 0; i < world->signoffs.count; i++)
        if (uuid_equal(&world->signoffs.list[i].id, id))
            return &world->signoffs.list[i];
    return NULL;
}

void sim_signoff_clear(struct sim_signoffs *signoffs)
{
    for (size_t i = 0; i < signoffs->count; i++)
        buffer_clear(&signoffs->list[i].content);
    mem_free(signoffs->list);
    mem_free(signoffs->forged);
    *signoffs = (struct sim_signoffs){0};
}

// Whether the site was ever one of the tablet's: else the office takes papers of it from nobody.
static bool was_assigned(const struct sim_world *world, const struct sim_tablet *tablet,
                         const struct uuid *site)
{
    for (int s = 0; s < SITES_MAX; s++)
        if (uuid_equal(&world->template->sites[s], site))
            return !uuid_is_nil(&world->assignments[tablet->kin][s]);
    return false;
}

static const struct oracle_event *event_of(const struct sim_world *world, const struct uuid *id)
{
    long at = sim_oracle_find(&world->oracle, id);
    return at < 0 || world->oracle.records[at].count == 0 ? NULL
                                                          : &world->oracle.records[at].events[0];
}

static bool uuid_field(const struct oracle_event *event, const char *name, struct uuid *out)
{
    const struct field *field = sim_oracle_field(event, name);
    return field != NULL && field->value.len > 2
           && uuid_parse((struct span){field->value.data + 1, field->value.len - 2}, out);
}

void sim_signoff_note(struct sim_world *world, struct sim_tablet *tablet,
                      const struct sim_signed *made)
{
    struct sim_signoffs *signoffs = &world->signoffs;
    const struct oracle_event *event = event_of(world, &made->id);
    struct sim_states states;
    if (event == NULL)
        return;
    if (signoffs->count == signoffs->cap) {
        signoffs->cap = signoffs->cap * 2 + 16;
        signoffs->list = mem_resize(signoffs->list, signoffs->cap * sizeof *signoffs->list);
    }
    struct sim_signoff *signoff = &signoffs->list[signoffs->count++];
    *signoff
        = (struct sim_signoff){.id = made->id,
                               .site = made->site,
                               .dot = event->dot,
                               .tablet = tablet->number,
                               .budget = made->budget,
                               .acked = made->acked,
                               .papers = made->acked && was_assigned(world, tablet, &made->site)};
    buffer_init(&signoff->content, CONTENT_MAX);
    if (!uuid_field(event, "of", &signoff->of) || !made->acked)
        return;
    sim_states_tablet(tablet, &made->site, &states);
    sim_content_write(&(struct sim_page){&states, signoff->of, made->budget}, &signoff->content);
    sim_states_clear(&states);
}

void sim_signoff_lost(struct sim_world *world, const struct sim_tablet *tablet)
{
    for (size_t i = 0; i < world->signoffs.count; i++)
        if (world->signoffs.list[i].tablet == tablet->number)
            world->signoffs.list[i].papers = false;
}

// The fields of the first write with one of them changed, or that one alone.
static size_t forge_fields(const struct oracle_event *event, const struct sim_forgery *forgery,
                           struct field out[WRITE_FIELDS_MAX])
{
    struct field changed = {span_of(forgery->field), span_of("\"别的\"")};
    size_t count = 0;
    if (strcmp(forgery->field, "deleted") == 0)
        changed.value = span_of("true");
    if (strcmp(forgery->field, "verdict") == 0)
        changed.value = span_of("\"refused\"");
    if (!forgery->whole) {
        out[0] = changed;
        return 1;
    }
    for (; count < event->field_count; count++)
        out[count]
            = span_equal(event->fields[count].name, changed.name) ? changed : event->fields[count];
    return count;
}

static void note_forged(struct sim_signoffs *signoffs, const struct uuid *record, struct dot dot)
{
    if (signoffs->forged_count == signoffs->forged_cap) {
        signoffs->forged_cap = signoffs->forged_cap * 2 + 16;
        signoffs->forged
            = mem_resize(signoffs->forged, signoffs->forged_cap * sizeof *signoffs->forged);
    }
    signoffs->forged[signoffs->forged_count++] = (struct sim_forged){*record, dot};
}

// Only in a fleet whose office never goes back: else it could be the first to tell of the sign-off.
static bool may_make(const struct sim_world *world, const struct sim_tablet *tablet,
                     const struct oracle_record *record)
{
    const unsigned *weight = world->knobs.weight;
    struct record_row row;
    struct replica_row mine;
    bool held = replica_get(tablet->store, &record->id, &mine, NULL) == ERR_OK;
    bool office = world->office.office != NULL
                  && records_get(storage_writer(office_storage(world->office.office)), &record->id,
                                 &row, NULL)
                         == ERR_OK;
    return held
           || (office
               && weight[STEP_OFFICE_CRASH] + weight[STEP_OFFICE_RESTORE]
                          + weight[STEP_OFFICE_ROLLBACK] + weight[STEP_LEDGER]
                      == 0);
}

void sim_signoff_forge(struct sim_world *world, struct sim_tablet *tablet,
                       const struct sim_forgery *forgery)
{
    struct field fields[WRITE_FIELDS_MAX];
    long at = sim_oracle_find(&world->oracle, &forgery->signoff);
    struct error error = {0};
    if (at < 0 || sim_signoff_find(world, &forgery->signoff) == NULL
        || !may_make(world, tablet, &world->oracle.records[at]))
        return;
    const struct oracle_record *record = &world->oracle.records[at];
    struct write write = {.id = record->id,
                          .site = record->site,
                          .person = tablet->person,
                          .kind = span_of("signoff"),
                          .fields = fields};
    write.field_count = forge_fields(&record->events[0], forgery, fields);
    sim_oracle_begin_edit(&world->oracle);
    enum err err = store_begin(tablet->store, &error);
    if (err == ERR_OK) {
        err = journal_append(tablet->store, &write, &error);
        if (err == ERR_OK)
            err = store_commit(tablet->store, &error);
        else
            store_rollback(tablet->store);
    }
    sim_oracle_end_edit(&world->oracle, err == ERR_OK);
    if (err == ERR_OK || err == ERR_UNKNOWN_COMMIT)
        note_forged(&world->signoffs, &write.id, write.dot);
    write_clear(&write);
    sim_trace(world, "  tablet %u forges %s: %s %s", tablet->number, forgery->field, err_name(err),
              error.detail);
}

static bool is_forged(const struct sim_world *world, const struct record *state)
{
    for (size_t i = 0; i < world->signoffs.forged_count; i++)
        if (uuid_equal(&world->signoffs.forged[i].record, &state->id)
            && vector_covers(&state->vector, world->signoffs.forged[i].dot))
            return true;
    return false;
}

void sim_signoff_look(struct sim_world *world, const char *who, const struct record *state)
{
    const struct sim_signoff *signoff;
    const struct oracle_event *event;
    if (!span_is(state->kind, "signoff") || (strcmp(who, "office") != 0 && is_forged(world, state)))
        return;
    signoff = sim_signoff_find(world, &state->id);
    event = signoff == NULL ? NULL : sim_oracle_event(&world->oracle, &signoff->id, signoff->dot);
    // One that was given for a site of somebody else's, and that a person then rejected: where that
    // is known nothing of it stands.
    if (event != NULL && event->rejected && state->write_count == 0)
        return;
    if (event == NULL || state->write_count != 1
        || dot_compare(state->writes[0].dot, signoff->dot) != 0
        || state->writes[0].field_count != event->field_count)
        sim_oracle_fail(&world->oracle, "I15: %s: a sign-off is not as it was given (%zu writes)",
                        who, state->write_count);
    // That each field says what it said then is judged with every write (P4).
}

static void judge_paper(struct sim_world *world, const struct oracle_event *event, const char *name)
{
    struct office *office = world->office.office;
    const struct field *field = sim_oracle_field(event, name);
    struct blob_row blob = {.held = false};
    struct digest digest;
    if (field == NULL || field->value.len != HASH_TEXT + 1)
        return;
    digest_parse(field->value.data + 1, HASH_TEXT - 1, &digest);
    if (blobs_get(storage_writer(office_storage(office)), &digest, &blob, NULL) != ERR_OK
        || !blob.held)
        sim_oracle_fail(&world->oracle, "I15: the office lacks the %s of a sign-off", name);
    // That what it holds is whole is judged for every blob (I13).
}

static void judge_papers(struct sim_world *world, const struct sim_signoff *signoff)
{
    static const char *const papers[] = {"statement", "handwriting", "rendering"};
    const struct oracle_event *event = sim_oracle_event(&world->oracle, &signoff->id, signoff->dot);
    struct record_row row;
    if (event == NULL || !signoff->papers || world->tablets[signoff->tablet]->revoked
        || records_get(storage_writer(office_storage(world->office.office)), &signoff->id, &row,
                       NULL)
               != ERR_OK)
        return;
    for (int p = 0; p < 3; p++)
        judge_paper(world, event, papers[p]);
}

void sim_signoff_judge(struct sim_world *world)
{
    for (size_t i = 0; i < world->signoffs.count; i++)
        judge_papers(world, &world->signoffs.list[i]);
}
