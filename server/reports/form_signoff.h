// SPDX-License-Identifier: Apache-2.0
// One who signed, as a paper form shows it.
#ifndef PLUMB_SERVER_REPORTS_FORM_SIGNOFF_H
#define PLUMB_SERVER_REPORTS_FORM_SIGNOFF_H

#include "shared/crypto/hash.h"
#include "shared/model/strokes.h"

// As sealed, but for the last part, which comes from the present records. Texts are plain.
struct form_signoff {
    const char *role, *name, *verdict, *reason, *latitude, *longitude; // "": none
    int64_t score, signed_ms;                                          // score 0: none
    struct digest statement, sealed; // of the blob; of the sealed text: its head is the short code
    bool handwritten;
    const struct strokes *strokes; // NULL: none, or it has not arrived
    bool voided, changed, broken;  // broken: its seal does not verify
    int64_t voided_ms;
    const char *voided_why, *voided_by; // "": unknown
};

#endif
