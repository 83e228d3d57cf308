// SPDX-License-Identifier: Apache-2.0
// The kind table: for each kind its fields, their types and policies, and who may write it.
#ifndef PLUMB_SHARED_MODEL_KIND_H
#define PLUMB_SHARED_MODEL_KIND_H

#include "shared/model/record.h"

// How a conflicting field is shown, the same on every replica. Derived, never stored as a fact
// (sync.md 1).
enum kind_policy {
    POLICY_NEWEST, // text: the newest by (time, actor)
    POLICY_WORST,  // a safety result: the worst of `order` wins
    POLICY_BOTH,   // money: all are shown, no single value
};
enum kind_type {
    TYPE_TEXT, // 16 KiB when the table says nothing else
    TYPE_INTEGER,
    TYPE_BOOLEAN,
    TYPE_CHOICE,
    TYPE_RECORD,  // a UUID
    TYPE_DIGEST,  // a blob, 64 hexadecimal digits
    TYPE_DECIMAL, // a string: "-12.5", at most 15 digits on each side
    TYPE_TIME,    // Unix milliseconds
    TYPE_DATE,    // "YYYY-MM-DD"
};
enum { KIND_TEXT_MAX = 16384, KIND_KEY_MAX = 4 };

struct kind_field {
    const char *name;
    enum kind_type type;
    enum kind_policy policy;
    // Of an integer or time; of a text its length in canonical bytes; 0, 0: the type's own limits.
    int64_t min, max;
    // TYPE_CHOICE: NULL-terminated, best first; POLICY_WORST takes the last.
    const char *const *choice;
    bool required; // in the write that creates the record
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
    bool own_site;    // is the site itself: its site is its own id
    // What makes the id (UUIDv8 of SHA-256 of the canonical array [kind, key…]) of a record that
    // exists once per key: names of its fields, in order, NULL-terminated, at most KIND_KEY_MAX;
    // NULL: ids are UUIDv7. The name "site" stands for the site of the record, as a string. Key
    // fields are required and fixed for ever.
    const char *const *key;
    // Roles (domain.md D1) that may write it, NULL-terminated; NULL: every role. The auditor writes
    // nothing at all (D1.10).
    const char *const *writers;
};

const struct kind *kind_find(struct span name); // NULL: unknown, stored and relayed as it is
const struct kind *kind_list(size_t *count);
// NULL: unknown, relayed. Every kind, also the unknown one (NULL), has `deleted`, where a
// concurrent edit wins.
const struct kind_field *kind_field_find(const struct kind *kind, struct span name);

// Role rights: whether a person of this role, plain text, may write records of a kind. An unknown
// kind (NULL) is open to every role but the auditor. A role that is not in the table, or empty
// because nobody knows it here, may write: what is not known refuses nothing.
bool kind_may_write(const struct kind *kind, struct span role);

// Context-free validation of one write against the table, after write_check: types, ranges,
// required fields when `creates` and never null, global kinds without a site, keyed ids that match
// their fields (when creating, or when a key field is set again), write-once kinds never edited and
// never deleted. `from_tablet` refuses office-only
// kinds. Null clears any other field. Unknown kinds and fields pass. INVALID or DENIED, naming
// field and value.
struct kind_question {
    const struct write *write;
    bool creates; // its context is empty
    bool from_tablet;
};
enum err kind_check(const struct kind_question *question, struct error *error);

// The value to show for a field: OK with the single value; CONFLICT when the policy gives none
// (then *out is the first by dot): money, a value that `choice` does not rank, a field or kind that
// is not in the table; NOT_FOUND when nothing stands. Standing values that are equal are one value.
// `received_ms` is the newest receive time known for the record or 0: a time later than it + 2 min
// counts as the receive time.
enum err kind_shown(const struct record *record, struct span field, int64_t received_ms,
                    struct record_value *out);

// The id of a keyed record (sync.md 1): key values are canonical JSON texts, in the order of
// kind->key.
struct uuid kind_key_id(const char *kind, const struct span *values, size_t count);

#endif
