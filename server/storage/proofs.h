// SPDX-License-Identifier: Apache-2.0
// Proofs of convergence as they ended, append-only; and who was asked for one.
#ifndef PLUMB_SERVER_STORAGE_PROOFS_H
#define PLUMB_SERVER_STORAGE_PROOFS_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

struct proof_row {
    int64_t row, at_ms;
    struct uuid device;
    bool asked;    // a person had asked for it
    bool equal;    // both digests were the same in the end
    int64_t items; // records of the office in the device's scope
    struct digest digest, device_digest;
    int64_t differences, left;   // records that were not the same; that could not be repaired
    int64_t aside;               // left out: an entry of theirs is in quarantine
    int64_t lacking, sent, gone; // files the office lacks; sent again; lost by the tablet for good
    int64_t round_trips, bytes;
};
// Adds one (its row is not looked at).
enum err proofs_put(struct storage *storage, const struct proof_row *proof, struct error *error);
typedef bool proofs_each(void *arg, const struct proof_row *proof);
// The last one of every device that has one, until `each` returns false.
enum err proofs_latest(struct view *view, proofs_each *each, void *arg, struct error *error);
// The last one of a device; NOT_FOUND.
enum err proofs_last(struct view *view, const struct uuid *device, struct proof_row *out,
                     struct error *error);
// Those that ended in [since_ms, until_ms), in that order, until `each` returns false.
struct proofs_time {
    int64_t since_ms, until_ms;
};
enum err proofs_list(struct view *view, const struct proofs_time *time, proofs_each *each,
                     void *arg, struct error *error);

// The device is to prove it at its next contact; a later proof answers that.
enum err proofs_ask(struct storage *storage, const struct uuid *device, int64_t at_ms,
                    struct error *error);
typedef bool proofs_asked_each(void *arg, const struct uuid *device, int64_t at_ms);
enum err proofs_asked(struct view *view, proofs_asked_each *each, void *arg, struct error *error);

#endif
