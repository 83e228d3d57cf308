// SPDX-License-Identifier: Apache-2.0
// The lines of a body, told apart by '\n'.
#ifndef PLUMB_SHARED_WIRE_WIRE_LINE_H
#define PLUMB_SHARED_WIRE_WIRE_LINE_H

#include "shared/base/text.h"

// Takes the next line of a body off *rest, without its '\n'; false at the end. A last line without
// '\n' is handed out with *cut set: the body may have been truncated there. *cut is false
// otherwise.
bool wire_line(struct span *rest, struct span *line, bool *cut);

#endif
