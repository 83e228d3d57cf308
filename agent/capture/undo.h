// SPDX-License-Identifier: Apache-2.0
// Undoing a deed that is not final: fields go back to what they said before, by a new edit, so that
// the history is kept; what the deed made is deleted by a tombstone.
#ifndef PLUMB_AGENT_CAPTURE_UNDO_H
#define PLUMB_AGENT_CAPTURE_UNDO_H

#include "agent/capture/deed.h"
#include "shared/data/json.h"

// While a deed is saved: what it takes to undo it, as a JSON array that its report carries.
enum { UNDO_EDITS_MAX = 16 };
struct undo_log {
    struct buffer *out;
    struct json_writer json;
    struct uuid made[UNDO_EDITS_MAX]; // records that the deed made, and those it changed
    size_t count;
    bool final; // it cannot be undone
};
void undo_begin(struct undo_log *log, struct buffer *out);
// An edit that was saved. What is written once, a complaint, the settling of a conflict, a record
// edited twice and more than UNDO_EDITS_MAX edits make the deed final; only a step of something
// that the same deed made just stays behind.
struct undo_edit {
    const struct fact *before; // the record as the deed found it; NULL: the deed made it
    const struct kind *kind;   // NULL: unknown
    const struct field *fields;
    size_t field_count;
    struct uuid id;
    struct dot dot;
};
void undo_add(struct undo_log *log, const struct undo_edit *edit);
// Ends the array; `out` is emptied when the deed is final.
void undo_end(struct undo_log *log);

// Undoes the deed whose report carried `undo` (an array, as it was given). STALE: somebody has gone
// on from it meanwhile, or it was undone already. PRECONDITION: other records belong to what would
// be deleted, or somebody has signed it since (D6.2): both say what to do. INVALID: it is no such
// array. The report of this carries what it takes to do it again.
enum err undo_run(const struct deed_options *options, const struct json *undo,
                  struct deed_report *report, struct error *error);
// The record that such an array names first, for its site. False: it is no such array.
bool undo_record(const struct json *undo, struct uuid *out);

#endif
