// SPDX-License-Identifier: Apache-2.0
// Whether a statement is about what its sealed text says.
#ifndef PLUMB_SHARED_WIRE_EVIDENCE_STATEMENT_H
#define PLUMB_SHARED_WIRE_EVIDENCE_STATEMENT_H

#include "shared/model/signoff.h"

// Its content has the sealed digest; record, form and catalogue are the sealed ones.
bool evidence_statement_is_of(struct span statement, const struct signoff *signoff);

#endif
