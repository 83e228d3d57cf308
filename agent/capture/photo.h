// SPDX-License-Identifier: Apache-2.0
// A photo taken in: the original untouched on the shelf, time and place read, a thumbnail made, a
// photo record written and both files queued for the office.
#ifndef PLUMB_AGENT_CAPTURE_PHOTO_H
#define PLUMB_AGENT_CAPTURE_PHOTO_H

#include "agent/capture/capture.h"
#include "agent/capture/exif.h"
#include "shared/crypto/hash.h"

#define PHOTO_BYTES_MAX (UINT64_C(2) << 30)
enum { PHOTO_CHUNK_BYTES = 64 << 10, PHOTO_NAME_BYTES = 200 };

// Where the bytes come from. read fills at most len bytes; *got 0 is the end.
struct photo_source {
    void *ctx;
    enum err (*read)(void *ctx, void *bytes, size_t len, size_t *got);
};
struct photo_options {
    struct uuid record; // what is shown on it; must be here
    struct uuid person;
    const char *name;    // file name as the person knows it, or NULL; folders are cut off
    bool again;          // a second photo record even when this record has one of the same bytes
    const char *moment;  // "before" or "after" a work (D5.1), or NULL
    struct uuid copy_of; // photo that this is a marked copy of; nil: it is an original
    int64_t taken_ms; // what the file itself says when its camera wrote no time in it; 0: nothing
};
struct photo_result {
    struct uuid id; // of the photo record
    struct dot dot; // actor 0 when already
    bool already;   // the record had this photo; nothing was written
    struct digest digest;
    bool has_thumbnail;
    struct digest thumbnail;
    uint64_t size_bytes;
    const char *mime;     // static
    const char *sidenote; // why there is no thumbnail, in words, or NULL; static
};
// Streams the source; at no time more than PHOTO_CHUNK_BYTES and the head of the file are in
// memory, but for the thumbnail (thumbnail.h). INVALID: empty, or SVG. TOO_LARGE above 2 GiB. FULL
// when storage is short. NOT_FOUND: the record is not here. After an error nothing was saved.
enum err photo_add(struct store *store, const struct photo_options *options,
                   const struct photo_source *source, struct photo_result *out,
                   struct error *error);

// The same in steps, for photos that belong to other edits of one transaction (deed.h). Take needs
// no transaction: the bytes are on the disk afterwards, and nothing is known of them yet. A nil
// record is one that is not here yet; otherwise outcome.already tells that there is nothing to do.
// The name is borrowed until the end. Place appends the photo record and queues the files
// inside the caller's transaction. End frees it, with what became of that transaction: files that
// came to nothing are removed. NULL is accepted.
struct photo_taking;
struct photo_spot {
    struct uuid record, site;
    const char *moment; // NULL: as taken
    struct write_group group;
};
enum err photo_take(struct store *store, const struct photo_options *options,
                    const struct photo_source *source, struct photo_taking **out,
                    struct error *error);
const struct photo_result *photo_outcome(const struct photo_taking *taking);
const struct exif_facts *photo_facts(const struct photo_taking *taking); // what its camera wrote
enum err photo_place(struct photo_taking *taking, const struct photo_spot *spot,
                     struct error *error);
void photo_end(struct photo_taking *taking, enum err outcome);

#endif
