// SPDX-License-Identifier: Apache-2.0
// What follows about the sign-offs of a site: voided (D6.4), seal intact, changed after signing
// (D6.2), and which of them count.
#ifndef PLUMB_SHARED_MODEL_FACT_SIGNOFF_H
#define PLUMB_SHARED_MODEL_FACT_SIGNOFF_H

#include "shared/model/catalogue.h"
#include "shared/model/signoff.h"

// Whether a sign-off's seal verifies (evidence.h).
struct progress_seal {
    void *ctx;
    bool (*intact)(void *ctx, const struct fact *signoff);
};
// Adds the derived fields of fact.h to all sign-offs; `seal` NULL: all are taken as intact.
// `changed` is left out, and then the sign-off does not count, when what was signed or the
// catalogue is not here. Once the arena of the facts is full it stays so, and fields are missing.
void fact_signoff_derive(struct facts *facts, const struct catalogue_shelf *shelf,
                         const struct progress_seal *seal);

// The sealed text of a sign-off: PARSE when there is none that can be read. Spans go to `memory`,
// which the caller clears.
enum err fact_signoff_sealed(const struct fact *fact, struct buffer *memory, struct signoff *out);
// A sign-off by somebody: the verdict is neither refused nor absent.
bool fact_signoff_signed(const struct fact *fact);
// Whether it is about this attempt: of it, or of a record that belongs to it.
bool fact_signoff_concerns(const struct facts *facts, const struct fact *fact,
                           const struct fact *attempt);

#endif
