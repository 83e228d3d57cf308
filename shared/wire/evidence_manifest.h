// SPDX-License-Identifier: Apache-2.0
// The manifest of an evidence file: written in its one form, and read with the place of each part,
// so that what was changed can be pointed at.
#ifndef PLUMB_SHARED_WIRE_EVIDENCE_MANIFEST_H
#define PLUMB_SHARED_WIRE_EVIDENCE_MANIFEST_H

#include "shared/crypto/pem.h"
#include "shared/wire/evidence.h"

// In the order of the file.
enum evidence_part {
    EVIDENCE_START,
    EVIDENCE_MANIFEST, // its braces, names and commas
    EVIDENCE_LIST,     // of the blobs
    EVIDENCE_CERTIFICATE,
    EVIDENCE_COUNTER,
    EVIDENCE_LOG_CERTIFICATE,
    EVIDENCE_HEAD,
    EVIDENCE_HEAD_SEAL,
    EVIDENCE_INDEX,
    EVIDENCE_LEAF,
    EVIDENCE_PROOF,
    EVIDENCE_FORMAT,
    EVIDENCE_SEAL,
    EVIDENCE_TEXT, // the sealed text
    EVIDENCE_PARTS // how many
};
// Offsets in the file, [from, to).
struct evidence_range {
    uint64_t from, to;
};
struct evidence_der {
    uint8_t bytes[PEM_DER_MAX];
    size_t len;
};
struct evidence_seal_bytes {
    uint8_t bytes[KEY_SIGNATURE_MAX];
    size_t len;
};
struct evidence_manifest {
    struct evidence_range ranges[EVIDENCE_PARTS]; // of the values; 0, 0: not there
    struct evidence_blob *blobs;
    struct evidence_range *blob_ranges; // of their entries in the list
    size_t blob_count, blob_cap;
    struct span text; // sealed; its bytes in the manifest
    struct signoff signoff;
    struct evidence_seal_bytes seal, head_seal;
    struct evidence_der certificate, log_certificate;
    bool countersigned;
    struct span leaf_text, head_text;
    struct log_leaf leaf;
    struct log_head head;
    uint64_t index;
    struct merkle_proof proof;
    uint64_t end; // offset of the first blob
};
// Where a fault lies and why.
struct evidence_fault {
    enum evidence_part part;
    struct evidence_range range;
    const char *zh, *en; // why; NULL: no fault
};
// Reads the manifest from the bytes behind the first line, of which more than it may be given;
// spans borrow from them. False with the fault. TOO_LARGE by arena->failed.
bool evidence_manifest_read(struct span bytes, struct arena *memory, struct evidence_manifest *out,
                            struct evidence_fault *fault);
// The place of the last of two parts that stand one behind the other, and of all between.
struct evidence_range evidence_manifest_span(const struct evidence_manifest *manifest,
                                             enum evidence_part first, enum evidence_part last);

#endif
