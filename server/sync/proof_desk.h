// SPDX-License-Identifier: Apache-2.0
// Proofs of convergence under way, and which tablets owe one.
#ifndef PLUMB_SERVER_SYNC_PROOF_DESK_H
#define PLUMB_SERVER_SYNC_PROOF_DESK_H

#include "server/sync/office.h"
#include "shared/wire/proof_set.h"

// What the office held when a proof began, and what was repaired since. It can be lost at any time:
// the tablet then begins anew.
struct proof_case {
    struct uuid device;
    struct proof_set set; // owned
    int64_t used_ms;      // boot clock
    int64_t differences, aside, lacking, round_trips, bytes;
};
void proof_case_free(struct proof_case *proof); // accepts NULL

// Thread-safe. Holds a bounded number of records, the case that was idle longest goes first.
struct proof_desk;
struct proof_desk *proof_desk_create(void);
void proof_desk_free(struct proof_desk *desk); // accepts NULL
// Hands the device's case over to the caller; NULL: it has none of this number.
struct proof_case *proof_desk_take(struct proof_desk *desk, const struct uuid *device,
                                   uint64_t proof);
// Takes it (back), in place of any other of the device.
void proof_desk_give(struct proof_desk *desk, struct proof_case *proof, int64_t now_ms);

// Whether the device is to prove it now: a person asked, or the night's hour has passed since it
// did. One that was told is left alone for a while.
bool proof_desk_due(struct office *office, const struct uuid *device);
// The same, and it is being told.
bool proof_desk_tell(struct office *office, const struct uuid *device);
// What the store says about earlier proofs, and about the hour of the night unless it was given.
enum err proof_desk_recall(struct office *office, struct view *view, struct error *error);
// From which hour of the day on a tablet proves it once, 0 to 23; below 0: only when asked. Of the
// setting that the nights have, too.
#define PROOF_DESK_HOUR "night_hour"
void proof_desk_set_hour(struct office *office, int64_t hour);
// Whether a person asked for one and none has ended since.
bool proof_desk_asked(struct office *office, const struct uuid *device);
// One has ended.
void proof_desk_done(struct office *office, const struct uuid *device, int64_t at_ms);
// A person asks the device for one, at its next contact (office_device_prove).
void proof_desk_ask(struct office *office, const struct uuid *device, int64_t at_ms);

#endif
