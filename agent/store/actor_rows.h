// SPDX-License-Identifier: Apache-2.0
// The actors of this journal as rows: which entries are whose, and how far each is delivered.
#ifndef PLUMB_AGENT_STORE_ACTOR_ROWS_H
#define PLUMB_AGENT_STORE_ACTOR_ROWS_H

#include "agent/store/store_inside.h"

struct actor_row {
    int64_t first; // n of its first entry
    uint64_t actor;
    int64_t last;      // highest counter
    int64_t delivered; // receipts cover 1 … delivered
    int64_t trimmed;   // entries 1 … trimmed have their chain only
};
struct actor_list {
    struct actor_row *rows; // owned
    size_t count, cap;
};
void actor_rows_clear(struct actor_list *list);

// NOT_FOUND when there is none: the newest, the one that entry n belongs to, the one of this name.
enum err actor_rows_newest(struct store *store, struct actor_row *out, struct error *error);
enum err actor_rows_at(struct store *store, int64_t n, struct actor_row *out, struct error *error);
enum err actor_rows_named(struct store *store, uint64_t actor, struct actor_row *out,
                          struct error *error);
// Adds all rows of a statement that selects actors, with what was bound to it.
enum err actor_rows_collect(struct store *store, sqlite3_stmt *statement, struct actor_list *out,
                            struct error *error);
// Those with undelivered entries that are not trimmed, oldest first.
enum err actor_rows_undelivered(struct store *store, struct actor_list *out, struct error *error);
// n of the first undelivered entry that is not trimmed, and of the last one of this actor.
int64_t actor_rows_first_unsent(const struct actor_row *row);
int64_t actor_rows_end(const struct actor_row *row);

#endif
