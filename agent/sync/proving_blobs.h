// SPDX-License-Identifier: Apache-2.0
// The files' part of a proof: those that the office lacks, and those that are lost here.
#ifndef PLUMB_AGENT_SYNC_PROVING_BLOBS_H
#define PLUMB_AGENT_SYNC_PROVING_BLOBS_H

#include "agent/store/proof_log.h"
#include "agent/sync/proving.h"
#include "shared/wire/proof_message.h"

// What the office lacks and this tablet has is sent again, whoever made it. What should be here and
// is not is fetched again, or counted as gone when the office does not hold it either; then a
// person must look. Fills in sent, gone and fetched.
enum err proving_blobs(const struct proving_options *options, const struct proof_reply *reply,
                       struct proof_log_row *row, struct error *error);

#endif
