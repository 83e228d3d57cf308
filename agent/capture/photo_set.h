// SPDX-License-Identifier: Apache-2.0
// Photos for a record that is here, as a deed of their own.
#ifndef PLUMB_AGENT_CAPTURE_PHOTO_SET_H
#define PLUMB_AGENT_CAPTURE_PHOTO_SET_H

#include "agent/capture/deed.h"

// The photos of the options belong to `record`. moment: "before", "after" or NULL. copy_of: the
// photo of the same record that they are marked copies of; nil: they are originals. The report is
// about the first photo, also when the record had it already and nothing was saved. NOT_FOUND:
// record or photo is not here. INVALID: copy_of is no original of this record.
struct photo_set {
    struct uuid record, copy_of;
    const char *moment;
};
enum err photo_set(const struct deed_options *options, const struct photo_set *given,
                   struct deed_report *report, struct error *error);

#endif
