// SPDX-License-Identifier: Apache-2.0
// Fields as people type them on a command line or in a table: name=value, typed by the kind table.
#ifndef PLUMB_SHARED_DATA_FIELD_TEXT_H
#define PLUMB_SHARED_DATA_FIELD_TEXT_H

#include "shared/model/kind.h"

// Reads "name=value" (nothing behind '=' clears the field: null) or "name:=json". Name and value
// are copied into the arena. USAGE without '='; INVALID naming field and value.
enum err field_text_read(struct span kind, struct span text, struct arena *arena, struct field *out,
                         struct error *error);
// The canonical value of a text for a field, by its type (a text for a field or kind that the table
// does not know). A time is milliseconds, or "2026-11-22 14:00" as in China. out->name is given,
// out->value is filled in.
enum err field_text_value(struct span kind, struct span text, struct arena *arena,
                          struct field *out, struct error *error);

#endif
