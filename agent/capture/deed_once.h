// SPDX-License-Identifier: Apache-2.0
// The report of a deed as it is kept with its tap, and read back when the tap comes again.
#ifndef PLUMB_AGENT_CAPTURE_DEED_ONCE_H
#define PLUMB_AGENT_CAPTURE_DEED_ONCE_H

#include "agent/capture/deed.h"

// Inside the deed's transaction. find: NOT_FOUND when the tap is new; otherwise *out is the report
// of the first time, the caller's to clear. CONFLICT as once_find.
enum err deed_once_find(const struct deed_options *options, struct deed_report *out,
                        struct error *error);
enum err deed_once_keep(const struct deed_options *options, const struct deed_report *report,
                        struct error *error);

#endif
