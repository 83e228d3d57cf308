// SPDX-License-Identifier: Apache-2.0
// Where the files of a customer's export go, one after the other: a folder, or an archive.
#ifndef PLUMB_SERVER_REPORTS_CUSTOMER_SINK_H
#define PLUMB_SERVER_REPORTS_CUSTOMER_SINK_H

#include "shared/base/disk.h"

// A file is written from its beginning to its end before the next begins; a path is relative, with
// '/' between folders, which are the sink's affair.
struct customer_sink {
    void *ctx;
    enum err (*begin)(void *ctx, const char *path, struct error *error); // EXISTS
    enum err (*add)(void *ctx, const void *bytes, size_t len, struct error *error);
    enum err (*end)(void *ctx, struct error *error); // whole and durable
};

// A folder of the machine, new or empty.
struct customer_sink_folder {
    const struct disk *disk; // borrowed
    struct disk_file *file;  // that is open
    char folder[160];        // where it lies
    uint64_t at;
};
struct customer_sink customer_sink_of_folder(struct customer_sink_folder *folder);
// Closes what an error left open.
void customer_sink_folder_close(struct customer_sink_folder *folder);

#endif
