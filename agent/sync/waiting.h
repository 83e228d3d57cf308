// SPDX-License-Identifier: Apache-2.0
// What only this tablet has: item by item the records and files that no receipt of the office
// covers.
#ifndef PLUMB_AGENT_SYNC_WAITING_H
#define PLUMB_AGENT_SYNC_WAITING_H

#include "agent/store/store.h"
#include "shared/base/memory.h"
#include "shared/base/text.h"
#include "shared/base/uuid.h"
#include "shared/crypto/hash.h"

enum waiting_kind { WAITING_TEXT, WAITING_SIGNATURE, WAITING_PHOTO, WAITING_PARCEL, WAITING_KINDS };
const char *waiting_kind_name(enum waiting_kind kind); // "text", "signature", "photo", "parcel"

// A record with its edits and files, or a parcel of another tablet.
struct waiting_item {
    enum waiting_kind kind;
    struct uuid record, site;  // of a parcel nil
    struct digest digest;      // of a parcel
    struct span record_kind;   // "item_result", …; empty: only files of it wait
    int64_t edits;             // that wait
    int64_t bytes, sent_bytes; // of its edits and files; of these, what the office has
    int64_t saved_ms;          // when the oldest of it was made here
    bool sending;              // a file is under way
    bool attention;            // the office refuses a file: a person must look
    int64_t retry_ms;          // a file rests after failures and is tried again then; 0: at once
    char reason[160];          // of attention, or ""
};
struct waiting {
    struct waiting_item *items; // in the arena; by record, parcels first
    size_t count;
};
// TOO_LARGE: the arena is full.
enum err waiting_read(struct store *store, struct arena *arena, struct waiting *out,
                      struct error *error);
// The item of a record; NULL: nothing of it waits.
const struct waiting_item *waiting_find(const struct waiting *waiting, const struct uuid *record);

struct waiting_sum {
    int64_t count[WAITING_KINDS];
    int64_t bytes; // not sent yet
};
void waiting_add_up(const struct waiting *waiting, struct waiting_sum *out);

#endif
