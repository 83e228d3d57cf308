// SPDX-License-Identifier: Apache-2.0
// Integrity of the whole sign-off log: leaves against records, heads against roots and seals, the
// store against the ledger.
#ifndef PLUMB_SERVER_SYNC_LOG_CHECK_H
#define PLUMB_SERVER_SYNC_LOG_CHECK_H

#include "server/storage/storage.h"

struct log_check_parts {
    struct view *view; // on a snapshot
    struct span ca_pem;
    const struct disk *disk; // whose ledger is compared; NULL: none (a backup has none)
};
// Appends one line a finding to `report` and adds their number to *findings. Changes nothing.
// Errors are those of reading.
enum err log_check(const struct log_check_parts *parts, struct buffer *report, uint64_t *findings,
                   struct error *error);

#endif
