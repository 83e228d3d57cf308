// SPDX-License-Identifier: Apache-2.0
// Uploads under way: what was announced; the bytes are a file of server/blobs.
#ifndef PLUMB_SERVER_STORAGE_UPLOADS_H
#define PLUMB_SERVER_STORAGE_UPLOADS_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

struct upload_row {
    uint64_t id; // random, the last part of its address
    struct uuid device, site, record;
    struct digest digest;
    char lane[12];
    uint64_t length, offset; // offset: synced bytes, where the caller keeps them here
    int64_t expires_ms;
};
enum err uploads_get(struct view *view, uint64_t id, struct upload_row *out,
                     struct error *error); // NOT_FOUND
// Inserts or replaces.
enum err uploads_put(struct storage *storage, const struct upload_row *upload, struct error *error);
enum err uploads_remove(struct storage *storage, uint64_t id,
                        struct error *error); // OK when there is none
typedef bool uploads_each(void *arg, const struct upload_row *upload);
// Those with expires_ms ≤ now_ms, the longest expired first, until `each` returns false.
enum err uploads_expired(struct view *view, int64_t now_ms, uploads_each *each, void *arg,
                         struct error *error);

#endif
