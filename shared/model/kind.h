// SPDX-License-Identifier: Apache-2.0
// The kind table: for each kind its fields, their types and policies, and who may write it.
#ifndef PLUMB_SHARED_MODEL_KIND_H
#define PLUMB_SHARED_MODEL_KIND_H

#include "shared/model/record.h"

// How a conflicting field is shown, the same on every replica. Derived, never stored as a fact (sync.md 1).
enum kind_policy {
    POLICY_NEWEST, // text: the newest by (time, actor)
    POLICY_WORST,  // a safety result: the worst of `order` wins
    POLICY_BOTH,   // money: all are shown, no single value
};
enum kind_type { TYPE_TEXT, TYPE_INTEGER, TYPE_BOOLEAN, TYPE_CHOICE, TYPE_RECORD /* uuid */, TYPE_DIGEST /* a blob */,
                 TYPE_DECIMAL, TYPE_TIME /* unix ms */, TYPE_DATE /* YYYY-MM-DD */ };

struct kind_field {
    const char *name;
    enum kind_type type;
    enum kind_policy policy;
    int64_t min, max;          // of an integer or time; of a text: length in bytes; 0,0: the type's own limits
    const char *const *choice; // TYPE_CHOICE: NULL-terminated, best first (POLICY_WORST takes the last)
    bool required;             // in the write that creates the record
    const char *zh, *en;
};
struct kind {
    const char *name;
    const char *zh, *en;
    const struct kind_field *fields;
    size_t field_count;
    bool office_only; // refused from a tablet
    bool write_once;  // sign-off, void, event: its first write is its only one
    bool global;      // belongs to no site: its site is the nil UUID
    // What makes the id (UUIDv8 of SHA-256 of the canonical array [kind, key…]) of a record that exists once
    // per key: names of its fields, in order, NULL-terminated; NULL: ids are UUIDv7.
    const char *const *key;
};

const struct kind *kind_find(struct span name); // NULL: unknown, stored and relayed as it is
const struct kind *kind_list(size_t *count);
const struct kind_field *kind_field_find(const struct kind *kind, struct span name); // NULL: unknown, relayed

// Context-free validation of one write against the table, after write_check: types, ranges, required fields when
// `creates`, global kinds without a site, keyed ids that match their fields (when creating). `from_tablet` refuses
// office-only kinds. Unknown kinds and fields pass. INVALID or DENIED, naming field and value.
struct kind_question {
    const struct write *write;
    bool creates;     // its context is empty
    bool from_tablet;
};
enum err kind_check(const struct kind_question *question, struct error *error);

// The value to show for a field: OK with the single value; CONFLICT when the policy gives none (then *out is the
// first by dot); NOT_FOUND when nothing stands. `received_ms` is the newest receive time known for the record or 0:
// a time later than it + 2 min counts as the receive time.
enum err kind_shown(const struct record *record, struct span field, int64_t received_ms, struct record_value *out);

// The id of a keyed record (sync.md 1): key values are canonical JSON texts, in the order of kind->key.
struct uuid kind_key_id(const char *kind, const struct span *values, size_t count);

#endif
