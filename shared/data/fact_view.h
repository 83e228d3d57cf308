// SPDX-License-Identifier: Apache-2.0
// A value of a fact as people read it: words of choices and steps, names of people, times of China.
#ifndef PLUMB_SHARED_DATA_FACT_VIEW_H
#define PLUMB_SHARED_DATA_FACT_VIEW_H

#include "shared/model/fact.h"

// What a field is called, also a derived one: Chinese is returned; without words "" and its name.
const char *fact_view_label(const struct fact *fact, const char *field, const char **en);
enum kind_type fact_view_type(const struct fact *fact, const char *field); // unknown ones are text
const char *fact_view_type_name(enum kind_type type);                      // "text", "integer", …
// Appends a canonical value of the field: "不合格 fail", "王铁军", "2026-11-22 14:00". `facts` is
// where people are looked up.
void fact_view_value(const struct facts *facts, const struct fact *fact, const char *field,
                     struct span value, struct buffer *out);

#endif
