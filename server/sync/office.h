// SPDX-License-Identifier: Apache-2.0
// The office as a replica and an authority: its folder, keys, epoch, and what every route works
// with.
#ifndef PLUMB_SERVER_SYNC_OFFICE_H
#define PLUMB_SERVER_SYNC_OFFICE_H

#include "server/blobs/blob_store.h"
#include "server/enrol/authority.h"
#include "server/storage/storage.h"
#include "server/sync/committer.h"

struct office_options {
    const struct disk *disk; // the server folder; borrowed, must outlive the office
    struct clock clock;
    struct random random;
    struct log log;
    unsigned readers; // as many as loop threads; 0: reads go through the writer
    bool threaded;    // false: the caller steps the committer (simulator, verbs)
    const char *sync_address, *office_address; // HOST:PORT told to tablets at enrolment; copied
    // Time of day from which each tablet proves once what it holds; 0: the hour that the night's
    // setting has, or two in the morning; below 0: only when asked.
    int64_t night_ms;
    int64_t idle_ms; // a tablet with nothing to say comes back after about this long; 0: a minute
};
struct office;

// Makes a new server folder: keys and certificates, the store, the first epoch, the ledger. EXISTS
// when there is one. The folder's layout stands in docs/SCHEMA.md.
enum err office_init(const struct office_options *options, struct error *error);
// Opens it. NOT_FOUND: there is none; else errors of the store, the keys and the ledger.
enum err office_open(const struct office_options *options, struct office **out,
                     struct error *error);
// Finishes what waits. No handler may be at work. Accepts NULL.
void office_close(struct office *office);
// What is told to tablets at enrolment from now on; NULL leaves one as it is.
void office_set_addresses(struct office *office, const char *sync_address,
                          const char *office_address);
// SHA-256 of the office listener's SubjectPublicKeyInfo, when it is not our own certificate's.
void office_set_pin(struct office *office, const struct digest *pin);

struct storage *office_storage(struct office *office);
struct committer *office_committer(struct office *office);
struct blob_store *office_blobs(struct office *office);
const struct authority *office_authority(const struct office *office);
const uint8_t *office_mac_key(const struct office *office);
uint64_t office_epoch(const struct office *office);
// What it was opened with.
struct clock office_clock(const struct office *office);
struct random office_random(const struct office *office);
struct log office_log(const struct office *office);

// Everything up to `commit` is in a verified backup: told to tablets. Never goes back. Waits for
// the committer.
enum err office_backed_up(struct office *office, uint64_t commit, struct error *error);
// Writes what is only in memory (last contacts), removes what has expired (uploads) and looks again
// at handover files that wait; called now and then by whoever serves. Waits for the committer, so
// not from a loop thread.
void office_tidy(struct office *office);

#endif
