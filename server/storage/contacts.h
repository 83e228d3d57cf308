// SPDX-License-Identifier: Apache-2.0
// What each tablet last said of itself: one row a device.
#ifndef PLUMB_SERVER_STORAGE_CONTACTS_H
#define PLUMB_SERVER_STORAGE_CONTACTS_H

#include "server/storage/storage.h"

struct device_contact {
    struct uuid device;
    int64_t at_ms, pulled_at_ms;
    char agent[64];
    int64_t clock_offset_ms, storage_free, unsent_writes, unsent_blobs, unsent_bytes,
        unsent_oldest_ms;
    uint64_t cursor_commit; // pulled up to
    struct span actors;     // packed vector: the counters it says it has
};
// Inserts or replaces.
enum err contacts_put(struct storage *storage, const struct device_contact *contact,
                      struct error *error);
enum err contacts_get(struct view *view, const struct uuid *device, struct device_contact *out,
                      struct error *error); // NOT_FOUND
// What it had last said by `at_ms`; NOT_FOUND: nothing. Exact at full hours and at the cut of a
// night that is kept; in between it may be a contact of the same hour that came before.
enum err contacts_at(struct view *view, const struct uuid *device, int64_t at_ms,
                     struct device_contact *out, struct error *error);
// Of what tablets said in [from_ms, until_ms), keeps the last before each kept night's cut.
enum err contacts_thin(struct storage *storage, int64_t from_ms, int64_t until_ms,
                       struct error *error);

#endif
