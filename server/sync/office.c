// SPDX-License-Identifier: Apache-2.0
#include "server/sync/office.h"

#include "server/storage/held.h"
#include "server/sync/epoch.h"
#include "server/sync/erasure_sweep.h"
#include "server/sync/ledger_line.h"
#include "server/sync/office_erase.h"
#include "server/sync/office_parts.h"
#include "server/sync/seat_contact.h"
#include "shared/base/memory.h"

enum { IDLE_MS = 60000, TIDY_MS = 3600000, CREW_THREADS = 4 };
static const char ledger_path[] = "ledger";

static struct storage_options storage_options_of(const struct office_options *options)
{
    return (struct storage_options){.disk = options->disk,
                                    .clock = options->clock,
                                    .random = options->random,
                                    .log = options->log,
                                    .readers = options->readers};
}

// The first epoch, unless an interrupted init has begun it already.
static enum err first_epoch(const struct office_options *options, struct storage *storage,
                            struct ledger *ledger, struct error *error)
{
    struct epoch_parts parts = {storage, ledger, &options->random};
    struct commit_stamp stamp;
    uint64_t epoch;
    enum err result;

    if (epoch_read(storage_writer(storage), &epoch, NULL) == ERR_OK)
        return ERR_OK;
    result = storage_begin(storage, &stamp, error);
    if (result != ERR_OK)
        return result;
    result = epoch_begin(&parts, &epoch, error);
    if (result == ERR_OK)
        return storage_commit(storage, error);
    storage_rollback(storage);
    return result;
}

static enum err init_store(const struct office_options *options, struct ledger *ledger,
                           struct error *error)
{
    struct storage_options storage_options = storage_options_of(options);
    struct blob_store *blobs = NULL;
    struct storage *storage = NULL;
    enum err result;

    storage_options.readers = 0;
    result = storage_open(&storage_options, &storage, error);
    if (result == ERR_OK)
        result = first_epoch(options, storage, ledger, error);
    if (result == ERR_OK)
        result = blob_store_open(options->disk, &blobs, error);
    blob_store_close(blobs);
    storage_close(storage);
    return result;
}

enum err office_init(const struct office_options *options, struct error *error)
{
    struct authority authority = {0};
    struct ledger *ledger = NULL;
    enum err result = authority_open(options->disk, &options->random, &authority, NULL);

    authority_close(&authority);
    if (result != ERR_NOT_FOUND)
        return error_set(error, ERR_EXISTS, "there is an office in this folder");
    result = ledger_open(options->disk, ledger_path, &ledger, error);
    if (result == ERR_OK)
        result = init_store(options, ledger, error);
    if (result == ERR_OK)
        result = authority_make(options->disk, &options->random, error);
    if (result == ERR_OK)
        result = authority_open(options->disk, &options->random, &authority, error);
    if (result == ERR_OK)
        result = ledger_line_mac_key(ledger, authority.mac_key, error);
    authority_close(&authority);
    ledger_close(ledger);
    return result;
}

static bool find_waiting(void *arg, const struct held_row *held)
{
    struct workset_signs *signs = arg;

    signs->holding = true;
    if (held->reason == REASON_CONTEXT || held->reason == REASON_GROUP)
        signs->waiting = true;
    return !signs->waiting;
}

static bool find_rejected(void *arg, const struct held_row *held)
{
    struct workset_signs *signs = arg;

    if (held->decision == DECISION_REJECTED)
        signs->rejected = true;
    return !signs->rejected;
}

// What is kept in memory of what the store holds.
static enum err read_memory(struct office *office, struct error *error)
{
    struct view *view = storage_writer(office->storage);
    struct held_filter open = {.open_only = true}, all = {0};
    uint64_t epoch = 0, backed_up = 0;
    enum err result = epoch_read(view, &epoch, error);

    if (result == ERR_OK)
        result = epoch_backed_up(view, &backed_up, error);
    if (result == ERR_OK)
        result = held_list(view, &open, find_waiting, &office->signs, error);
    if (result == ERR_OK)
        result = held_list(view, &all, find_rejected, &office->signs, error);
    if (result == ERR_OK)
        result = roster_open(view, &office->roster, error);
    if (result == ERR_OK)
        result = proof_desk_recall(office, view, error);
    office->epoch = epoch;
    office->backed_up_through = backed_up;
    return result;
}

static enum err open_parts(struct office *office, const struct office_options *options,
                           struct error *error)
{
    struct storage_options storage_options = storage_options_of(options);
    enum err result = authority_open(office->disk, &office->random, &office->authority, error);

    if (result == ERR_OK)
        result = storage_open(&storage_options, &office->storage, error);
    if (result == ERR_OK)
        result = ledger_open(office->disk, ledger_path, &office->ledger, error);
    if (result == ERR_OK)
        result = blob_store_open(office->disk, &office->blobs, error);
    if (result == ERR_OK)
        result = upload_work_sweep(office, error);
    if (result == ERR_OK)
        result = read_memory(office, error);
    if (result == ERR_OK)
        result = crew_create(options->threaded ? CREW_THREADS : 0, &office->crew, error);
    if (result == ERR_OK)
        result = committer_create(office->storage, options->threaded, &office->committer, error);
    return result;
}

enum err office_open(const struct office_options *options, struct office **out, struct error *error)
{
    struct office *office = mem_alloc(sizeof(*office));
    enum err result;

    office->disk = options->disk;
    office->clock = options->clock;
    office->random = options->random;
    office->log = options->log;
    office->tidy_due_ms = clock_boot_ms(&office->clock) + TIDY_MS;
    office->idle_ms = options->idle_ms > 0 ? options->idle_ms : IDLE_MS;
    office->night_ms = options->night_ms;
    pthread_mutex_init(&office->address_mutex, NULL);
    office->bulletin = bulletin_create();
    office->attempts = attempts_create();
    office->uploads = upload_work_open();
    office->parcels = parcel_desk_open(office, options->threaded);
    office->proofs = proof_desk_create();
    result = open_parts(office, options, error);
    if (result != ERR_OK) {
        office_close(office);
        return result;
    }
    office->pin = office->authority.office_pin;
    office->parts = (struct workset_parts){.storage = office->storage,
                                           .ledger = office->ledger,
                                           .roster = office->roster,
                                           .bulletin = office->bulletin,
                                           .mac_key = office->authority.mac_key,
                                           .log = office->log,
                                           .signs = &office->signs,
                                           .hlc = &office->hlc};
    office_set_addresses(office, options->sync_address, options->office_address);
    result = countersign_open(office, &office->countersign, error);
    // After that: what a restored backup has of an erased customer comes back with its seals, and
    // goes before anybody is served.
    if (result == ERR_OK)
        result = office_erase_catch_up(office, error);
    if (result != ERR_OK)
        office_close(office);
    else
        *out = office;
    return result;
}

void office_close(struct office *office)
{
    if (!office)
        return;
    parcel_desk_stop(office->parcels);
    crew_free(office->crew);
    if (office->committer)
        office_tidy(office);
    committer_free(office->committer);
    countersign_close(office->countersign);
    roster_close(office->roster);
    bulletin_free(office->bulletin);
    attempts_free(office->attempts);
    upload_work_close(office->uploads);
    parcel_desk_close(office->parcels);
    proof_desk_free(office->proofs);
    blob_store_close(office->blobs);
    ledger_close(office->ledger);
    storage_close(office->storage);
    authority_close(&office->authority);
    pthread_mutex_destroy(&office->address_mutex);
    mem_free(office);
}

void office_set_addresses(struct office *office, const char *sync_address,
                          const char *office_address)
{
    pthread_mutex_lock(&office->address_mutex);
    if (sync_address)
        text_copy(office->sync_address, sizeof(office->sync_address), span_of(sync_address));
    if (office_address)
        text_copy(office->office_address, sizeof(office->office_address), span_of(office_address));
    pthread_mutex_unlock(&office->address_mutex);
}

void office_set_pin(struct office *office, const struct digest *pin)
{
    pthread_mutex_lock(&office->address_mutex);
    office->pin = *pin;
    pthread_mutex_unlock(&office->address_mutex);
}

struct storage *office_storage(struct office *office)
{
    return office->storage;
}

struct committer *office_committer(struct office *office)
{
    return office->committer;
}

struct blob_store *office_blobs(struct office *office)
{
    return office->blobs;
}

const struct authority *office_authority(const struct office *office)
{
    return &office->authority;
}

const uint8_t *office_mac_key(const struct office *office)
{
    return office->authority.mac_key;
}

uint64_t office_epoch(const struct office *office)
{
    return office->epoch;
}

struct clock office_clock(const struct office *office)
{
    return office->clock;
}

struct random office_random(const struct office *office)
{
    return office->random;
}

struct log office_log(const struct office *office)
{
    return office->log;
}

struct backed_up_job {
    struct commit_job job; // first
    struct office *office;
    uint64_t commit;
};

static enum err apply_backed_up(struct commit_job *job, struct storage *storage,
                                const struct commit_stamp *stamp, struct error *error)
{
    const struct backed_up_job *backed_up = (const struct backed_up_job *)job;

    if (backed_up->commit >= stamp->number)
        return error_set(error, ERR_INVALID, "there is no commit %llu yet",
                         (unsigned long long)backed_up->commit);
    return epoch_set_backed_up(storage, backed_up->commit, error);
}

enum err office_backed_up(struct office *office, uint64_t commit, struct error *error)
{
    struct backed_up_job job = {.job = {.apply = apply_backed_up}, .commit = commit};
    enum err result;

    if (commit <= office->backed_up_through)
        return ERR_OK;
    result = committer_run(office->committer, &job.job, NULL, error);
    if (result == ERR_OK)
        office->backed_up_through = commit;
    return result;
}

struct tidy_job {
    struct commit_job job; // first
    struct office *office;
};

static enum err apply_tidy(struct commit_job *job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    struct office *office = ((struct tidy_job *)job)->office;
    enum err result = seat_contact_save_all(office->roster, storage, error);

    return result == ERR_OK ? upload_work_expire(office, storage, stamp->at_ms, error) : result;
}

void office_tidy(struct office *office)
{
    struct tidy_job job = {.job = {.apply = apply_tidy}, .office = office};
    int64_t now_ms = clock_boot_ms(&office->clock);
    struct error error = {0};

    // A commit for nothing is left out, but for looking at expired uploads now and then.
    if (!seat_contact_waits(office->roster) && now_ms < office->tidy_due_ms)
        return;
    if (now_ms >= office->tidy_due_ms)
        parcel_desk_wake(office);
    office->tidy_due_ms = now_ms + TIDY_MS;
    if (committer_run(office->committer, &job.job, NULL, &error) != ERR_OK)
        log_write(&office->log, LOG_WARN, "office", "tidying: %s", error.detail);
    if (office->signs.erased && erasure_sweep(office, &error) != ERR_OK)
        log_write(&office->log, LOG_WARN, "office", "erasing: %s", error.detail);
}
