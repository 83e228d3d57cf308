// SPDX-License-Identifier: Apache-2.0
// The inside of the office, for the parts of this folder.
#ifndef PLUMB_SERVER_SYNC_OFFICE_PARTS_H
#define PLUMB_SERVER_SYNC_OFFICE_PARTS_H

#include "server/enrol/attempts.h"
#include "server/sync/countersign.h"
#include "server/sync/crew.h"
#include "server/sync/office.h"
#include "server/sync/parcel_desk.h"
#include "server/sync/proof_desk.h"
#include "server/sync/upload_work.h"
#include "server/sync/workset.h"
#include "shared/model/hlc.h"
#include "shared/wire/enrol_link.h"

#include <pthread.h>

struct office {
    const struct disk *disk;
    struct clock clock;
    struct random random;
    struct log log;
    int64_t idle_ms;
    _Atomic int64_t night_ms;    // below 0: never
    _Atomic int64_t tidy_due_ms; // boot clock; nights and whoever serves call office_tidy

    struct authority authority;
    struct storage *storage;
    struct blob_store *blobs;
    struct ledger *ledger; // the committer's
    struct committer *committer;
    struct roster *roster;
    struct bulletin *bulletin;
    struct crew *crew;
    struct upload_desk *uploads;
    struct parcel_desk *parcels;
    struct proof_desk *proofs;
    struct attempts *attempts;
    struct countersign *countersign; // the committer's
    struct workset_parts parts;      // of all that, what commit jobs work with
    struct workset_signs signs;

    // As the newest commits left them; the store has the truth.
    _Atomic uint64_t epoch, backed_up_through;

    // The office as a replica: the committer's. An actor of 0 is minted with the next edit; counter
    // is that of its newest write, whether or not that was committed.
    struct hlc hlc;
    uint64_t actor, counter;

    pthread_mutex_t address_mutex; // guards what follows
    char sync_address[HOST_PORT_TEXT], office_address[HOST_PORT_TEXT];
    struct digest pin;
};

#endif
