// SPDX-License-Identifier: Apache-2.0
// What the office knows of blobs: held or missing, and which records name them.
#ifndef PLUMB_SERVER_STORAGE_BLOBS_H
#define PLUMB_SERVER_STORAGE_BLOBS_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

struct blob_row {
    struct digest digest;
    uint64_t size;    // bytes; 0 while unknown
    bool held;        // the file is there, verified
    uint64_t commit;  // under which it became held; 0: it is not
    int64_t since_ms; // first named, or arrived
};
enum err blobs_get(struct view *view, const struct digest *digest, struct blob_row *out,
                   struct error *error); // NOT_FOUND
// Inserts or replaces.
enum err blobs_put(struct storage *storage, const struct blob_row *blob, struct error *error);

// A write names a blob: kept for ever (P17). Idempotent. Makes a missing row when the blob is
// unknown.
struct blob_name {
    struct digest digest;
    struct uuid record, site;
    struct uuid device; // whose write it was; nil: the office's
};
enum err blobs_name(struct storage *storage, const struct blob_name *name, struct error *error);
enum err blobs_named_by(struct view *view, const struct digest *digest, const struct uuid *record,
                        bool *out, struct error *error);
typedef bool blobs_each(void *arg, const struct blob_row *blob, const struct blob_name *name);
// Blobs that are not held, named by this device's writes (device nil: by anybody's), in order of
// first naming; one call a name, names of one blob together. Costs what is missing, not what is
// there.
enum err blobs_missing(struct view *view, const struct uuid *device, blobs_each *each, void *arg,
                       struct error *error);
// Every blob that a record of the site names, names of one blob together, until `each` returns
// false.
enum err blobs_of_site(struct view *view, const struct uuid *site, blobs_each *each, void *arg,
                       struct error *error);
// Every name there is, by blob.
enum err blobs_names(struct view *view, blobs_each *each, void *arg, struct error *error);
// Blobs that are held, by digest, from the one after `digest` on; name is NULL.
enum err blobs_after(struct view *view, const struct digest *digest, blobs_each *each, void *arg,
                     struct error *error);
// One of its names; NOT_FOUND: nobody names it.
enum err blobs_name_of(struct view *view, const struct digest *digest, struct blob_name *out,
                       struct error *error);

#endif
