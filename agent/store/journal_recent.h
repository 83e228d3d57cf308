// SPDX-License-Identifier: Apache-2.0
// The end of the journal as people look back on it: what was delivered last, how much was written
// lately.
#ifndef PLUMB_AGENT_STORE_JOURNAL_RECENT_H
#define PLUMB_AGENT_STORE_JOURNAL_RECENT_H

#include "agent/store/journal.h"

// Entries that a receipt covers, the newest first, at most `limit` of them, until `each` returns
// false; it ends where entries are trimmed.
enum err journal_recent_delivered(struct store *store, size_t limit, journal_each *each, void *arg,
                                  struct error *error);
// Bytes of entries written since a moment; those that are trimmed by now are not counted.
enum err journal_recent_bytes(struct store *store, int64_t since_ms, int64_t *bytes,
                              struct error *error);

#endif
