// SPDX-License-Identifier: Apache-2.0
// Which node, attempt and catalogue a record belongs to: along its references `node`, `attempt` and
// `of`.
#ifndef PLUMB_SHARED_MODEL_FACT_LINK_H
#define PLUMB_SHARED_MODEL_FACT_LINK_H

#include "shared/model/catalogue.h"

// The record itself when it is of this kind, else the first of the kind that it belongs to, going
// up at most FACT_LINK_STEPS references; NULL: none.
enum { FACT_LINK_STEPS = 8 };
const struct fact *fact_link_up(const struct facts *facts, const struct fact *fact,
                                const char *kind);
// The catalogue version it was started with: its own, or that of the first above it that has one
// (D3.13). Raw text; false when there is none.
bool fact_link_version(const struct facts *facts, const struct fact *fact, struct span *version);
// The check items by which it is judged: those of its node or inspection in this catalogue. NULL:
// it has none.
const struct catalogue_items *fact_link_items(const struct facts *facts, const struct fact *fact,
                                              const struct catalogue *catalogue);

#endif
