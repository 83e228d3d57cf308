// SPDX-License-Identifier: Apache-2.0
// Uploads at work, in memory: who has one in hand, and the digest as far as its bytes came.
#ifndef PLUMB_SERVER_SYNC_UPLOAD_TABLE_H
#define PLUMB_SERVER_SYNC_UPLOAD_TABLE_H

#include "shared/crypto/hash.h"

// While it is in hand, it is its holder's alone.
struct upload_entry {
    uint64_t id;
    bool in_hand;
    bool inherited;  // it has bytes from before this process: a crash may have hurt them
    uint64_t hashed; // bytes in `running`
    struct hash_stream *running; // NULL: the file has to be read
    uint64_t used;               // for leaving the oldest out
};

// Thread-safe. What is left out for want of room costs reading a file again, no more.
struct upload_table;
struct upload_table *upload_table_create(void);
void upload_table_free(struct upload_table *table); // accepts NULL
// Takes an upload in hand; NULL: somebody has it, or all places are in hand.
struct upload_entry *upload_table_take(struct upload_table *table, uint64_t id, bool fresh);
void upload_table_give(struct upload_table *table, struct upload_entry *entry);
// The same, and it is not known any more.
void upload_table_drop(struct upload_table *table, struct upload_entry *entry);

#endif
