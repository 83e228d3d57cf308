// SPDX-License-Identifier: Apache-2.0
// The tree that a condition is read into: seen by its reader and its evaluation only.
#ifndef PLUMB_SHARED_MODEL_EXPRESSION_NODE_H
#define PLUMB_SHARED_MODEL_EXPRESSION_NODE_H

#include "shared/model/kind.h"

enum expression_op {
    EXPRESSION_NOTHING,
    EXPRESSION_LITERAL,
    EXPRESSION_FIELD, // `name` of the record at `place`
    EXPRESSION_BINDING,
    EXPRESSION_SETTING,
    EXPRESSION_OR, // `a` and those behind it by `next`
    EXPRESSION_AND,
    EXPRESSION_NOT,
    EXPRESSION_EQUAL,
    EXPRESSION_UNEQUAL,
    EXPRESSION_LESS,
    EXPRESSION_AT_MOST,
    EXPRESSION_PLUS,
    EXPRESSION_MINUS,
    EXPRESSION_TIMES,
    EXPRESSION_ANY, // over the records of `kind`: the filter `a` (NULL: each), the claim `b`
    EXPRESSION_NONE,
    EXPRESSION_COUNT,
    EXPRESSION_ALL,
    EXPRESSION_LAST,
};
enum expression_type {
    EXPRESSION_IS_NOTHING,
    EXPRESSION_IS_LOGIC,
    EXPRESSION_IS_NUMBER, // integers and times
    EXPRESSION_IS_TEXT,   // texts and choices
    EXPRESSION_IS_DATE,
    EXPRESSION_IS_RECORD,
    EXPRESSION_IS_DIGEST,
    EXPRESSION_IS_DECIMAL,
};
enum expression_place {
    EXPRESSION_HERE,  // the record at hand
    EXPRESSION_OUTER, // that of the surrounding one
    EXPRESSION_SITE,
    EXPRESSION_ABOUT,
};
struct expression {
    enum expression_op op;
    enum expression_type type;
    enum expression_place place;
    unsigned depth;
    size_t column;
    const struct expression *a, *b, *next;
    const char *name; // of a field, binding or setting
    int64_t number;   // of a literal: its number, or 1 for true
    struct span text; // of a literal: canonical, with quotes
    const struct kind *kind;
    const char *const *choice; // what a field can be, or NULL
};

#endif
