// SPDX-License-Identifier: Apache-2.0
// Where the bytes of a handed-over file come from: a file of a disk, or memory.
#ifndef PLUMB_SHARED_WIRE_PARCEL_SOURCE_H
#define PLUMB_SHARED_WIRE_PARCEL_SOURCE_H

#include "shared/base/disk.h"
#include "shared/base/text.h"

struct parcel_source {
    void *ctx;
    // Reads at most len bytes at offset; *got is less only at the end.
    enum err (*read)(void *ctx, uint64_t offset, void *bytes, size_t len, size_t *got);
    uint64_t size_bytes;
};

// A file opened on a disk; it stays the caller's.
struct parcel_source_file {
    const struct disk *disk;
    struct disk_file *file;
};
enum err parcel_source_of_file(struct parcel_source_file *file, struct parcel_source *out,
                               struct error *error);
// Bytes in memory; *bytes must outlive the source.
struct parcel_source parcel_source_of_bytes(struct span *bytes);

// Reads exactly len bytes. CORRUPT when there are fewer, else what the source said.
enum err parcel_source_read(const struct parcel_source *source, uint64_t offset, void *bytes,
                            size_t len, struct error *error);

#endif
