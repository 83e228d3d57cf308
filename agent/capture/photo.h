// SPDX-License-Identifier: Apache-2.0
// A photo taken in: the original untouched on the shelf, time and place read, a thumbnail made, a
// photo record written and both files queued for the office.
#ifndef PLUMB_AGENT_CAPTURE_PHOTO_H
#define PLUMB_AGENT_CAPTURE_PHOTO_H

#include "agent/capture/capture.h"
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
    const char *name; // file name as the person knows it, or NULL; folders are cut off
    bool again;       // a second photo record even when this record has one of the same bytes
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

#endif
