// SPDX-License-Identifier: Apache-2.0
#include "server/sync/office_restore.h"

#include "server/audit/audit.h"
#include "server/storage/erasures.h"
#include "server/storage/office_sessions.h"
#include "server/sync/access_line.h"
#include "server/sync/alert.h"
#include "server/sync/epoch.h"
#include "server/sync/ledger_line.h"
#include "server/sync/office_parts.h"
#include "server/sync/quarantine.h"
#include "server/sync/scope_rule.h"
#include "shared/base/memory.h"

#include <string.h>

// What replaying works with.
struct restore {
    struct authority authority;
    struct storage *storage;
    struct ledger *ledger;
    struct roster *roster;
    struct bulletin *bulletin;
    struct workset_signs signs;
    struct hlc hlc;
    struct workset_parts parts;
    struct workset workset;
    struct random random;
    struct log log;
    size_t lines; // of the ledger
};

// The newer row counts: the ledger was written before the store, always.
static enum err replay_device(struct restore *restore, const struct ledger_line *line,
                              struct error *error)
{
    struct device_row row;
    enum err result = devices_get(storage_writer(restore->storage), &line->device.id, &row, error);

    if (result != ERR_OK && result != ERR_NOT_FOUND)
        return result;
    if (result == ERR_NOT_FOUND || row.version <= line->device.version) {
        result = devices_put(restore->storage, &line->device, error);
        for (size_t i = 0; i < line->person_count && result == ERR_OK; i++)
            result = devices_person_put(restore->storage, &line->device.id, &line->persons[i].id,
                                        line->persons[i].active, error);
    }
    return result;
}

// States of assignments and persons, merged as if a tablet had offered them.
static enum err replay_state(struct restore *restore, const struct ledger_line *line,
                             struct error *error)
{
    struct workset_key key;
    struct record record;
    struct work *work;
    bool erased = false;
    uint8_t mac[MAC_BYTES];
    const char *copy;
    enum err result;

    mac_make(restore->authority.mac_key, line->state.data, line->state.len, mac);
    if (!mac_equal(mac, line->mac))
        return error_set(error, ERR_CONFLICT, "the ledger is another office's");
    copy = arena_dup(&restore->workset.arena, line->state.data, line->state.len);
    if (!copy)
        return error_set(error, ERR_TOO_LARGE, "the ledger needs more memory than allowed");
    result = record_parse((struct span){copy, line->state.len}, &restore->workset.arena, &record,
                          error);
    if (result != ERR_OK)
        return result;
    key = (struct workset_key){record.id, record.site, record.kind};
    // An assignment of a customer who was erased; one that only the ledger knows goes afterwards.
    result = erasures_has(storage_writer(restore->storage), &record.site, &erased, error);
    if (result == ERR_OK && !erased)
        result = workset_take(&restore->workset, &key, &work, error);
    if (result == ERR_OK && !erased)
        result = workset_merge(&restore->workset, work, &record, line->state.len, error);
    record_clear(&record);
    return result;
}

static enum err replay(void *arg, struct span text, struct error *error)
{
    struct restore *restore = arg;
    struct ledger_line line;
    enum err result = ledger_line_read(text, &line, error);

    if (result != ERR_OK)
        return result;
    restore->lines++;
    if (line.kind == LEDGER_DEVICE)
        result = replay_device(restore, &line, error);
    else if (line.kind == LEDGER_STATE)
        result = replay_state(restore, &line, error);
    else if (line.kind == LEDGER_MAC_KEY
             && memcmp(line.mac_key, restore->authority.mac_key, MAC_KEY_BYTES) != 0)
        result = error_set(error, ERR_CONFLICT, "the ledger is another office's");
    else if (line.kind == LEDGER_OTHER)
        result = access_line_replay(restore->storage, text, error);
    ledger_line_clear(&line);
    return result;
}

static enum err replay_all(struct restore *restore, const struct disk *disk, struct error *error)
{
    enum err result = ledger_replay(disk, "ledger", replay, restore, error);

    if (result == ERR_NOT_FOUND)
        result = ERR_OK; // a new machine, where nothing is known beyond the backup
    if (result == ERR_OK)
        result = quarantine_release(&restore->workset, error);
    if (result == ERR_OK)
        result = workset_write(&restore->workset, error);
    return result == ERR_OK ? scope_rule_refresh(restore->storage, restore->roster, error) : result;
}

// What is left of who may come in, when no ledger says it.
static enum err close_doors(struct restore *restore, struct error *error)
{
    struct alert alert = {.kind = "restored"};
    struct buffer report;
    enum err result;

    buffer_init(&report, 1024);
    result = access_line_close(restore->storage, &report, error);
    if (result == ERR_OK && report.len > 0)
        result = alert_raise(restore->storage, &restore->log, &alert, "%.*s", (int)report.len,
                             report.data);
    buffer_clear(&report);
    return result;
}

static enum err write_all(struct restore *restore, const struct disk *disk, struct error *error)
{
    struct epoch_parts parts = {restore->storage, restore->ledger, &restore->random};
    struct alert alert = {.kind = "restored"};
    struct audit_row audit = {.who = span_of("plumbd"), .act = span_of("office.restore")};
    uint64_t epoch;
    enum err result = replay_all(restore, disk, error);

    if (result == ERR_OK && restore->lines == 0)
        result = close_doors(restore, error);
    if (result == ERR_OK)
        result = epoch_begin(&parts, &epoch, error);
    if (result == ERR_OK) // whoever was signed in when the backup was made signs in anew
        result = office_sessions_expire(restore->storage, INT64_MAX, INT64_MAX, error);
    if (result == ERR_OK)
        result = audit_put(restore->storage, &audit, NULL, error);
    if (result == ERR_OK)
        result = alert_raise(restore->storage, &restore->log, &alert,
                             "restored from a backup: epoch %016llx begins",
                             (unsigned long long)epoch);
    return result;
}

static enum err open_parts(struct restore *restore, const struct office_options *options,
                           struct error *error)
{
    struct storage_options storage = {.disk = options->disk,
                                      .clock = options->clock,
                                      .random = options->random,
                                      .log = options->log};
    enum err result = authority_open(options->disk, &options->random, &restore->authority, error);

    if (result == ERR_OK)
        result = storage_open(&storage, &restore->storage, error);
    if (result == ERR_OK)
        result = ledger_open(options->disk, "ledger", &restore->ledger, error);
    if (result == ERR_OK)
        result = roster_open(storage_writer(restore->storage), &restore->roster, error);
    // Nobody knows what is in there: look for everything.
    restore->signs.holding = restore->signs.waiting = restore->signs.rejected = true;
    restore->bulletin = bulletin_create();
    restore->random = options->random;
    restore->log = options->log;
    restore->parts = (struct workset_parts){.storage = restore->storage,
                                            .ledger = restore->ledger,
                                            .roster = restore->roster,
                                            .bulletin = restore->bulletin,
                                            .mac_key = restore->authority.mac_key,
                                            .log = options->log,
                                            .signs = &restore->signs,
                                            .hlc = &restore->hlc};
    return result;
}

// Whoever was erased since the backup was made is erased from it: opening the office does that.
static enum err erase_again(const struct office_options *options, struct error *error)
{
    struct office_options closed = *options;
    struct office *office = NULL;
    enum err result;

    closed.readers = 0;
    closed.threaded = false;
    result = office_open(&closed, &office, error);
    office_close(office);
    return result;
}

enum err office_restore(const struct office_options *options, struct error *error)
{
    struct restore *restore = mem_alloc(sizeof(*restore));
    struct commit_stamp stamp;
    enum err result = open_parts(restore, options, error);

    if (result == ERR_OK)
        result = storage_begin(restore->storage, &stamp, error);
    if (result == ERR_OK) {
        workset_open(&restore->workset, &restore->parts, &stamp);
        result = write_all(restore, options->disk, error);
        workset_close(&restore->workset);
        if (result == ERR_OK)
            result = storage_commit(restore->storage, error);
        else
            storage_rollback(restore->storage);
    }
    roster_close(restore->roster);
    bulletin_free(restore->bulletin);
    ledger_close(restore->ledger);
    storage_close(restore->storage);
    authority_close(&restore->authority);
    mem_free(restore);
    return result == ERR_OK ? erase_again(options, error) : result;
}
