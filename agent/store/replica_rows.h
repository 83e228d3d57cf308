// SPDX-License-Identifier: Apache-2.0
// Records as rows: a state is put together from its columns and taken apart again, so that nothing
// is stored twice.
#ifndef PLUMB_AGENT_STORE_REPLICA_ROWS_H
#define PLUMB_AGENT_STORE_REPLICA_ROWS_H

#include "agent/store/store_inside.h"

enum { REPLICA_CONFLICTED = 1, REPLICA_DELETED = 2, REPLICA_MACED = 4 };

// The columns of one state.
struct replica_columns {
    uint8_t mac[MAC_BYTES]; // zeros: none
    struct span vector;     // packed
    struct span writes;     // data NULL: not stored, they are all of the newest entry's
};
struct replica_stored {
    int64_t record; // row number
    struct uuid id, site;
    struct span kind;
    int64_t flags, last; // last: n of the newest entry here for it, 0 none
    struct replica_columns state;
    int64_t site_row;
    bool site_dropped;
};

// The row of a record; spans live until the statement is used again. NOT_FOUND.
enum err replica_rows_get(struct store *store, const struct uuid *id, struct replica_stored *out,
                          struct error *error);
// The present row of a statement that selects records (RECORD_GET's columns).
enum err replica_rows_read(sqlite3_stmt *statement, struct replica_stored *out,
                           struct error *error);
// Writes that are not stored are put together from the journal; they live until the next call of
// this. CORRUPT when the entry is damaged.
enum err replica_rows_complete(struct store *store, struct replica_stored *stored,
                               struct error *error);
// Keeps what complete put together with the record, before its entry goes.
enum err replica_rows_keep_writes(struct store *store, struct replica_stored *stored,
                                  struct error *error);
// The present state is the one with this mac; a base is superfluous then.
enum err replica_rows_put_mac(struct store *store, const struct replica_stored *stored,
                              const uint8_t mac[MAC_BYTES], struct error *error);
// Replaces `out` by the state's bytes; its writes are there (see complete).
enum err replica_rows_join(const struct replica_stored *stored,
                           const struct replica_columns *columns, struct buffer *out,
                           struct error *error);
// Takes canonical state bytes apart: `writes` is borrowed from `state`, the vector is packed into
// `packed`. PROTOCOL when the bytes are not of that form.
enum err replica_rows_split(struct span state, const struct record *record, struct buffer *packed,
                            struct replica_columns *out, struct error *error);
// Inserts (record 0) or updates: id, site, kind, flags, last, state. Sites are made as needed; on
// insertion record and site_row are filled in.
enum err replica_rows_put(struct store *store, struct replica_stored *stored, struct error *error);
// Which flags a state has by its contents.
int64_t replica_rows_flags(const struct record *record);

// The received state beside a record that is ahead of it. NOT_FOUND; spans as above.
enum err replica_rows_base(struct store *store, int64_t record, struct replica_columns *out,
                           struct error *error);
enum err replica_rows_put_base(struct store *store, int64_t record,
                               const struct replica_columns *columns, struct error *error);
enum err replica_rows_drop_base(struct store *store, int64_t record, struct error *error);
// Whether everything the packed vector `a` covers, `b` covers too.
bool replica_rows_below(struct span a, struct span b);

#endif
