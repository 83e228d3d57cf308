// SPDX-License-Identifier: Apache-2.0
// The plain SQLite store of the limits: a row a record, found by id, parsed with cJSON; no history,
// no merge.
#ifndef PLUMB_TOOLS_BENCHMARK_PLAIN_STORE_H
#define PLUMB_TOOLS_BENCHMARK_PLAIN_STORE_H

#include "shared/base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct plain_store;

// WAL; synchronous FULL, so that a commit is durable. Ends the program on any error.
struct plain_store *plain_store_open(const char *path);
void plain_store_close(struct plain_store *store);
void plain_store_begin(struct plain_store *store);
void plain_store_commit(struct plain_store *store);

// A parsed record, which points into its line.
struct plain_row {
    void *tree; // owned
    uint8_t id[16], project[16];
    const char *node, *item, *result, *updated;
    struct span line;
};
void plain_store_parse(struct span line, struct plain_row *out); // free with plain_store_drop
void plain_store_drop(struct plain_row *row);
// Inserts or replaces under the next number, which it returns. Outside a transaction it is durable.
int64_t plain_store_put(struct plain_store *store, const struct plain_row *row);
// The number of the newest record.
int64_t plain_store_head(const struct plain_store *store);
// The records after a number, in order, until `each` returns false.
typedef bool plain_store_each(void *arg, int64_t number, struct span line);
void plain_store_list(struct plain_store *store, int64_t after, plain_store_each *each, void *arg);

#endif
