// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_planted.h"

#include "server/sync/log_tail.h"
#include "shared/model/kind.h"
#include "shared/model/statement_page.h"
#include "tests/sim/sim_mutant.h"

#include <string.h>

// One field of a sign-off, written past the rules of capture.
static void overwrite(struct sim_world *world, struct sim_tablet *tablet,
                      const struct oracle_record *signoff, struct field field)
{
    struct write write = {.id = signoff->id,
                          .site = signoff->site,
                          .person = tablet->person,
                          .kind = span_of("signoff"),
                          .fields = &field,
                          .field_count = 1};
    sim_oracle_begin_edit(&world->oracle);
    enum err err = store_begin(tablet->store, NULL);
    if (err == ERR_OK) {
        err = journal_append(tablet->store, &write, NULL);
        if (err == ERR_OK)
            err = store_commit(tablet->store, NULL);
        else
            store_rollback(tablet->store);
    }
    sim_oracle_end_edit(&world->oracle, err == ERR_OK);
    write_clear(&write);
}

void sim_planted_edited(struct sim_world *world, struct sim_tablet *tablet, const struct uuid *site)
{
    struct replica_row row;
    for (size_t r = 0; sim_mutant_is(MUTANT_SEALED_ANEW) && r < world->oracle.count; r++) {
        const struct oracle_record *record = &world->oracle.records[r];
        if (strcmp(record->kind, "signoff") != 0 || !uuid_equal(&record->site, site)
            || replica_get(tablet->store, &record->id, &row, NULL) != ERR_OK)
            continue;
        overwrite(world, tablet, record, (struct field){span_of("sealed"), span_of("\"rebuilt\"")});
        return;
    }
}

void sim_planted_voided(struct sim_world *world, struct sim_tablet *tablet,
                        const struct uuid *signoff)
{
    long at = sim_oracle_find(&world->oracle, signoff);
    if (at >= 0 && sim_mutant_is(MUTANT_VOID_DELETES))
        overwrite(world, tablet, &world->oracle.records[at],
                  (struct field){span_of("deleted"), span_of("true")});
}

// The counter-signature is given out although neither the ledger nor the store has it on the disk.
static struct sim_disk *unsynced;
enum err __real_log_tail_write(struct log_tail *tail, struct ledger *ledger,
                               const struct log_line *line, struct error *error);
enum err __wrap_log_tail_write(struct log_tail *tail, struct ledger *ledger,
                               const struct log_line *line, struct error *error);
enum err __wrap_log_tail_write(struct log_tail *tail, struct ledger *ledger,
                               const struct log_line *line, struct error *error)
{
    if (sim_mutant_is(MUTANT_NO_LEDGER))
        return ERR_OK;
    unsynced = sim_mutant_is(MUTANT_SEAL_FIRST) ? sim_mutant_office_disk() : NULL;
    if (unsynced != NULL)
        unsynced->ignore_syncs = true;
    return __real_log_tail_write(tail, ledger, line, error);
}

enum err __real_log_tail_catch_up(struct log_tail *tail, struct storage *storage,
                                  struct ledger *ledger, struct error *error);
enum err __wrap_log_tail_catch_up(struct log_tail *tail, struct storage *storage,
                                  struct ledger *ledger, struct error *error);
enum err __wrap_log_tail_catch_up(struct log_tail *tail, struct storage *storage,
                                  struct ledger *ledger, struct error *error)
{
    return sim_mutant_is(MUTANT_NO_LEDGER) ? ERR_OK
                                           : __real_log_tail_catch_up(tail, storage, ledger, error);
}

enum err __real_storage_commit(struct storage *storage, struct error *error);
enum err __wrap_storage_commit(struct storage *storage, struct error *error);
enum err __wrap_storage_commit(struct storage *storage, struct error *error)
{
    enum err err = __real_storage_commit(storage, error);
    if (unsynced != NULL)
        unsynced->ignore_syncs = false;
    unsynced = NULL;
    return err;
}

// Photos are no part of what is signed.
size_t __real_statement_page_photos(const struct statement_page *page, const struct uuid *of,
                                    const struct statement_photo **first);
size_t __wrap_statement_page_photos(const struct statement_page *page, const struct uuid *of,
                                    const struct statement_photo **first);
size_t __wrap_statement_page_photos(const struct statement_page *page, const struct uuid *of,
                                    const struct statement_photo **first)
{
    size_t count = __real_statement_page_photos(page, of, first);
    return sim_mutant_is(MUTANT_NO_PHOTOS) ? 0 : count;
}

// A sign-off is a record that may be edited like any other.
const struct kind *__real_kind_find(struct span name);
const struct kind *__wrap_kind_find(struct span name);
const struct kind *__wrap_kind_find(struct span name)
{
    static struct kind loose;
    const struct kind *kind = __real_kind_find(name);
    if (kind == NULL || !sim_mutant_is(MUTANT_WRITTEN_TWICE) || !span_is(name, "signoff"))
        return kind;
    loose = *kind;
    loose.write_once = false;
    return &loose;
}

enum err __real_kind_check(const struct kind_question *question, struct error *error);
enum err __wrap_kind_check(const struct kind_question *question, struct error *error);
enum err __wrap_kind_check(const struct kind_question *question, struct error *error)
{
    if (sim_mutant_is(MUTANT_WRITTEN_TWICE) && span_is(question->write->kind, "signoff"))
        return ERR_OK;
    return __real_kind_check(question, error);
}
