// SPDX-License-Identifier: Apache-2.0
// Taking in what a tablet pushes: each actor's entries without a hole, the chain verified, the
// history kept, the records written (sync.md section 2).
#ifndef PLUMB_SERVER_SYNC_INTAKE_H
#define PLUMB_SERVER_SYNC_INTAKE_H

#include "server/sync/batch.h"
#include "server/sync/roster.h"
#include "server/sync/workset.h"

enum intake_answer {
    INTAKE_TAKEN,
    INTAKE_GAP,    // something before it is missing: nothing was changed
    INTAKE_DENIED, // an actor of another device: nothing but an alarm
};
// What the reply says of the entry lines.
struct intake_result {
    enum intake_answer answer;
    uint8_t *macs; // owned; one for each batch->records, zeros where the state is another one
    size_t mac_count;
};
// Inside a commit. The same batch again changes nothing and has the same result.
enum err intake_take(struct workset *workset, const struct admission *admission,
                     const struct batch *batch, struct intake_result *out, struct error *error);
void intake_clear(struct intake_result *result); // accepts a zeroed struct

#endif
