// SPDX-License-Identifier: Apache-2.0
// Foreign JSON, guarded, then read and written by field tables: a message is data, not code.
#ifndef PLUMB_SHARED_DATA_JSON_H
#define PLUMB_SHARED_DATA_JSON_H

#include "shared/base/buffer.h"
#include "shared/data/json_guard.h"

#include <stdbool.h>
#include <stdint.h>

struct json; // a parsed value; opaque (cJSON under it)

// Guards `text` (json_guard, with its errors), then parses it. *out is NULL after an error; free it
// with json_free.
enum err json_parse(struct span text, const struct json_limits *limits, struct json **out,
                    struct error *error);
void json_free(struct json *value); // root only; accepts NULL

// Readers borrow from the tree. Names are compared with case. A missing member is NULL, and every
// reader takes NULL for a value that is not there. A getter that returns false has left *out alone.
const struct json *json_member(const struct json *object, const char *name);
const struct json *json_first(const struct json *container); // of an array or object
const struct json *json_next(const struct json *item);
const char *json_key(const struct json *item); // of a member
bool json_is_object(const struct json *value);
bool json_is_array(const struct json *value);
bool json_is_null(const struct json *value); // also for NULL
bool json_text(const struct json *value, const char **out);
// Exact: within ±(2^53−1) and written without fraction, exponent or "-0".
bool json_integer(const struct json *value, int64_t *out);
// Any number, rounded to a double: for measures of a device, never for counters.
bool json_number(const struct json *value, double *out);
bool json_boolean(const struct json *value, bool *out);
bool json_u64(const struct json *value, uint64_t *out); // a decimal string (P14)
// Appends the value as JSON without white space, integers exact; NULL is null.
bool json_print(const struct json *value, struct buffer *out);

// Tables: a struct described field by field.
enum json_kind {
    JSON_TEXT,    // char[size]
    JSON_INTEGER, // int64_t
    JSON_BOOLEAN, // bool
    JSON_U64,     // uint64_t as decimal string
    JSON_HEX64,   // uint64_t as 16 lower-case hex digits: an epoch, a tag
    JSON_UUID,    // struct uuid
    JSON_DIGEST,  // 32 bytes (struct digest) as 64 lower-case hex digits
};
#define JSON_NO_PRESENT ((size_t)-1)
struct json_field {
    const char *name;
    enum json_kind kind;
    size_t offset, size; // offsetof, sizeof the member
    bool required;       // there, and not null
    // offsetof a bool that is set when it was there and not null; JSON_NO_PRESENT: none
    size_t present_offset;
};
// Fills `out` (zeroed by the caller) from the object; unknown members are ignored. PARSE names
// field and fault.
enum err json_read(const struct json *object, const struct json_field *fields, size_t count,
                   void *out, struct error *error);

// A writer with commas in the right places; keys come in the order of the calls, and are plain
// ASCII literals or ids. What does not fit, is not UTF-8 or is beyond ±(2^53−1) marks the buffer
// failed: checked once at the end.
struct json_writer {
    struct buffer *out;
    bool comma;
};
void json_begin(struct json_writer *writer, struct buffer *out);
void json_object_open(struct json_writer *writer,
                      const char *key); // key NULL in an array or at the root
void json_object_close(struct json_writer *writer);
void json_array_open(struct json_writer *writer, const char *key);
void json_array_close(struct json_writer *writer);
void json_put_text(struct json_writer *writer, const char *key,
                   const char *text); // NULL writes null
void json_put_span(struct json_writer *writer, const char *key,
                   struct span text); // data NULL writes null
void json_put_integer(struct json_writer *writer, const char *key, int64_t value);
// Or null, when it is not known.
void json_put_known(struct json_writer *writer, const char *key, bool known, int64_t value);
void json_put_u64(struct json_writer *writer, const char *key, uint64_t value); // decimal string
void json_put_hex(struct json_writer *writer, const char *key, const void *bytes,
                  size_t len); // lower case
void json_put_base64(struct json_writer *writer, const char *key, const void *bytes, size_t len);
void json_put_boolean(struct json_writer *writer, const char *key, bool value);
void json_put_null(struct json_writer *writer, const char *key);
void json_put_raw(struct json_writer *writer, const char *key, struct span json); // already JSON

#endif
