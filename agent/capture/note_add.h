// SPDX-License-Identifier: Apache-2.0
// A note about a record, or about the site.
#ifndef PLUMB_AGENT_CAPTURE_NOTE_ADD_H
#define PLUMB_AGENT_CAPTURE_NOTE_ADD_H

#include "agent/capture/deed.h"

// The photos of the options belong to the note. INVALID: a blank text. NOT_FOUND: `of` is not here.
struct note_add {
    struct uuid of; // nil: it is about the site
    struct span text;
};
enum err note_add(const struct deed_options *options, const struct note_add *given,
                  struct deed_report *report, struct error *error);

#endif
