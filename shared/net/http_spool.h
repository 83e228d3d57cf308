// SPDX-License-Identifier: Apache-2.0
// Large bodies on their way in: written to files of a folder as they arrive, so that a photo of 40
// MB takes no more memory than a short text.
#ifndef PLUMB_SHARED_NET_HTTP_SPOOL_H
#define PLUMB_SHARED_NET_HTTP_SPOOL_H

#include "shared/base/disk.h"

#include <stdatomic.h>

enum { HTTP_SPOOL_MEMORY_BYTES = 256 << 10, HTTP_SPOOL_PATH = 64 };

struct http_spool {
    struct disk disk;
    char folder[HTTP_SPOOL_PATH / 2];
    uint64_t spare_bytes; // of the disk, that no body may take
    atomic_uint_least64_t count;
};
// The disk's functions are copied, its context is borrowed. Makes the folder and removes what an
// earlier process left there; nobody else may use it.
enum err http_spool_open(struct http_spool *spool, const struct disk *disk, const char *folder,
                         struct error *error);

// One body. Starts zeroed: no file, which is the state after an error too.
struct http_spooled {
    struct http_spool *spool;
    struct disk_file *file;
    char path[HTTP_SPOOL_PATH];
    uint64_t len;
};
// Makes its file. FULL, before anything was written, when the disk has not twice `expected_bytes`
// and the spare bytes free: the body is there once, and once more where its reader keeps it.
enum err http_spooled_begin(struct http_spooled *spooled, struct http_spool *spool,
                            uint64_t expected_bytes);
// FULL or IO: the file is gone.
enum err http_spooled_append(struct http_spooled *spooled, const void *bytes, size_t len);
// Reads from the file; *got is less than len only at its end.
enum err http_spooled_read(const struct http_spooled *spooled, uint64_t offset, void *bytes,
                           size_t len, size_t *got);
// Closes and removes the file, if there is one.
void http_spooled_end(struct http_spooled *spooled);

#endif
