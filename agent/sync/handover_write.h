// SPDX-License-Identifier: Apache-2.0
// What only this tablet has, written as one sealed file that anybody may carry to the office
// (docs/HANDOVER.md).
#ifndef PLUMB_AGENT_SYNC_HANDOVER_WRITE_H
#define PLUMB_AGENT_SYNC_HANDOVER_WRITE_H

#include "agent/store/store.h"
#include "shared/base/uuid.h"
#include "shared/crypto/hash.h"

enum { HANDOVER_NAME = 96 };
#define HANDOVER_UNFINISHED ".part" // behind the name of a file that is being written
#define HANDOVER_FOLDER "handover"  // of the data folder: where the interface's files go

// Everything is borrowed.
struct handover_options {
    struct store *store;
    const struct disk *disk; // the data folder's
    const struct random *random;
    struct clock clock;
    struct uuid device;
    struct span key_pem, certificate_pem, ca_pem, seal_pem;
    // Told now and then how far it is; `total` bytes are an estimate until done is total. May be
    // NULL.
    void (*progress)(void *arg, uint64_t done, uint64_t total);
    void *arg;
};

// Where a file goes. The folder is made when it is not there; "" is the disk's own.
struct handover_place {
    const struct disk *disk;
    const char *folder;
    const char *name; // NULL: "plumbline-<device, 8 digits>-<time in China>.plumbhand"
    bool replace;     // what has this name already may go; else EXISTS
    bool even_empty;  // write it also when there is nothing to hand over
};
struct handover_summary {
    char name[HANDOVER_NAME];        // of the file, without its folder
    struct uuid device;              // whose work it is
    int64_t made_ms;                 // by that tablet's clock
    int64_t entries, blobs, parcels; // parcels: of others, counted in blobs too
    uint64_t size_bytes;             // of the file
    struct digest digest;            // of the file
};

// Writes journal entries and files that no receipt covers, sealed to the office and signed by this
// tablet; streamed, synced, read back and found whole before it has its name. Nothing on this
// tablet changes, and captures and syncs go on meanwhile. PRECONDITION: everything is delivered,
// there is nothing to hand over (no file). FULL, IO…: no file is left. CORRUPT: what was read back
// is not what was written.
enum err handover_write(const struct handover_options *options, const struct handover_place *place,
                        struct handover_summary *out, struct error *error);

#endif
