// SPDX-License-Identifier: Apache-2.0
// Content-addressed files: blobs/ab/<64 hex>, visible only whole, verified and durable; uploads/<16
// hex> until then.
#ifndef PLUMB_SERVER_BLOBS_BLOB_STORE_H
#define PLUMB_SERVER_BLOBS_BLOB_STORE_H

#include "shared/base/disk.h"
#include "shared/base/text.h"
#include "shared/crypto/hash.h"

// Thread-safe as long as one upload is used by one thread at a time. Nothing is kept open.
struct blob_store;

// Makes the folders that are missing and syncs their names. The disk is borrowed.
enum err blob_store_open(const struct disk *disk, struct blob_store **out, struct error *error);
void blob_store_close(struct blob_store *store); // accepts NULL

// An upload's file, in which bytes stand as far as they came. create: EXISTS when there is one.
// Its name is durable after blob_store_sync_uploads (not needed when it is published at once).
// Close with blob_store_close_file; read it through the disk.
enum err blob_store_create_upload(struct blob_store *store, uint64_t id, struct disk_file **out,
                                  struct error *error);
enum err blob_store_open_upload(struct blob_store *store, uint64_t id, struct disk_file **out,
                                uint64_t *size, struct error *error); // NOT_FOUND
// Adds bytes at the end; `offset` is where the caller thinks that is: STALE when it is not, nothing
// changed. After any other error (FULL, IO) what was written of them is cut off again.
enum err blob_store_append(struct blob_store *store, struct disk_file *file, uint64_t offset,
                           struct span bytes, struct error *error);
// Makes what was appended durable; only then may an offset be acknowledged.
enum err blob_store_sync(struct blob_store *store, struct disk_file *file, struct error *error);
// Makes the names of all uploads made so far durable.
enum err blob_store_sync_uploads(struct blob_store *store, struct error *error);
void blob_store_close_file(struct blob_store *store, struct disk_file *file); // accepts NULL
enum err blob_store_remove_upload(struct blob_store *store, uint64_t id,
                                  struct error *error); // OK when there is none
// All upload files there are (to remove those that nobody knows), until `each` returns false.
typedef bool blob_store_upload_each(void *arg, uint64_t id);
enum err blob_store_list_uploads(struct blob_store *store, blob_store_upload_each *each, void *arg,
                                 struct error *error);

// An upload that is complete and becomes the blob of this digest.
struct blob_publication {
    uint64_t upload;
    uint64_t length;      // that it must have
    struct digest digest; // that it must have
    // Over all its bytes, if the caller kept one (finished here); NULL: the file is read and
    // hashed.
    struct hash_stream *running;
    // Result. OK: durable and visible under its digest, the upload is gone. INVALID: it has another
    // length or digest. Else what the disk said. The upload stays, unless only the sync of its
    // folder failed; then it must be sent again.
    enum err code;
};
// Verifies, syncs and renames each one and syncs every folder touched once. The results stand in
// the items; returns OK when all are OK, else the first code that is not, with detail. A crash at
// any instant leaves each either an upload or a blob.
enum err blob_store_publish_many(struct blob_store *store, struct blob_publication *items,
                                 size_t count, struct error *error);
enum err blob_store_publish(struct blob_store *store, struct blob_publication *item,
                            struct error *error);

// For reading; NOT_FOUND.
enum err blob_store_open_blob(struct blob_store *store, const struct digest *digest,
                              struct disk_file **out, uint64_t *size, struct error *error);
// Hashes it again: CORRUPT when it is not what its name says, NOT_FOUND when it is not there.
enum err blob_store_verify(struct blob_store *store, const struct digest *digest, uint64_t *size,
                           struct error *error);
// Removes it, durably; OK when there is none.
enum err blob_store_remove_blob(struct blob_store *store, const struct digest *digest,
                                struct error *error);
// All blobs there are, order unspecified, until `each` returns false. A file whose name is no
// digest is passed over.
typedef bool blob_store_blob_each(void *arg, const struct digest *digest);
enum err blob_store_list_blobs(struct blob_store *store, blob_store_blob_each *each, void *arg,
                               struct error *error);

#endif
