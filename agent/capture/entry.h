// SPDX-License-Identifier: Apache-2.0
// The fields of one write, put together from C values.
#ifndef PLUMB_AGENT_CAPTURE_ENTRY_H
#define PLUMB_AGENT_CAPTURE_ENTRY_H

#include "agent/capture/draft.h"
#include "shared/base/memory.h"

enum { ENTRY_FIELDS_MAX = 24 };

struct entry {
    struct arena *arena; // borrowed; the values live in it
    struct field fields[ENTRY_FIELDS_MAX];
    size_t count;
    bool failed; // something did not fit, or was no text
};
void entry_init(struct entry *entry, struct arena *arena);
// Names are literals. An empty text, a nil id and a NULL digest leave the field out.
void entry_text(struct entry *entry, const char *name, struct span text); // unescaped
void entry_integer(struct entry *entry, const char *name, int64_t value);
void entry_id(struct entry *entry, const char *name, const struct uuid *id);
void entry_digest(struct entry *entry, const char *name, const struct digest *digest);
// The draft borrows the fields. INVALID when something failed.
enum err entry_draft(const struct entry *entry, const char *kind, struct draft *out,
                     struct error *error);

#endif
