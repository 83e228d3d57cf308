// SPDX-License-Identifier: Apache-2.0
// Copying an office's files from one folder to another, so that whatever has its name is whole.
#ifndef PLUMB_SERVER_UPKEEP_BACKUP_COPY_H
#define PLUMB_SERVER_UPKEEP_BACKUP_COPY_H

#include "server/blobs/blob_store.h"

#include <stdatomic.h>

struct backup_copy {
    const struct disk *from, *to;
    // The path of a folder on the same disk as `to` that has the same files under the same names:
    // those are linked and stand on the disk once. NULL: everything is copied.
    const char *like;
    const atomic_bool *stop; // set by another thread: CANCELLED between two files. May be NULL
    void (*progress)(void *ctx, const char *what, uint64_t done, uint64_t total); // may be NULL
    void *progress_ctx;
    uint64_t blobs, bytes, copied_bytes; // result; bytes: of all files, copied or linked
};
// One file under a temporary name, synced, then renamed. The folder is not synced.
enum err backup_copy_file(struct backup_copy *copy, const char *path, struct error *error);
// Every file of keys/. CONFLICT: one is there with other bytes; it is left alone.
enum err backup_copy_keys(struct backup_copy *copy, struct error *error);
// Every blob of the store (of `from`) that is not there yet: what has the name has the bytes.
enum err backup_copy_blobs(struct backup_copy *copy, struct blob_store *store, struct error *error);

#endif
