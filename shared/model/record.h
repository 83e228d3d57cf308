// SPDX-License-Identifier: Apache-2.0
// A record is its surviving writes: version vector plus the writes of which at least one field
// still stands.
#ifndef PLUMB_SHARED_MODEL_RECORD_H
#define PLUMB_SHARED_MODEL_RECORD_H

#include "shared/model/standing.h"

enum { RECORD_BYTES_MAX = 1 << 20 };

struct record {
    struct uuid id, site;
    struct span kind;
    struct vector vector;    // owned
    struct standing *writes; // sorted by dot; arena
    size_t write_count, write_cap;
    struct arena *arena; // borrowed; must outlive the record; everything but the vector lives in it
};

// An empty record (no vector, no writes). kind is copied into the arena.
void record_init(struct record *record, struct arena *arena, const struct uuid *id,
                 const struct uuid *site, struct span kind);
void record_clear(struct record *record); // the vector; the arena is the caller's

// State bytes (docs/PROTOCOL.md "State"), canonical: equal states are equal bytes (P2). Parse
// borrows spans from `text`; after PARSE there is nothing to clear. Format is false, and the buffer
// marked failed, when it is full or the bytes are more than RECORD_BYTES_MAX.
enum err record_parse(struct span text, struct arena *arena, struct record *out,
                      struct error *error);
bool record_format(const struct record *record, struct buffer *out);

// Applies a write in its own context (sync.md 1, "Local edit" generalised): its fields leave every
// standing write that its context covers, it is added, the vector rises over its dot. Nothing
// happens when the vector covers the dot already. A write without `deleted` counts as one that sets
// it to false, as its bytes say. Field spans are borrowed; the context may be the record's own
// vector (a local edit). PRECONDITION when the vector does not cover the context: the state of the
// record must be asked for first. INVALID when the vector is full (the record is closed; a new one
// continues it) or id, site or kind differ. TOO_LARGE when the arena is full. After an error the
// record is as before.
enum err record_apply(struct record *record, const struct write *write, struct error *error);
// Raises the vector over a dot without a write (a rejected quarantine entry). INVALID when the
// vector is full.
enum err record_skip(struct record *record, struct dot dot);
// Joins another state of the same record: P1. Values are borrowed from other's memory. CORRUPT when
// the same dot carries different bytes in the two (never merged: the caller keeps both aside);
// INVALID and TOO_LARGE as above. After an error the record is as before.
enum err record_merge(struct record *into, const struct record *other, struct error *error);

// One standing value of a field.
struct record_value {
    struct span value; // canonical text
    struct dot dot;
    uint64_t time;
    struct uuid person;
};
// Whether the write at an index holds the field still, and then its value.
bool record_value_at(const struct record *record, size_t index, struct span field,
                     struct record_value *out);
// All standing values of `field`, by dot order; at most `max` are filled in, the count is returned.
size_t record_values(const struct record *record, struct span field, struct record_value *out,
                     size_t max);
// Whether a field stands with more than one distinct value (P5).
bool record_field_conflicts(const struct record *record, struct span field);
bool record_deleted(const struct record *record); // every standing value of `deleted` is true
// Names of the fields in conflict, and of all standing fields, sorted; at most `max` are filled in,
// the count is returned.
size_t record_conflicts(const struct record *record, struct span *names, size_t max);
size_t record_fields(const struct record *record, struct span *names, size_t max);

#endif
