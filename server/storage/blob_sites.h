// SPDX-License-Identifier: Apache-2.0
// For which sites a tablet brought all bytes of a blob: to name a digest is not to have the blob.
#ifndef PLUMB_SERVER_STORAGE_BLOB_SITES_H
#define PLUMB_SERVER_STORAGE_BLOB_SITES_H

#include "server/storage/blobs.h"

// Idempotent. The blob has a row.
enum err blob_sites_put(struct storage *storage, const struct digest *digest,
                        const struct uuid *site, struct error *error);
enum err blob_sites_has(struct view *view, const struct digest *digest, const struct uuid *site,
                        bool *out, struct error *error);
// The bytes are gone: they were brought nowhere.
enum err blob_sites_lose(struct storage *storage, const struct digest *digest, struct error *error);

#endif
