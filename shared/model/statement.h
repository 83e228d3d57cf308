// SPDX-License-Identifier: Apache-2.0
// The statement: canonical JSON of exactly what a signer was shown (sync.md 8.1, domain.md D6.1,
// docs/EVIDENCE.md).
#ifndef PLUMB_SHARED_MODEL_STATEMENT_H
#define PLUMB_SHARED_MODEL_STATEMENT_H

#include "shared/model/catalogue.h"
#include "shared/model/move.h"

#define STATEMENT_FORMAT "plumbline-statement-1"
enum { STATEMENT_BYTES_MAX = 1 << 20 };

struct statement_options {
    const struct facts *facts;         // settled; derived fields are not looked at
    const struct catalogue *catalogue; // pinned by the node
    const struct catalogue_form *form;
    // What is signed: an attempt of a node, or another record of the site (change order,
    // re-inspection, inspection, delivery…).
    const struct fact *of;
    const struct fact *node; // of an attempt; else NULL
};
// Appends the whole statement: {"catalogue","content","format","records","shown"}. `content` is
// what the signature covers for good (values only), `records` the vectors of the records it came
// from, `shown` what else stood on the page and may move on (open rectifications, people present).
// TOO_LARGE beyond STATEMENT_BYTES_MAX.
enum err statement_format(const struct statement_options *options, struct buffer *out,
                          struct error *error);
// SHA-256 of the canonical `content`: equal as long as nothing that is covered changed (D6.2).
enum err statement_content_digest(const struct statement_options *options, struct digest *out,
                                  struct error *error);
// The same, and whether a covered field has no single value: then nobody may sign.
enum err statement_content_state(const struct statement_options *options, struct digest *out,
                                 bool *conflict, struct error *error);
// `content` of a statement that was read, as bytes of it. PARSE when it is no statement.
enum err statement_content(struct span statement, struct span *out, struct error *error);

#endif
