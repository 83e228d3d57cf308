// SPDX-License-Identifier: Apache-2.0
// Handover files that came: whose they are, who brought them, and what came of them.
#ifndef PLUMB_SERVER_STORAGE_PARCELS_H
#define PLUMB_SERVER_STORAGE_PARCELS_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

enum parcel_state { // stored: never renumber
    PARCEL_ARRIVED = 0,
    PARCEL_TAKEN = 1,
    PARCEL_WAITS = 2,  // the office lacks what came before
    PARCEL_REFUSED = 3 // it cannot be read, or nobody's word stands for it
};
struct parcel_row {
    struct digest digest;
    uint64_t size;
    enum parcel_state state;
    struct uuid device, courier; // nil: see the table
    int64_t arrived_ms, made_ms, read_ms;
    int64_t pushes, files;
    int64_t entries, entries_new, entries_held;
    int64_t files_new, files_refused;
    char detail[256];
};
enum err parcels_get(struct view *view, const struct digest *digest, struct parcel_row *out,
                     struct error *error); // NOT_FOUND
// Inserts or replaces.
enum err parcels_put(struct storage *storage, const struct parcel_row *parcel, struct error *error);
// One that has just become a blob: remembered to be read, unless it came before.
enum err parcels_arrive(struct storage *storage, const struct parcel_row *parcel,
                        struct error *error);
// In order of arrival, until `each` returns false; open_only: that are not done yet.
typedef bool parcels_each(void *arg, const struct parcel_row *parcel);
enum err parcels_list(struct view *view, bool open_only, parcels_each *each, void *arg,
                      struct error *error);

#endif
