// SPDX-License-Identifier: Apache-2.0
// What stands in a cell as people type it, turned into the one way it is kept.
#ifndef PLUMB_SERVER_CLI_IMPORT_CELL_H
#define PLUMB_SERVER_CLI_IMPORT_CELL_H

#include "shared/base/buffer.h"
#include "shared/base/text.h"

enum import_form {
    IMPORT_TEXT,  // spaces around it go
    IMPORT_CODE,  // a number or name to find something by: wide letters and digits become narrow
    IMPORT_PHONE, // one or several: "13800000001", "0571-88886666", "13800000001/13900000002"
    IMPORT_DATE, // 2026-03-05, 2026/3/5, 2026.3.5, 20260305, 2026年3月5日, with a time behind it
    IMPORT_BOOLEAN, // 是, 否, 有效, 无效, 在岗, 离岗, true, yes, 1, …
    IMPORT_ROLE,    // its name or the words for it
    IMPORT_INTEGER, // 1,234
    IMPORT_YUAN,    // "¥12,345.60", 12345.6元; kept in fen
    IMPORT_WAN,     // ten thousands of yuan; kept in fen
};
// Appends the kept form of `cell`: nothing for a cell with nothing in it. False: it is none; what
// would be is in import_cell_wanted.
bool import_cell_read(enum import_form form, struct span cell, struct buffer *out);
// What is wanted in such a cell, in both languages; lives for ever.
const char *import_cell_wanted(enum import_form form);
// Without spaces around (the wide one, the one that does not break, zero-width ones and tabs
// included). Borrowed.
struct span import_cell_trim(struct span cell);
// Appends it with wide letters, digits, signs and spaces made narrow.
void import_cell_narrow(struct span cell, struct buffer *out);

#endif
