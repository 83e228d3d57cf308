// SPDX-License-Identifier: Apache-2.0
// The repair of what a proof found to differ: only that, and only from what can be believed.
#ifndef PLUMB_SERVER_SYNC_PROOF_MEND_H
#define PLUMB_SERVER_SYNC_PROOF_MEND_H

#include "server/sync/batch.h"
#include "server/sync/proof_desk.h"
#include "server/sync/reply_lines.h"
#include "server/sync/row_mend.h"
#include "shared/wire/proof_message.h"

// A record that a tablet asked for, or told of.
struct proof_target {
    struct uuid id;
    struct span offered; // a state with the office's own mac; empty: none
    enum row_mend row;   // what became of the office's
};
struct proof_mend {
    struct office *office;
    struct proof_case *proof;
    struct proof_target *targets; // owned; their states are the request's
    size_t count, cap;
    // What came of it.
    struct proof_reply reply;
    struct reply_lines lines;
};
void proof_mend_init(struct proof_mend *mend, struct office *office, struct proof_case *proof);
void proof_mend_clear(struct proof_mend *mend);

// On any thread: takes the request apart, and forgets what the office never said. PROTOCOL.
enum err proof_mend_read(struct proof_mend *mend, const struct proof_request *request,
                         struct span lines, struct error *error);
// Inside a commit; begins afresh each time. Merges what was offered; builds a record whose row does
// not bear the office's mac any more from the offered state, or from the history; answers with the
// office's state of each record that is in the tablet's scope.
enum err proof_mend_apply(struct proof_mend *mend, struct storage *storage,
                          const struct commit_stamp *stamp, struct error *error);

#endif
