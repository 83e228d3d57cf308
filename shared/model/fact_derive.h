// SPDX-License-Identifier: Apache-2.0
// Fills in the fields that no write carries (fact_fields).
#ifndef PLUMB_SHARED_MODEL_FACT_DERIVE_H
#define PLUMB_SHARED_MODEL_FACT_DERIVE_H

#include "shared/model/fact_signoff.h"

// After facts_settle, once: photos, authors and their roles, states of machines, presence roles,
// tolerances, and what follows about sign-offs (fact_signoff.h). TOO_LARGE when the arena of the
// facts is full; some fields are missing then.
enum err facts_derive(struct facts *facts, const struct catalogue_shelf *shelf,
                      const struct progress_seal *seal, struct error *error);

#endif
