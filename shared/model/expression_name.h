// SPDX-License-Identifier: Apache-2.0
// What the names in a condition stand for, and which values go together.
#ifndef PLUMB_SHARED_MODEL_EXPRESSION_NAME_H
#define PLUMB_SHARED_MODEL_EXPRESSION_NAME_H

#include "shared/model/expression.h"
#include "shared/model/expression_node.h"

// The kind of this name; else NULL, and the detail says what there is instead.
const struct kind *expression_name_kind(struct span name, struct error *error);
// Makes `out` a field of `kind`, a derived one included, at out->place. INVALID names the nearest.
enum err expression_name_field(const struct kind *kind, struct span name, struct expression *out,
                               struct error *error);
// Makes `out` a binding of the scope, or a field of its kind. INVALID names the nearest.
enum err expression_name_this(const struct expression_scope *scope, struct span name,
                              struct expression *out, struct error *error);
// Whether two values can be compared by the operator `op`, so that the answer is not the same for
// ever: types, choices, codes. INVALID tells why not. A text beside a date becomes a date.
enum err expression_name_compare(const struct expression_scope *scope, enum expression_op op,
                                 struct expression *a, struct expression *b, struct error *error);
const char *expression_name_type(enum expression_type type); // "a number"

#endif
