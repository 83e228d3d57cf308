// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_proof.h"

#include "agent/store/replica_merge.h"
#include "agent/store/store_inside.h"
#include "server/storage/proofs.h"
#include "server/storage/records.h"
#include "server/sync/row_mend.h"
#include "shared/wire/proof_set.h"
#include "tests/sim/sim_drain.h"
#include "tests/sim/sim_mutant.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <string.h>

enum { STEPS_MOST = 400, DAMAGED_ONE_IN = 3, BYTES_MOST = 4096, ROUND_TRIPS_MOST = 4 };

// What may befall one record. Each can be undone from what is left elsewhere.
static const struct damage {
    const char *name, *sql;
    bool office;
    enum sim_mutant mutant; // that would not notice, or not undo it
} damages[] = {
    {"a row of the tablet is gone", "DELETE FROM record WHERE id = ?1", false, MUTANT_PROOF_BLIND},
    {"a state on the tablet is cut short",
     "UPDATE record SET writes = substr(writes, 1, length(writes) - 3)"
     " WHERE id = ?1 AND writes IS NOT NULL",
     false, MUTANT_PROOF_NO_MEND},
    {"a state on the tablet is another",
     "UPDATE record SET writes = replace(writes, '\"deleted\":false', '\"deleted\":true')"
     " WHERE id = ?1 AND instr(writes, '\"deleted\":false')",
     false, MUTANT_PROOF_SAME_MARK},
    {"a row of the office is gone", "DELETE FROM records WHERE id = ?1", true, MUTANT_NONE},
    {"a state at the office is cut short",
     "UPDATE records SET state = substr(state, 1, length(state) - 3) WHERE id = ?1", true,
     MUTANT_PROOF_NO_ROW},
};
enum { DAMAGES = sizeof damages / sizeof *damages };

// A record of the tablet that bears the office's mac: the one at an index, or the last.
struct choice {
    uint64_t index;
    struct uuid id;
    size_t state_len;
    bool found;
};

static bool choose(void *arg, const struct replica_row *row)
{
    struct choice *choice = arg;
    // People and assignments are looked at by every commit; the rest lies still.
    if (!row->maced || row->deleted || span_is(row->kind, "person")
        || span_is(row->kind, "assignment"))
        return true;
    choice->id = row->id;
    choice->state_len = row->state.len;
    choice->found = true;
    return choice->index-- > 0;
}

static struct proof_log_row prove(struct sim_world *world, struct sim_tablet *tablet)
{
    struct session_figures before, after;
    session_figures(tablet->session, &before);
    session_prove(tablet->session);
    for (int i = 0; i < STEPS_MOST; i++) {
        sim_world_step(world, tablet);
        session_figures(tablet->session, &after);
        if (after.state == SESSION_IDLE && after.proofs > before.proofs)
            return after.proof;
        if (after.state == SESSION_IDLE || after.state == SESSION_BACKOFF)
            break;
    }
    sim_oracle_fail(&world->oracle, "tablet %u: no proof comes to its end: %s", tablet->number,
                    after.last_detail);
    return after.proof;
}

// `choice`: the record that was damaged; NULL: none was.
static void judge_one(struct sim_world *world, struct sim_tablet *tablet,
                      const struct choice *choice)
{
    struct storage *storage = office_storage(world->office.office);
    struct proof_log_row ours = prove(world, tablet);
    int64_t differences = choice != NULL;
    // The search, and the record itself, there and back.
    int64_t bytes_most = choice == NULL ? BYTES_MOST : BYTES_MOST + 2 * (int64_t)choice->state_len;
    struct proof_row theirs;
    if (world->oracle.failed)
        return;
    if (proofs_last(storage_writer(storage), &tablet->device, &theirs, NULL) != ERR_OK)
        sim_oracle_fail(&world->oracle, "tablet %u: the office has no proof", tablet->number);
    else if (!ours.equal || !theirs.equal || !digest_equal(&ours.digest, &theirs.digest)
             || ours.left != 0 || ours.gone != 0)
        sim_oracle_fail(&world->oracle,
                        "tablet %u: the proof fails: %" PRId64 " differ, %" PRId64 " are left, "
                        "%" PRId64 " files are gone",
                        tablet->number, ours.differences, ours.left, ours.gone);
    else if (ours.differences != differences)
        sim_oracle_fail(&world->oracle,
                        "tablet %u: %" PRId64 " records were taken for different, not %" PRId64,
                        tablet->number, ours.differences, differences);
    else if (differences == 1 && (ours.round_trips > ROUND_TRIPS_MOST || ours.bytes > bytes_most))
        sim_oracle_fail(&world->oracle,
                        "tablet %u: one difference took %" PRId64 " round trips, %" PRId64 " bytes",
                        tablet->number, ours.round_trips, ours.bytes);
    sim_trace(world, "tablet %u: %" PRId64 " records, %" PRId64 " differed", tablet->number,
              ours.items, ours.differences);
}

static bool strike(sqlite3 *handle, const char *sql, const struct uuid *id)
{
    sqlite3_stmt *statement = NULL;
    bool struck
        = sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) == SQLITE_OK
          && sqlite3_bind_blob(statement, 1, id->bytes, UUID_BYTES, SQLITE_STATIC) == SQLITE_OK
          && sqlite3_step(statement) == SQLITE_DONE && sqlite3_changes(handle) == 1;
    sqlite3_finalize(statement);
    return struck;
}

// Which damage this fleet suffers; that of a planted bug comes always.
static const struct damage *draw_damage(struct sim_world *world)
{
    for (int i = 0; i < DAMAGES; i++)
        if (damages[i].mutant != MUTANT_NONE && sim_mutant_is(damages[i].mutant))
            return &damages[i];
    if (sim_world_draw(world, DAMAGED_ONE_IN) != 0)
        return NULL;
    return &damages[sim_world_draw(world, DAMAGES)];
}

static void damage_one(struct sim_world *world, struct sim_tablet *tablet)
{
    const struct damage *damage = draw_damage(world);
    struct replica_filter all = {.with_deleted = true};
    struct choice choice = {.index = sim_world_draw(world, 40)};
    if (damage == NULL || replica_list(tablet->store, &all, choose, &choice, NULL) != ERR_OK
        || !choice.found)
        return;
    struct view *office = storage_writer(office_storage(world->office.office));
    sqlite3 *handle = database_handle(damage->office ? office->database : tablet->store->database);
    if (!strike(handle, damage->sql, &choice.id))
        return;
    sim_trace(world, "tablet %u: %s", tablet->number, damage->name);
    judge_one(world, tablet, &choice);
    if (!world->oracle.failed)
        sim_drain(world); // a record that was repaired in the office is pulled once more
}

// In the last rounds nobody is to have anything to say.
static void end_nights(struct sim_world *world)
{
    struct error error = {0};
    if (!world->office.nightly)
        return;
    sim_office_stop(&world->office);
    world->office.nightly = false;
    if (sim_office_start(&world->office, &error) != ERR_OK)
        sim_oracle_fail(&world->oracle, "G2: office does not start: %s", error.detail);
    else
        sim_drain(world);
}

void sim_proof_judge(struct sim_world *world)
{
    end_nights(world);
    for (unsigned t = 0; t < world->tablet_count && !world->oracle.failed; t++)
        if (!world->tablets[t]->revoked)
            judge_one(world, world->tablets[t], NULL);
    for (unsigned t = 0; t < world->tablet_count && !world->oracle.failed; t++) {
        if (world->tablets[t]->revoked)
            continue;
        damage_one(world, world->tablets[t]);
        return;
    }
}

// A mark that says only that a record is there.
void __real_proof_set_add(struct proof_set *set, const struct uuid *id, struct span state);
void __wrap_proof_set_add(struct proof_set *set, const struct uuid *id, struct span state);
void __wrap_proof_set_add(struct proof_set *set, const struct uuid *id, struct span state)
{
    if (sim_mutant_is(MUTANT_PROOF_SAME_MARK))
        state = span_of("");
    __real_proof_set_add(set, id, state);
}

// A walk that never finds a difference.
void __real_proof_set_print(struct proof_set *set, struct proof_range range,
                            uint8_t out[PROOF_PRINT_BYTES]);
void __wrap_proof_set_print(struct proof_set *set, struct proof_range range,
                            uint8_t out[PROOF_PRINT_BYTES]);
void __wrap_proof_set_print(struct proof_set *set, struct proof_range range,
                            uint8_t out[PROOF_PRINT_BYTES])
{
    __real_proof_set_print(set, range, out);
    if (sim_mutant_is(MUTANT_PROOF_BLIND))
        memset(out, 0, PROOF_PRINT_BYTES);
}

bool __real_proof_set_has(struct proof_set *set, uint64_t place, const uint8_t mark[8]);
bool __wrap_proof_set_has(struct proof_set *set, uint64_t place, const uint8_t mark[8]);
bool __wrap_proof_set_has(struct proof_set *set, uint64_t place, const uint8_t mark[8])
{
    return sim_mutant_is(MUTANT_PROOF_BLIND) || __real_proof_set_has(set, place, mark);
}

// What is damaged on the tablet is merged as if it were sound.
enum err __real_replica_mend(struct store *store, struct span state, const uint8_t mac[MAC_BYTES],
                             struct error *error);
enum err __wrap_replica_mend(struct store *store, struct span state, const uint8_t mac[MAC_BYTES],
                             struct error *error);
enum err __wrap_replica_mend(struct store *store, struct span state, const uint8_t mac[MAC_BYTES],
                             struct error *error)
{
    return sim_mutant_is(MUTANT_PROOF_NO_MEND) ? replica_merge(store, state, mac, error)
                                               : __real_replica_mend(store, state, mac, error);
}

// The office believes its own rows.
enum err __real_row_mend(struct workset *workset, const struct uuid *id, struct span authentic,
                         enum row_mend *out, struct error *error);
enum err __wrap_row_mend(struct workset *workset, const struct uuid *id, struct span authentic,
                         enum row_mend *out, struct error *error);
enum err __wrap_row_mend(struct workset *workset, const struct uuid *id, struct span authentic,
                         enum row_mend *out, struct error *error)
{
    *out = ROW_SOUND;
    return sim_mutant_is(MUTANT_PROOF_NO_ROW) ? ERR_OK
                                              : __real_row_mend(workset, id, authentic, out, error);
}
