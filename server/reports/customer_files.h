// SPDX-License-Identifier: Apache-2.0
// The files of an export, each with its size and digest, and the manifest of them.
#ifndef PLUMB_SERVER_REPORTS_CUSTOMER_FILES_H
#define PLUMB_SERVER_REPORTS_CUSTOMER_FILES_H

#include "server/blobs/blob_store.h"
#include "server/reports/customer_sink.h"
#include "server/storage/blobs.h"
#include "shared/base/buffer.h"
#include "shared/base/uuid.h"

struct customer_file {
    char path[160];
    uint64_t size;
    struct digest digest;
    char missing[200]; // why it is not there; empty: it is
};
struct customer_files {
    const struct disk *from;        // borrowed: the office's folder
    const struct customer_sink *to; // borrowed
    struct customer_file *list;     // owned
    size_t count, missing_count;    // there, and not
    size_t used, cap;
    uint64_t bytes;
};
void customer_files_open(struct customer_files *files, const struct disk *from,
                         const struct customer_sink *to);
void customer_files_close(struct customer_files *files);

// Writes a file whole.
enum err customer_files_put(struct customer_files *files, const char *path,
                            const struct buffer *bytes, struct error *error);
// Copies a file that lies at `from` in the office's folder.
enum err customer_files_copy(struct customer_files *files, const char *from, const char *path,
                             struct error *error);
// Copies a blob to files/<digest>.<what it is>, once, hashed on its way (CORRUPT). One that is not
// held is noted as missing.
enum err customer_files_blob(struct customer_files *files, struct blob_store *store,
                             const struct blob_row *blob, struct error *error);
void customer_files_missing(struct customer_files *files, const char *path, const char *why);
bool customer_files_has(const struct customer_files *files, const char *path);

// manifest.json: {"by","files":[{"path","sha256","size"}],"format":"plumbline-customer-1","made",
// "missing":[{"path","why"}],"site"}.
struct customer_files_head {
    struct uuid site;
    const char *by;
    int64_t made_ms;
};
enum err customer_files_finish(struct customer_files *files, const struct customer_files_head *head,
                               struct digest *digest, struct error *error);

#endif
