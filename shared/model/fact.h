// SPDX-License-Identifier: Apache-2.0
// The facts of one site: its records and the people, with what follows from them (derived fields),
// for conditions, statements and overviews.
#ifndef PLUMB_SHARED_MODEL_FACT_H
#define PLUMB_SHARED_MODEL_FACT_H

#include "shared/model/kind.h"

// A field that no write carries: computed from other records (facts_derive). Conditions read it
// like any other.
struct fact_field {
    const char *kind; // NULL: of every kind
    const char *name;
    enum kind_type type;
    const char *const *choice; // of TYPE_CHOICE
    const char *zh, *en;
};
extern const struct fact_field fact_fields[];
extern const size_t fact_field_count;
const struct fact_field *fact_field_find(struct span kind, struct span name); // NULL: none

struct fact {
    struct record *record;   // parsed, in the arena
    const struct kind *kind; // NULL: unknown
    int64_t received_ms;
    uint64_t time;               // the newest standing write's, counted as in kind_shown
    const struct field *derived; // sorted by name
    size_t derived_count;
};
// A record of kind `move` under what it is a step of.
struct fact_step {
    struct uuid of;
    const struct fact *move;
};
struct facts {
    struct arena *arena; // borrowed; everything lives in it but the records' vectors
    struct fact *list;   // after facts_settle: by kind, then id
    struct fact **by_id;
    struct fact_step *steps; // after facts_settle: by `of`, then the move's id
    size_t step_count;
    size_t count, cap;
    bool settled;
};

void facts_init(struct facts *facts, struct arena *arena);
void facts_clear(struct facts *facts); // the vectors; the arena is the caller's
// Adds a record by its state bytes (copied). TOO_LARGE when the arena is full, PARSE when they are
// no state; then nothing was added.
enum err facts_add(struct facts *facts, struct span state, int64_t received_ms,
                   struct error *error);
// Sorts. Add nothing afterwards. A record that was added twice counts once, as last added.
void facts_settle(struct facts *facts);

// Reading, after facts_settle. Facts of a kind stand together; NULL and 0 when there are none.
const struct fact *facts_of_kind(const struct facts *facts, const char *kind, size_t *count);
const struct fact *facts_find(const struct facts *facts, const struct uuid *id); // NULL: not here
// The steps of a record by their ids: found, not looked for, since a site may have thousands.
const struct fact_step *facts_steps(const struct facts *facts, const struct uuid *of,
                                    size_t *count);

// The shown value of a field, also a derived one, as canonical text. OK, NOT_FOUND (nothing
// stands, or null) or CONFLICT (no single value; *out is the first).
enum err fact_value(const struct fact *fact, const char *field, struct span *out);
// The same read as its type; false when it is not there, in conflict, or of another type.
bool fact_text(const struct fact *fact, const char *field, struct span *raw); // still escaped
// The same without its escapes, appended; also false when `fact` is NULL, or the buffer full.
bool fact_put_text(const struct fact *fact, const char *field, struct buffer *out);
bool fact_is(const struct fact *fact, const char *field, const char *text);
bool fact_integer(const struct fact *fact, const char *field, int64_t *out);
bool fact_true(const struct fact *fact, const char *field);
bool fact_uuid(const struct fact *fact, const char *field, struct uuid *out);
bool fact_refers(const struct fact *fact, const char *field, const struct uuid *id);
// Who wrote the record first (the lowest time, then dot, of its standing writes).
struct uuid fact_author(const struct fact *fact);

#endif
