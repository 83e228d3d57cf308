// SPDX-License-Identifier: Apache-2.0
// Options of verbs as data: type, range, unit and help in one table row, checked in one place.
#ifndef PLUMB_SHARED_BASE_OPTION_H
#define PLUMB_SHARED_BASE_OPTION_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"

enum option_type {
    OPTION_FLAG,    // --name
    OPTION_TEXT,    // --name TEXT
    OPTION_INTEGER, // --name N within min and max
    OPTION_CHOICE,  // --name A, one of the choices
    OPTION_LIST,    // --name TEXT, may be repeated
};

struct option {
    const char *name; // without the dashes
    enum option_type type;
    const char *placeholder; // "DIR"; unused by FLAG and CHOICE
    const char *help_zh, *help_en;
    bool required;
    int64_t min, max;           // INTEGER
    const char *unit;           // INTEGER: "ms", "bytes"; may be NULL
    const char *const *choices; // CHOICE: ends with NULL
};

// What was given. Starts zeroed. Texts are borrowed from the command line.
struct option_value {
    bool given;
    const char *text;  // TEXT, CHOICE
    int64_t integer;   // INTEGER
    const char **list; // LIST; owned by the value
    size_t list_count;
};

// Takes one value from the command line (NULL: none was given). USAGE when it has no value but
// needs one, or the reverse, or is given twice; INVALID when the value is out of range; the detail
// quotes it.
enum err option_take(const struct option *option, const char *text, struct option_value *value,
                     struct error *error);
void option_value_clear(struct option_value *value);

// Appends "--name DIR", as a usage line shows it.
void option_print_form(const struct option *option, struct buffer *out);
// Appends the form and, indented below it, range and help in Chinese and English.
void option_print_help(const struct option *option, struct buffer *out);

#endif
