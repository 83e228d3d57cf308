// SPDX-License-Identifier: Apache-2.0
// How a sign-off stands now: whether it counts, who voided it and why, what the office has said of
// it (domain.md D6.4).
#ifndef PLUMB_AGENT_CAPTURE_SIGNOFF_STATE_H
#define PLUMB_AGENT_CAPTURE_SIGNOFF_STATE_H

#include "agent/store/store.h"
#include "shared/data/signoff_changes.h"
#include "shared/model/progress.h"

enum signoff_standing {
    SIGNOFF_COUNTS,
    SIGNOFF_LATER,   // the same person said something later
    SIGNOFF_UNSURE,  // what was signed, or its catalogue, is not on this tablet
    SIGNOFF_CHANGED, // D6.2: to be signed again
    SIGNOFF_VOIDED,  // D6.4
    SIGNOFF_BROKEN,  // seal and record do not go together, or it was written twice
};
struct signoff_state {
    const struct fact *record;
    enum signoff_standing standing;
    bool changed;                 // also beside a worse standing
    const struct fact *voiding;   // the first record that voids it; NULL: none
    const struct fact *counter;   // counter_seal: the office has it; NULL: it waits for the office
    const struct fact *complaint; // opened by it (D6.6); NULL: none
    struct digest sealed;         // of its sealed text
};
void signoff_state_read(const struct facts *facts, const struct fact *record,
                        struct signoff_state *out);
const char *signoff_standing_name(enum signoff_standing standing); // "counts", "later", …

// The statement that was signed, from the shelf. NOT_FOUND when it is not on this tablet, CORRUPT
// when its bytes are others.
enum err signoff_state_statement(struct store *store, const struct fact *record, struct buffer *out,
                                 struct error *error);
// The handwriting, in its canonical form (strokes.h). NOT_FOUND also when it has none.
enum err signoff_state_strokes(struct store *store, const struct fact *record, struct buffer *out,
                               struct error *error);

#endif
