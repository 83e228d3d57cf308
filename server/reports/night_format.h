// SPDX-License-Identifier: Apache-2.0
// A night in each format people ask for, with the same numbers: html, csv, xlsx, json, text.
#ifndef PLUMB_SERVER_REPORTS_NIGHT_FORMAT_H
#define PLUMB_SERVER_REPORTS_NIGHT_FORMAT_H

#include "server/reconcile/night.h"
#include "server/reports/table.h"

enum night_format { NIGHT_TEXT, NIGHT_CSV, NIGHT_JSON, NIGHT_HTML, NIGHT_XLSX, NIGHT_FORMATS };
const char *night_format_name(enum night_format format);   // "text", "csv", …
const char *night_format_ending(enum night_format format); // "txt", "csv", …
bool night_format_find(struct span name, enum night_format *out);

// Appends it. JSON is {"id","digest","kept","made","night":page,"restated":[…]}: the bytes of
// `page` are those under the digest. The same night gives the same bytes. TOO_LARGE when `out` does
// not hold it.
enum err night_format_write(const struct night *night, enum night_format format,
                            enum table_language language, struct buffer *out, struct error *error);

#endif
