// SPDX-License-Identifier: Apache-2.0
// Handover files at the office: those that tablets brought are read in the background, those that a
// person brings at once.
#ifndef PLUMB_SERVER_SYNC_PARCEL_DESK_H
#define PLUMB_SERVER_SYNC_PARCEL_DESK_H

#include "server/storage/parcels.h"
#include "server/sync/office.h"
#include "shared/wire/parcel.h"

struct parcel_desk;
// Without `threaded` nothing is read in the background: parcel_desk_step does (simulator, tests).
struct parcel_desk *parcel_desk_open(struct office *office, bool threaded);
void parcel_desk_stop(struct parcel_desk *desk);  // what is being read comes to an end soon
void parcel_desk_close(struct parcel_desk *desk); // accepts NULL; nothing may be at work

// Something came, or what some wait for may have come: read on a thread of the crew, soon.
void parcel_desk_wake(struct office *office);
// Reads what is open, now. Waits for the committer, so not from one of its jobs.
void parcel_desk_step(struct office *office);

// Brings a file in by hand: keeps it, reads it, waits for the committer. `pass` is handed each
// piece three times over, may be NULL. One that came before is not kept twice, but looked at again
// when it was not done. Errors of parcel_feed_check (nothing is kept), of parcel_read (it is kept,
// to be read another time), FULL.
struct parcel_desk_wish {
    const struct parcel_source *source;
    const struct parcel_pass *pass;
    bool
        past_gap; // what the office lacks before it is lost: take it in all the same, with an alarm
};
enum err parcel_desk_import(struct office *office, const struct parcel_desk_wish *wish,
                            struct parcel_row *out, struct error *error);

#endif
