// SPDX-License-Identifier: Apache-2.0
// What a backup must not forget, in an append-only file outside of it: JSON lines, hash-chained,
// each synced.
#ifndef PLUMB_SERVER_STORAGE_LEDGER_H
#define PLUMB_SERVER_STORAGE_LEDGER_H

#include "shared/base/disk.h"
#include "shared/base/text.h"

enum { LEDGER_LINE_MAX = 4 << 20 };

// Each line is {"chain":"<64 hex>","entry":<text>}; chain_n = SHA-256(chain_{n−1} ‖
// text_n), chain_0 = 32 zero bytes. What a text means is the caller's affair. One thread at a time.
struct ledger;

// Opens the file, makes it when there is none, checks the chain and cuts off a torn last line
// (never acknowledged: it has no end, or a hole of zeros a crash left). CORRUPT: the chain is
// broken; the detail names the line; nothing was changed.
enum err ledger_open(const struct disk *disk, const char *path, struct ledger **out,
                     struct error *error);
void ledger_close(struct ledger *ledger); // accepts NULL
// Durable when it returns OK. `text`: one JSON value without line breaks or NUL, at most
// LEDGER_LINE_MAX bytes, else INVALID. After an error the line is cut off again, if need be at the
// next append; only a process that ends before may leave it standing.
enum err ledger_append(struct ledger *ledger, struct span text, struct error *error);
// Calls `each` for every text in order; it may stop by returning an error, which is passed on.
// Opens the file for reading only. A torn last line is left out; CORRUPT: a broken chain, after the
// good lines before it were given. NOT_FOUND: no file.
typedef enum err ledger_each(void *arg, struct span text, struct error *error);
enum err ledger_replay(const struct disk *disk, const char *path, ledger_each *each, void *arg,
                       struct error *error);

#endif
