// SPDX-License-Identifier: Apache-2.0
// The photos of records as screens show them.
#ifndef PLUMB_AGENT_UI_PHOTO_VIEW_H
#define PLUMB_AGENT_UI_PHOTO_VIEW_H

#include "agent/ui/reading.h"

// An array of the photos of a record, marked copies behind their originals, in order of time:
// {id, of, name, moment, thumbnail, width, height, size, taken_at, person, copy_of, unsent, here}.
// thumbnail: something small can be shown; here: the original is on this tablet. moment NULL: all,
// "after": those from after the work, "!after": the others.
void photo_view_put(struct reading *reading, const char *key, const struct uuid *of,
                    const char *moment);
// How many of them count as photos, and the first of those; nil: none.
size_t photo_view_count(struct reading *reading, const struct uuid *of, struct uuid *first);

#endif
