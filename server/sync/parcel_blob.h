// SPDX-License-Identifier: Apache-2.0
// A stream of bytes that becomes a blob, or is compared with one that the office has.
#ifndef PLUMB_SERVER_SYNC_PARCEL_BLOB_H
#define PLUMB_SERVER_SYNC_PARCEL_BLOB_H

#include "server/sync/office.h"

struct parcel_blob_wish {
    void *ctx;
    // The next bytes; *got is 0 at the end.
    enum err (*read)(void *ctx, void *bytes, size_t len, size_t *got, struct error *error);
    uint64_t size_bytes;
    struct digest digest; // that the whole must have
    bool held;            // the office has it: only compare
};
// OK: *good tells whether size and digest are right, and it is then in the blob store, durable and
// under its digest (no row knows it yet). FULL: the disk has no room for it. Else what the disk or
// the stream said; nothing is left behind.
enum err parcel_blob_take(struct office *office, const struct parcel_blob_wish *wish, bool *good,
                          struct error *error);

#endif
