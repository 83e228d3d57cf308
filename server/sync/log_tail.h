// SPDX-License-Identifier: Apache-2.0
// The sign-off log as the ledger has it: written there before the store, so that neither a crash
// nor an older backup makes it shorter than a head that was signed.
#ifndef PLUMB_SERVER_SYNC_LOG_TAIL_H
#define PLUMB_SERVER_SYNC_LOG_TAIL_H

#include "server/storage/ledger.h"
#include "server/sync/log_line.h"

// Lines of the ledger that the store may lack.
struct log_tail_line {
    uint64_t from, size;
    char *text; // owned
    size_t len;
};
struct log_tail {
    struct log_tail_line *lines; // one follows the other
    size_t count, cap;
    uint64_t size;    // leaves that the ledger has
    uint64_t deleted; // leaves that the store had, says its own list of commits, and lacks now
    bool diverged;    // ledger and store contradict each other
};

// Reads the ledger's lines and compares them, head by head, with the store; a line that cannot be
// read contradicts it. No ledger: nothing. Errors of ledger_replay. Clear it in either case.
enum err log_tail_read(struct log_tail *tail, const struct disk *disk, struct view *view,
                       struct error *error);
void log_tail_clear(struct log_tail *tail); // accepts a zeroed struct
// After they diverged: the store counts, and the ledger is written anew from the first leaf on.
void log_tail_forget(struct log_tail *tail);

// Inside a commit: appends to the store what only the ledger has, and queues its sign-offs, so that
// they get their seals. Lines that the store has by now are forgotten. CORRUPT, and diverged is
// set: they do not fit.
enum err log_tail_apply(struct log_tail *tail, struct storage *storage, struct error *error);
// Writes the line into the ledger and remembers it, as the commit may fail.
enum err log_tail_write(struct log_tail *tail, struct ledger *ledger, const struct log_line *line,
                        struct error *error);
// Whether the store's log is whole: leaves up to its newest head, every root as signed. CORRUPT.
enum err log_tail_check_store(struct storage *storage, struct error *error);
// Inside a commit: writes what only the store has into the ledger (one that was lost, or older).
enum err log_tail_catch_up(struct log_tail *tail, struct storage *storage, struct ledger *ledger,
                           struct error *error);

#endif
