// SPDX-License-Identifier: Apache-2.0
// Boxes for those who signed: who, verdict, handwriting, reason, date, place, seal.
#ifndef PLUMB_SERVER_REPORTS_FORM_SIGNATURE_H
#define PLUMB_SERVER_REPORTS_FORM_SIGNATURE_H

#include "server/reports/flow.h"
#include "server/reports/form_signoff.h"
#include "server/reports/form_words.h"

// A reason (also of a void) of more bytes does not stand in the box; it wants a table of its own
// below.
enum { FORM_REASON_IN_BOX = 400 };
bool form_signature_is_long(const struct form_signoff *signoff);

// What is stamped over one that does not count as it is; NULL: nothing.
const char *form_signature_stamp(const struct form_signoff *signoff);

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
