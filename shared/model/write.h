// SPDX-License-Identifier: Apache-2.0
// A write: one dot, the fields it sets and the context it was made in; its canonical bytes are the
// journal entry.
#ifndef PLUMB_SHARED_MODEL_WRITE_H
#define PLUMB_SHARED_MODEL_WRITE_H

#include "shared/base/memory.h"
#include "shared/base/uuid.h"
#include "shared/crypto/hash.h"
#include "shared/model/vector.h"

// WRITE_BYTES_MAX leaves room for a full context: 4,096 actors take up to 172 KiB.
enum {
    WRITE_FIELDS_MAX = 256, // `deleted` included
    WRITE_BYTES_MAX = 262144,
    FIELD_NAME_MAX = 40,
    KIND_NAME_MAX = 40,
    GROUP_MAX = 2000
};

// A field of a write: name [a-z0-9_]{1,40}, value as canonical JSON text (string, integer, boolean
// or null).
struct field {
    struct span name, value;
};

// Evidence of time: never decides anything.
struct write_clock {
    char boot[17];     // boot id, 16 hex digits
    int64_t mono_ms;   // boot clock
    int64_t wall_ms;   // wall clock as it stood
    int64_t offset_ms; // last known office time minus wall clock
    bool offset_known;
};

// A group: entries adjacent in the journal, applied by the office in one commit at its last one.
struct write_group {
    bool present;
    uint64_t id;   // 64 random bits, as an actor
    int64_t index; // 1 … size
    int64_t size;  // ≤ GROUP_MAX; index == size is the last
};

struct write {
    struct dot dot;
    struct uuid id, site, person;
    struct span kind; // [a-z0-9_]{1,40}
    uint64_t time;    // hlc
    struct write_clock clock;
    struct write_group group;
    struct vector context;      // owned
    const struct field *fields; // sorted by name; points into an arena or the caller's memory
    size_t field_count;
    struct span bytes; // canonical form as parsed, borrowed; empty for a write being made
};

// Reads canonical bytes (docs/PROTOCOL.md "Write"). Spans point into `text`, fields live in
// `arena`; call write_clear for the context. PARSE names the fault; then nothing is left to clear.
// Unknown envelope keys are accepted (P12), but not a known one in other case. What it reads need
// not pass write_check: a write that breaks a rule still has a dot and a record, under which it can
// be put into quarantine.
enum err write_parse(struct span text, struct arena *arena, struct write *out, struct error *error);
// Appends the canonical bytes of a write being made. Its fields need not hold `deleted`: when it is
// absent, "deleted":false is added. Fields must be sorted and checked (write_check). False, and the
// buffer marked failed, when it is full or the bytes are more than WRITE_BYTES_MAX.
bool write_format(const struct write *write, struct buffer *out);
// The context-free rules every write obeys, whatever its kind: names, value types and ranges,
// sorted unique fields, at least one field, counter ≥ 1, actor ≠ 0, context does not cover the
// dot's own or a later counter, group within limits, clock readings within ±(2^53−1). INVALID
// with the offending name and value. What passes is written by write_format as bytes that
// write_parse reads back alike.
enum err write_check(const struct write *write, struct error *error);
void write_clear(struct write *write);                                        // the context
const struct field *write_field(const struct write *write, const char *name); // NULL when absent
// The fields as they count: copies them to `out`, which has room for one more than there are, with
// `deleted` set to false at its place when it is absent. Returns how many there are.
size_t write_complete(const struct write *write, struct field *out);

// The object of fields of a write or of a state: sorted, names and values not judged; at most
// WRITE_FIELDS_MAX. The array is taken from `arena`. False on a fault of the reader, also when the
// arena is full.
bool write_read_fields(struct canon_reader *reader, struct arena *arena, struct field **fields,
                       size_t *count);
bool write_put_fields(struct buffer *out, const struct field *fields, size_t count);
// Whether a name is [a-z0-9_]{1,40}.
bool write_name_valid(struct span name);
// Why a field breaks the rules of write_check, in words, or NULL. Its value is taken as canonical.
const char *write_field_fault(const struct field *field);

// chain_n = SHA-256(chain_{n−1} ‖ bytes_n); the chain before the first entry is 32 zero bytes.
void chain_next(struct digest *chain, struct span bytes);

#endif
