// SPDX-License-Identifier: Apache-2.0
// A record as people and scripts read it: shown values, conflicts with who and when; once for both
// programs.
#ifndef PLUMB_SHARED_DATA_RECORD_VIEW_H
#define PLUMB_SHARED_DATA_RECORD_VIEW_H

#include "shared/data/json.h"
#include "shared/model/kind.h"

// Writes the members of one JSON object (the caller opens and closes it, and may add its own): id,
// kind, site, deleted, conflicts (field names), vector, and fields: {name: {value: the shown one or
// null, conflict: bool, values: [{value, person, time (Unix ms), actor, counter}]}}. `received_ms`
// as in kind_shown.
void record_view_json(struct json_writer *json, const struct record *record, int64_t received_ms);
// Who people are: appends the state bytes of a person's record, false when it is not here.
struct record_people {
    void *ctx;
    bool (*state)(void *ctx, const struct uuid *person, struct buffer *out);
};
// The same as lines of text: kind, id, site, then a line a field with its label, a conflicting one
// with all its values, who wrote each (by name where `people`, or NULL, knows it) and when. Behind
// a choice, yes or no, time or person stands what it says: "fail 不合格".
void record_view_text(struct buffer *out, const struct record *record, int64_t received_ms,
                      const struct record_people *people);
// One line for lists: id, kind, the first few shown values, a mark for a conflict.
void record_view_line(struct buffer *out, const struct record *record, int64_t received_ms);

#endif
