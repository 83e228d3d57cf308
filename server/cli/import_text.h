// SPDX-License-Identifier: Apache-2.0
// The bytes of a table as offices save them, turned into UTF-8.
#ifndef PLUMB_SERVER_CLI_IMPORT_TEXT_H
#define PLUMB_SERVER_CLI_IMPORT_TEXT_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/text.h"

// Appends `bytes` as UTF-8 without byte order mark. Taken are UTF-8, UTF-16 (with a mark, or told
// by its zero bytes) and, when it is neither, GB18030 (what Excel saves as CSV in China; GBK and
// GB 2312 are parts of it). *encoding: its name, static. PARSE: an Excel workbook, a page, or bytes
// that are none of these, with the line where it shows and what to save it as instead. TOO_LARGE:
// out is full.
enum err import_text_decode(struct span bytes, struct buffer *out, const char **encoding,
                            struct error *error);

#endif
