// SPDX-License-Identifier: Apache-2.0
// The fields of a record to be written, put in any order.
#ifndef PLUMB_TESTS_MORNING_FORM_H
#define PLUMB_TESTS_MORNING_FORM_H

#include "shared/model/write.h"

enum { FORM_FIELDS = 24, FORM_BYTES = 96 << 10 };
struct form {
    const char *names[FORM_FIELDS]; // as they were put
    size_t ends[FORM_FIELDS];       // of their values
    size_t count;
    struct buffer values;
    struct field fields[FORM_FIELDS]; // sorted
};
void form_init(struct form *form);
void form_clear(struct form *form);
void form_text(struct form *form, const char *name, const char *text);
void form_integer(struct form *form, const char *name, int64_t value);
void form_truth(struct form *form, const char *name, bool value);
void form_uuid(struct form *form, const char *name, const struct uuid *id);
// "2026-11-22", the day of the moment.
void form_day(struct form *form, const char *name, int64_t unix_ms);
// Sorts; the fields are good until the next put.
const struct field *form_fields(struct form *form);
// Empties it for the next record.
void form_reset(struct form *form);

#endif
