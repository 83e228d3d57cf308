// SPDX-License-Identifier: Apache-2.0
// Seals of sign-offs by what the log says of them: one that is in the log was verified when it
// came, so to be intact it only has to be what its leaf says.
#ifndef PLUMB_SERVER_SYNC_LOG_SEAL_H
#define PLUMB_SERVER_SYNC_LOG_SEAL_H

#include "server/storage/view.h"
#include "shared/wire/evidence.h"

struct log_seal {
    struct view *view; // borrowed
    struct evidence_trust trust;
};
// For progress_seal; ctx is a struct log_seal. What is not in the log, or not as its leaf says, is
// verified by its signatures (seal_memory_intact).
bool log_seal_intact(void *log_seal, const struct fact *signoff);

#endif
