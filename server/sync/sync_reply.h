// SPDX-License-Identifier: Apache-2.0
// The reply to a full request, built from a snapshot that shows what was committed.
#ifndef PLUMB_SERVER_SYNC_SYNC_REPLY_H
#define PLUMB_SERVER_SYNC_SYNC_REPLY_H

#include "server/sync/batch.h"
#include "server/sync/intake.h"
#include "server/sync/office.h"
#include "server/sync/position.h"
#include "shared/wire/exchange_reply.h"

struct sync_reply_question {
    struct office *office;
    struct view *view; // on a snapshot
    const struct admission *admission;
    const struct batch *batch;
    const struct position *from;        // the cursor, when it is authentic and known
    enum exchange_answer answer;        // OK, GAP or OFFER
    const struct intake_result *intake; // of the entry lines, if there were any
};
// Appends the whole body, not yet compressed. The receipt is signed here: after the commit.
enum err sync_reply_build(const struct sync_reply_question *question, struct buffer *out,
                          struct error *error);
// The short form's two answers.
enum err sync_reply_short(struct office *office, const char *token, bool same, struct buffer *out,
                          struct error *error);

#endif
