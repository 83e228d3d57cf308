// SPDX-License-Identifier: Apache-2.0
// What columns and blob names say of a state or write, computed from its bytes.
#ifndef PLUMB_SERVER_STORAGE_DERIVED_H
#define PLUMB_SERVER_STORAGE_DERIVED_H

#include "server/storage/records.h"
#include "shared/model/record.h"

// Reused from one record to the next.
struct derived {
    struct arena arena;
    struct record record; // parsed; lives until the next derived_… call
    struct buffer vector; // packed
    bool conflicted, deleted;
};
void derived_init(struct derived *derived);
void derived_clear(struct derived *derived);

// Parses the state, whose bytes must outlive the use of `derived`, and computes the columns. PARSE:
// it is no state.
enum err derived_columns(struct derived *derived, struct span state, struct error *error);
// Whether the row's columns are those computed.
bool derived_matches(const struct derived *derived, const struct record_row *row);

// Calls `each` for every blob that these fields of a kind name (fields of type digest in the kind
// table), until it returns false, which is then the result.
typedef bool derived_blob_each(void *arg, const struct digest *digest);
struct derived_fields {
    struct span kind;
    const struct field *fields;
    size_t count;
};
bool derived_blobs(const struct derived_fields *fields, derived_blob_each *each, void *arg);

#endif
