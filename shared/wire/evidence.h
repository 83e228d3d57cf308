// SPDX-License-Identifier: Apache-2.0
// The exported sign-off: one self-contained file, written and checked offline (domain.md D6.3,
// sync.md 8.5, trust.md I15 and G17; layout in docs/EVIDENCE.md).
//
//   plumbline evidence 1\n  <canonical JSON manifest>\n  <blob bytes, one after the other>
//   {"blobs":[{"digest","size"}…],"certificate":base64,"counter":null | {"certificate":base64,
//    "head":{…},"head_seal":hex,"index":"n","leaf":{…},"proof":hex},
//    "format":"plumbline-evidence-1","seal":hex,"sealed":{…}}
//
// Every byte is covered: the first line is fixed, the manifest is canonical and has no member that
// a signature or digest does not bind, blobs are named by their SHA-256 in the order given there,
// and nothing follows the last.
#ifndef PLUMB_SHARED_WIRE_EVIDENCE_H
#define PLUMB_SHARED_WIRE_EVIDENCE_H

#include "shared/crypto/certificate.h"
#include "shared/model/signoff.h"
#include "shared/wire/log_head.h"

#define EVIDENCE_FIRST_LINE "plumbline evidence 1\n"
enum { EVIDENCE_MANIFEST_MAX = 256 << 10, EVIDENCE_MEMORY_MAX = 16 << 20 };

struct evidence_blob {
    struct digest digest;
    uint64_t size_bytes;
};
// What a file is made of. `sealed`, `seal`, `certificate` as in the record of kind signoff;
// counter as in the record of kind counter_seal (sealed by nobody when absent).
struct evidence_parts {
    struct span sealed;      // canonical text
    struct span seal;        // hex of the DER signature
    struct span certificate; // base64 of the device certificate's DER
    bool countersigned;
    struct span leaf, proof, head, head_seal, head_certificate; // proof: hashes in hex, joined
    uint64_t index;
    // Statement first, then (when handwritten) handwriting and rendering, then photos in the order
    // of statement_originals_list; which of the photos are there is free.
    const struct evidence_blob *blobs;
    size_t blob_count;
};
// Appends first line and manifest; the caller writes the blobs' bytes after it. INVALID names a
// part that is not in its one form, TOO_LARGE: more than EVIDENCE_MANIFEST_MAX. It does not verify.
enum err evidence_format(const struct evidence_parts *parts, struct buffer *out,
                         struct error *error);

// The bytes of a file, read piecewise. NOT_FOUND never; *got less than len only at the end.
struct evidence_source {
    void *ctx;
    uint64_t size_bytes;
    enum err (*read)(void *ctx, uint64_t offset, void *bytes, size_t len, size_t *got);
};
enum evidence_level {
    EVIDENCE_SEALED,        // by a device of this authority; the office has not countersigned
    EVIDENCE_COUNTERSIGNED, // and received by the office at a known time, in its log
};
// What is checked, one after the other; none is gone on with behind a fault.
enum evidence_step {
    EVIDENCE_STEP_FORM,    // first line and manifest, in their one form
    EVIDENCE_STEP_BYTES,   // every blob against its digest
    EVIDENCE_STEP_SEAL,    // the tablet's certificate, and its seal over the sealed text
    EVIDENCE_STEP_RECEIPT, // the counter-signature, when there is one
    EVIDENCE_STEP_MEANING, // blobs and statement are those that the sealed text is about
    EVIDENCE_STEPS         // all were passed
};
struct evidence_finding {
    bool genuine;
    enum evidence_step reached; // genuine: EVIDENCE_STEPS, else where the fault is
    enum evidence_level level;
    // When not genuine: the first byte range that was changed or is missing, [from, to), what lies
    // there (Chinese and English, static) and why, in words.
    uint64_t from, to;
    const char *part_zh, *part_en;
    size_t photo;                // which one, counted from 1, when it is a photo's bytes
    const char *why_zh, *why_en; // static
    struct signoff signoff;      // spans into `memory`
    struct log_head head;
    struct log_leaf leaf;
    size_t photos, photos_inside; // named by the statement, and in the file
    struct span statement;        // into memory; genuine only
    struct evidence_blob *blobs;
    uint64_t *blob_offsets;
    size_t blob_count;
    const struct evidence_manifest *manifest; // evidence_manifest.h; when one could be read
    struct arena *memory;
};
// Checks everything against the CA certificate (PEM). OK: the finding tells. Else errors of the
// source, TOO_LARGE when memory is full, or AUTH when the CA is none. Never trusts a size or count
// of the file. `memory` needs EVIDENCE_MEMORY_MAX.
enum err evidence_check(const struct evidence_source *source, struct span ca_pem,
                        struct arena *memory, struct evidence_finding *out, struct error *error);
// Whether a record of kind signoff is as it was sealed: for progress_seal. ctx is a struct
// evidence_trust.
struct evidence_trust {
    struct span ca_pem;
};
bool evidence_intact(void *trust, const struct fact *signoff);

#endif
