// SPDX-License-Identifier: Apache-2.0
// Edits made in the office: writes by its own actor, which is a new one in each process life.
#ifndef PLUMB_SERVER_SYNC_OFFICE_EDIT_H
#define PLUMB_SERVER_SYNC_OFFICE_EDIT_H

#include "server/audit/audit.h"
#include "server/sync/office.h"
#include "shared/model/record.h"

#define OFFICE_EDIT_NEW UINT64_MAX
// The context of the write is the record's present vector, so it settles what the person could see.
struct office_premise {
    // Inside the commit, before the edit: whether what its editor took for granted still holds. An
    // error undoes the whole list.
    enum err (*holds)(const struct office_premise *premise, struct view *view, struct error *error);
    const void *ctx;
};
struct office_edit {
    // What the editor has seen of the record: its place in the feed (record_row.seq); PRECONDITION
    // when it has changed since. OFFICE_EDIT_NEW: nothing, EXISTS when it is there. 0: whatever it
    // is.
    uint64_t seen;
    // id nil: a new record; made here (keyed kinds: from the key) and filled in.
    struct uuid id, site, person; // person nil: the office itself
    const char *kind;
    const struct field *fields; // sorted; values canonical
    size_t field_count;
    // Who edits and why (act, who, account, person, address, why; the rest is filled in): a row in
    // the same commit. NULL: none, for what no person does.
    const struct audit_row *audit;
    // Made as if without having seen the edit before it in the list, of the same record: both
    // values stand, as when two people write at once. For bringing a conflict back.
    bool beside;
    // A decision on what others wrote: whether the person may was asked by who calls, and is not
    // asked of the table of kinds.
    bool ruling;
    const struct office_premise *premise; // NULL: none
    const char *label; // how errors name it ("people.csv: line 3"); NULL: by its place
};
// All or nothing, in one commit; waits for the committer, so not from a loop thread. INVALID or
// DENIED (a person's role does not write the kind) names the edit by its place.
enum err office_edit(struct office *office, struct office_edit *edits, size_t count,
                     struct error *error);

#endif
