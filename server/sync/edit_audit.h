// SPDX-License-Identifier: Apache-2.0
// The audit row of an office edit: which fields said what before, and what they say now.
#ifndef PLUMB_SERVER_SYNC_EDIT_AUDIT_H
#define PLUMB_SERVER_SYNC_EDIT_AUDIT_H

#include "server/sync/office_edit.h"

// Appends the fields of the edit as `record` says them, before the write is applied: {"name":value}
// with canonical values, an array where several stand; a field that is not set is left out.
void edit_audit_before(const struct office_edit *edit, const struct record *record,
                       struct buffer *out);
// Inside the commit, when the edit has its id and site. INVALID or errors of the storage.
enum err edit_audit_put(struct storage *storage, const struct office_edit *edit,
                        const struct buffer *before, struct error *error);

#endif
