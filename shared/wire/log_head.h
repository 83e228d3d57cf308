// SPDX-License-Identifier: Apache-2.0
// The office's sign-off log as others see it: the leaf of a sign-off and the signed head of the
// tree (sync.md 8.4, docs/EVIDENCE.md). A signed head over a leaf with its time of receipt is the
// office's counter-signature.
#ifndef PLUMB_SHARED_WIRE_LOG_HEAD_H
#define PLUMB_SHARED_WIRE_LOG_HEAD_H

#include "shared/crypto/key.h"
#include "shared/crypto/merkle.h"
#include "shared/model/canon.h"

// Canonical
// {"certificate":hex,"format":"plumbline-leaf-1","received_ms":n,"seal":hex,"sealed":hex}: SHA-256
// of the device certificate's DER, the seal, SHA-256 of the sealed text.
struct log_leaf {
    struct digest certificate, sealed;
    int64_t received_ms;
    uint8_t seal[KEY_SIGNATURE_MAX];
    size_t seal_len;
};
enum { LOG_LEAF_MAX = 1024, LOG_HEAD_MAX = 512 }; // canonical bytes, no more than
bool log_leaf_format(const struct log_leaf *leaf, struct buffer *out);
// PARSE names the fault: canonical bytes in exactly this form only; a seal of 1 to
// KEY_SIGNATURE_MAX bytes, times not negative, a head over at least one leaf.
enum err log_leaf_parse(struct span text, struct log_leaf *out, struct error *error);

// Canonical
// {"certificate":hex,"epoch":hex,"format":"plumbline-head-1","root":hex,"size":"n","time_ms":n};
// signed by the office's log key, whose certificate (use LOG) it names by SHA-256 of the DER: so
// nobody can put another form of that certificate beside it.
struct log_head {
    struct digest certificate;
    uint64_t epoch, size;
    struct digest root;
    int64_t time_ms;
};
bool log_head_format(const struct log_head *head, struct buffer *out);
enum err log_head_parse(struct span text, struct log_head *out, struct error *error);

#endif
