// SPDX-License-Identifier: Apache-2.0
// Handing over: what only this tablet has as one file (handover_write.h), and such a file of
// another tablet, carried along as a parcel (docs/HANDOVER.md).
#ifndef PLUMB_AGENT_SYNC_HANDOVER_H
#define PLUMB_AGENT_SYNC_HANDOVER_H

#include "agent/sync/handover_write.h"
#include "shared/wire/parcel.h"

// Takes a file of another tablet of the same office along: from now on it counts among what only
// this tablet has, and goes to the office by the next syncs. Only its frame is read; nobody but the
// office can open it. OK also for one that is here already. PARSE: it is no such file. FORGED: cut
// or changed since it was signed. DENIED: of another office. INVALID: of this very tablet. FULL: no
// room. After an error nothing is kept.
enum err handover_accept(const struct handover_options *options, const struct parcel_source *source,
                         struct handover_summary *out, struct error *error);
// The same for a file of a disk.
enum err handover_accept_file(const struct handover_options *options, const struct disk *disk,
                              const char *path, struct handover_summary *out, struct error *error);

// The files in HANDOVER_FOLDER, until `each` returns false; unfinished ones are passed over.
typedef bool handover_each(void *arg, const char *name, uint64_t size_bytes);
enum err handover_list(const struct disk *disk, handover_each *each, void *arg,
                       struct error *error);
// Removes what a crash left half written there; at start, before anybody writes.
void handover_prepare(const struct disk *disk);

#endif
