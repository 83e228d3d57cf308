// SPDX-License-Identifier: Apache-2.0
// The records and photos of every measure: the same arguments give the same bytes.
#ifndef PLUMB_TOOLS_BENCHMARK_WORKLOAD_H
#define PLUMB_TOOLS_BENCHMARK_WORKLOAD_H

#include "shared/base/buffer.h"
#include "shared/base/uuid.h"
#include "shared/model/write.h"

#define WORKLOAD_KIND "check" // a kind that no table knows: stored and relayed as it is
enum { WORKLOAD_FIELDS = 24, WORKLOAD_TEXT = 2048, WORKLOAD_CHANGED = 4 };

// One inspection check: id, project and 24 fields, as JSON a median of 570 bytes.
struct workload_record {
    struct uuid id, project;
    struct field fields[WORKLOAD_FIELDS]; // sorted by name; values canonical, in `text`
    size_t count;
    char text[WORKLOAD_TEXT];
    size_t text_len;
};
// `salt` tells apart what must not have the same ids. Not to be copied: fields point into it.
void workload_make(uint64_t salt, uint64_t index, struct workload_record *out);
// The same record after an edit: result, note, time and revision are others.
void workload_edit(uint64_t salt, uint64_t index, struct workload_record *out);
// Only the fields that workload_edit changes; for a write.
void workload_keep_changed(struct workload_record *record);
// Appends the record as one line of JSON without its end.
void workload_line(const struct workload_record *record, struct buffer *out);
// Fills `bytes` with what does not compress, different for every index.
void workload_photo(uint64_t index, void *bytes, size_t size_bytes);

#endif
