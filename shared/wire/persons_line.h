// SPDX-License-Identifier: Apache-2.0
// The persons who may write on a tablet, as a line of an exchange's reply tells them.
#ifndef PLUMB_SHARED_WIRE_PERSONS_LINE_H
#define PLUMB_SHARED_WIRE_PERSONS_LINE_H

#include "shared/wire/exchange_request.h"

// Appends {"persons":LIST,"version":V} and '\n'. `list`: a JSON array of {"id","name","role"}.
// False when it does not fit.
bool persons_line_format(struct span list, const char *version, struct buffer *out);
// Reads a line (without '\n'): fills `list` (emptied first) with the array, without white space,
// and `version`. PARSE: a person without an id, or no version. TOO_LARGE: beyond list->max.
enum err persons_line_parse(struct span line, struct buffer *list,
                            char version[PERSONS_VERSION_TEXT], struct error *error);

#endif
