// SPDX-License-Identifier: Apache-2.0
// The morning picture: what the office holds, tablet by tablet, and exactly what is missing.
#ifndef PLUMB_SERVER_RECONCILE_PICTURE_H
#define PLUMB_SERVER_RECONCILE_PICTURE_H

#include "server/reconcile/picture_service.h"
#include "server/storage/alarm.h"
#include "server/storage/blobs.h"
#include "server/storage/commit.h"
#include "server/storage/contacts.h"
#include "server/storage/devices.h"
#include "server/storage/held.h"

// A run of writes that a tablet says it has and the office does not (P8).
struct picture_gap {
    uint64_t actor, from, to;
};
struct picture_device {
    struct uuid id;
    char name[128], agent[64];
    enum device_state state;
    uint64_t says, holds; // writes: by the tablet's own word, and held gapless and chain-verified
    struct picture_gap *gaps; // owned
    size_t gap_count;
    uint64_t lost;           // "history lost, states healed"
    int64_t last_contact_ms; // 0: never
    int64_t unsent_writes, unsent_blobs, unsent_bytes, unsent_oldest_ms, clock_offset_ms,
        storage_free;
    int64_t certificate_days;
    uint64_t behind; // commits it has not pulled yet
    size_t copies;   // branches of its journal beyond the first: restored or cloned
};
struct picture_conflict {
    struct uuid id, site;
    char kind[41];
    char fields[512]; // names, comma-separated
};
struct picture_held {
    int64_t row, since_ms;
    struct dot dot;
    struct uuid record, site, device;
    enum held_reason reason;
    uint64_t group;
    char detail[256];
};
struct picture_blob {
    struct digest digest;
    struct uuid record, site, device;
    int64_t since_ms;
};
// Everything is a count or a list here; every format (picture_json.h, picture_csv.h,
// picture_text.h) shows these figures and no others.
struct picture {
    int64_t at_ms;
    struct commit_stamp head;
    uint64_t epoch, backed_up_through;
    struct picture_device *devices;
    struct picture_conflict *conflicts;
    struct picture_held *held;  // open ones: quarantine, waiting for writes, open groups
    struct picture_blob *blobs; // named and not held
    struct alarm_row *alarms;   // of the last 24 hours
    size_t device_count, conflict_count, held_count, blob_count, alarm_count;
    struct picture_service service; // defects and overdue deadlines of the sites
    uint64_t says, holds, missing, quarantined, waiting, open_groups;
};
// Reads it from one snapshot. Clear it also after an error.
enum err picture_read(struct view *view, const struct picture_service_options *options,
                      struct picture *out, struct error *error);
void picture_clear(struct picture *picture);
const char *picture_reason(enum held_reason reason); // "invalid", "scope", …

#endif
