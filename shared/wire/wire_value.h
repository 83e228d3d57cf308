// SPDX-License-Identifier: Apache-2.0
// Values of the protocol inside header lines: vectors, actors, ids and digests in JSON.
#ifndef PLUMB_SHARED_WIRE_WIRE_VALUE_H
#define PLUMB_SHARED_WIRE_WIRE_VALUE_H

#include "shared/data/json.h"
#include "shared/model/vector.h"

// Reads {"<actor>":"<counter>",…} in any order into an initialised, empty vector. PARSE on a bad
// or zero actor or counter, TOO_LARGE above `entries_max` (at most VECTOR_MAX) entries; `name` is
// for the detail.
enum err wire_value_vector(const struct json *object, const char *name, size_t entries_max,
                           struct vector *out, struct error *error);
void wire_value_put_vector(struct json_writer *writer, const char *key,
                           const struct vector *vector);
void wire_value_put_hex64(struct json_writer *writer, const char *key, uint64_t value);
void wire_value_put_uuid(struct json_writer *writer, const char *key, const struct uuid *uuid);
// Ends a message: its line break, and whether all of it fitted.
bool wire_value_end(struct buffer *out);

#endif
