// SPDX-License-Identifier: Apache-2.0
// Handwriting as a person's device gives it, made canonical.
#ifndef PLUMB_SHARED_DATA_STROKES_FILE_H
#define PLUMB_SHARED_DATA_STROKES_FILE_H

#include "shared/data/json.h"
#include "shared/model/strokes.h"

enum { STROKES_FILE_MAX = 4 << 20 };

// Reads one of three: our canonical form (strokes.h); what the signature_pad library's toData()
// gives, [{"points":[{"x","y","pressure","time"}…]}…] in pixels with fractions; or that with its
// box, {"height","strokes":[…],"width"}. Points beside the box are drawn to its edge; without a box
// one is laid around the ink. Missing pressure counts as half, missing time as 10 ms each. Errors
// of strokes_parse.
enum err strokes_file_read(struct span text, struct arena *arena, struct strokes *out,
                           struct error *error);

#endif
