// SPDX-License-Identifier: Apache-2.0
// Boxes for those who signed: who, verdict, handwriting, reason, date, place, seal.
#ifndef PLUMB_SERVER_REPORTS_FORM_SIGNATURE_H
#define PLUMB_SERVER_REPORTS_FORM_SIGNATURE_H

#include "server/reports/flow.h"
#include "server/reports/form_words.h"
#include "shared/model/strokes.h"

// As sealed, but for the last part, which comes from the present records. Texts are plain.
struct form_signoff {
    const char *role, *name, *verdict, *reason, *latitude, *longitude; // "": none
    int64_t score, signed_ms;                                          // score 0: none
    struct digest statement, sealed; // of the blob; of the sealed text: its head is the short code
    bool handwritten;
    const struct strokes *strokes; // NULL: none, or it has not arrived
    bool voided, changed;
    int64_t voided_ms;
    const char *voided_why, *voided_by; // "": unknown
};

// A reason of more bytes does not stand in the box; it wants a table of its own below.
enum { FORM_REASON_IN_BOX = 400 };
bool form_signature_is_long(const struct form_signoff *signoff);

// What the boxes are made from; must live until they are drawn.
struct form_signatures {
    const struct form_signoff *list;
    size_t count;
    const struct form_terms *terms;
    const struct digest *statement; // of the paper: another one is told in the box
};
void form_signature_add(const struct form_signatures *signatures, struct sheet *sheet,
                        struct flow *flow);

#endif
