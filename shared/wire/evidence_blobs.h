// SPDX-License-Identifier: Apache-2.0
// The blobs of an evidence file: their bytes against the list, and which of the two was changed.
#ifndef PLUMB_SHARED_WIRE_EVIDENCE_BLOBS_H
#define PLUMB_SHARED_WIRE_EVIDENCE_BLOBS_H

#include "shared/base/memory.h"
#include "shared/wire/evidence_manifest.h"

// What a blob is, by its place.
enum evidence_role { EVIDENCE_STATEMENT, EVIDENCE_HANDWRITING, EVIDENCE_RENDERING, EVIDENCE_PHOTO };
enum evidence_role evidence_blobs_role(const struct evidence_manifest *manifest, size_t index);
// How many come before the photos.
size_t evidence_blobs_fixed(const struct evidence_manifest *manifest);
// What the sealed text says that this one is; NULL for a photo.
const struct digest *evidence_blobs_sealed(const struct evidence_manifest *manifest, size_t index);

struct evidence_blobs_fault {
    struct evidence_range range;
    bool in_list;        // an entry of the list, else bytes of a blob
    bool rest;           // behind the last blob, or where it would end
    size_t index;        // of the blob
    struct digest found; // of its bytes, when they are blamed
    const char *zh, *en; // why; NULL: no fault
};
// Hashes every blob. `offsets` has room for all. Errors of the source, which may be shorter than it
// said.
enum err evidence_blobs_judge(const struct evidence_source *source,
                              const struct evidence_manifest *manifest, uint64_t *offsets,
                              struct evidence_blobs_fault *out);
// Makes the fault one of the entry in the list.
void evidence_blobs_blame_list(const struct evidence_manifest *manifest, size_t index,
                               struct evidence_blobs_fault *out);
// Reads a whole blob into the arena. TOO_LARGE above `max`.
enum err evidence_blobs_read(const struct evidence_source *source, struct evidence_range range,
                             size_t max, struct arena *memory, struct span *out);

#endif
