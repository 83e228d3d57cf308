// SPDX-License-Identifier: Apache-2.0
// A ZIP archive (PKWARE APPNOTE 6.3, with ZIP64) written piece by piece, not compressed: pictures
// are already, and a damaged byte then costs one file.
#ifndef PLUMB_SERVER_OUTGOING_ZIP_FILE_H
#define PLUMB_SERVER_OUTGOING_ZIP_FILE_H

#include "shared/base/disk.h"
#include "shared/base/text.h"
#include "shared/crypto/hash.h"

enum { ZIP_FILE_NAME = 200, ZIP_FILE_ENTRIES_MOST = 1000000 };

struct zip_entry {
    char name[ZIP_FILE_NAME];
    uint64_t size, offset;
    uint32_t crc;
    struct digest digest;
};
// Starts zeroed.
struct zip_file {
    const struct disk *disk; // borrowed
    struct disk_file *file;
    uint64_t at;
    uint16_t date, time; // as MS-DOS had them
    struct zip_entry *entries;
    size_t count, cap;
    struct hash_stream *hash; // of the entry that is open; NULL: none is
};
// Makes the file on the disk; EXISTS. made_ms is the date of all its entries.
enum err zip_file_create(struct zip_file *zip, const struct disk *disk, const char *path,
                         int64_t made_ms, struct error *error);
// One entry: begin, add…, end. Names are UTF-8 without '\\', relative, with '/' between folders.
enum err zip_file_begin(struct zip_file *zip, const char *name, struct error *error);
enum err zip_file_add(struct zip_file *zip, const void *bytes, size_t len, struct error *error);
enum err zip_file_end(struct zip_file *zip, struct error *error);
// The same of bytes that are all there.
enum err zip_file_put(struct zip_file *zip, const char *name, struct span bytes,
                      struct error *error);
// Writes the directory, syncs and closes it. *size of the whole.
enum err zip_file_finish(struct zip_file *zip, uint64_t *size, struct error *error);
// Closes what is open, frees the rest; the file of one that was not finished is to be removed.
void zip_file_clear(struct zip_file *zip);

#endif
