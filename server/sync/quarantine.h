// SPDX-License-Identifier: Apache-2.0
// Entries that are not (yet) in their record: held back, let in by themselves when what they wait
// for comes (sync.md section 2).
#ifndef PLUMB_SERVER_SYNC_QUARANTINE_H
#define PLUMB_SERVER_SYNC_QUARANTINE_H

#include "server/storage/held.h"
#include "server/sync/workset.h"

// Whose entry it is, and where it belongs as far as that is known.
struct quarantine_entry {
    struct dot dot;
    struct uuid record, site, device;
    uint64_t group;    // for REASON_GROUP
    struct span bytes; // for REASON_FORK
    bool silent;       // the tablet is not told
};
// Holds an entry that stands in the history. One that waits for its context or group is not told to
// its tablet: nothing is wrong with it.
enum err quarantine_hold(struct workset *workset, const struct quarantine_entry *entry,
                         enum held_reason reason, const char *detail, struct error *error);

// Keeps bytes aside that contradict what the office has under the same dot; *added is false when
// the very same are kept already.
enum err quarantine_keep_fork(struct workset *workset, const struct quarantine_entry *entry,
                              const char *detail, bool *added, struct error *error);

// Reads a held entry's write back from the history into the workset's memory. CONFLICT: its bytes
// are no write.
enum err quarantine_load(struct workset *workset, struct dot dot, struct write *out,
                         struct error *error);
// Whether an earlier entry of the same actor and record is held: a vector that covers an entry
// covers all earlier ones of its actor, so that this one has to come first.
enum err quarantine_is_behind(struct workset *workset, const struct uuid *record, struct dot dot,
                              bool *out, struct error *error);
// Whether a write is not the first of a record that is written once (domain.md D6.4): nobody lets
// it in.
bool quarantine_is_second(const struct record *record, const struct write *write);
// Puts a write that passed every other rule into its record, or holds it: it waits when the record
// does not cover its context; it is kept out when the record is full.
enum err quarantine_place(struct workset *workset, const struct write *write,
                          const struct uuid *device, struct error *error);
// The same for one that is held already: released, or held for what stops it now.
enum err quarantine_replace(struct workset *workset, struct held_row *held,
                            const struct write *write, struct error *error);
// Lets in whatever waited for records that have grown, and what waited for that in turn. To be
// called before the workset is written.
enum err quarantine_release(struct workset *workset, struct error *error);

// The device has applied a reply that told it of its held entries, as many as one reply tells: they
// are not told again. *all is false when there are more.
enum { QUARANTINE_TOLD_MAX = 2000 };
struct quarantine_hearing {
    const struct uuid *device;
    uint64_t cursor; // the commit that its replies had reached; 0: none
};
enum err quarantine_told(struct workset *workset, const struct quarantine_hearing *hearing,
                         bool *all, struct error *error);

// All rows of a filter, collected; free with mem_free. Spans in them are empty.
enum err quarantine_collect(struct workset *workset, const struct held_filter *filter,
                            struct held_row **out, size_t *count, struct error *error);

#endif
