// SPDX-License-Identifier: Apache-2.0
// What a night can only see while it is made: the log checked against records, ledger and seals,
// the whole audit, and a part of the files hashed again, in turn.
#ifndef PLUMB_SERVER_RECONCILE_NIGHT_WATCH_H
#define PLUMB_SERVER_RECONCILE_NIGHT_WATCH_H

#include "server/reconcile/night.h"
#include "server/sync/audit_kept.h"
#include "server/sync/office.h"

enum { NIGHT_WATCH_MB = 256 }; // so many are hashed again each night, if no setting says otherwise
// Adds rows of FIGURE_DAMAGED and what was hashed. Files go on behind `*after` by digest, and begin
// again after the last; it is moved to the last one hashed, for the caller to keep.
struct night_watch_options {
    struct office *office;
    struct view *view; // takes a snapshot
    uint64_t bytes;    // hashed at most, one file at least
    struct digest *after;
    struct audit_kept *audit; // what was found about the audit, for the caller to keep
};
enum err night_watch_read(const struct night_watch_options *options, struct night *night,
                          struct error *error);

#endif
