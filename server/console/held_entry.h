// SPDX-License-Identifier: Apache-2.0
// A held entry with the write that it is, as far as its bytes are one.
#ifndef PLUMB_SERVER_CONSOLE_HELD_ENTRY_H
#define PLUMB_SERVER_CONSOLE_HELD_ENTRY_H

#include "server/console/console.h"
#include "server/storage/held.h"
#include "shared/model/write.h"

struct held_entry {
    struct held_row held; // its bytes are those below
    struct span bytes;    // as they came; empty: they were not kept
    struct span ours;     // of a fork: what the office has under the same dot
    bool readable;        // `write` is there
    struct write write;   // owned
};
// Everything but the write's context lives in the arena. NOT_FOUND in words when there is no such
// row. Clear it in any case.
enum err held_entry_read(struct view *view, struct arena *arena, int64_t row,
                         struct held_entry *out, struct error *error);
// The same of a row that was read already: its bytes and write are filled in.
enum err held_entry_load(struct view *view, struct arena *arena, struct held_entry *entry,
                         struct error *error);
void held_entry_clear(struct held_entry *entry); // accepts a zeroed one

// Whether the caller may decide on entries of this site; one that the office does not know, or
// none, belongs to those who may for all stores. NOT_FOUND, in the words of an unknown entry.
enum err held_entry_may(struct route_call *call, const struct uuid *site, struct error *error);

#endif
