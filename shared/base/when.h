// SPDX-License-Identifier: Apache-2.0
// Times, dates and weeks as people type them, in China Standard Time, where all sites lie.
#ifndef PLUMB_SHARED_BASE_WHEN_H
#define PLUMB_SHARED_BASE_WHEN_H

#include "shared/base/err.h"
#include "shared/base/text.h"

// What a day without a time of day means.
enum when_edge { WHEN_DAY_STARTS, WHEN_DAY_ENDS };

// "2026-11-22", "2026-11-22 14:00", "2026-11-22T14:00:30", "14:00" (today), "now", and from
// now_ms on: "+24h", "-30m", "+3d", "+2w". A span of days or weeks keeps the time of day. INVALID
// quotes the text and names the forms; years are 1970 to 9999.
enum err when_parse(struct span text, int64_t now_ms, enum when_edge edge, int64_t *out,
                    struct error *error);
// A date as records keep it, from "2026-11-22", "today", "+3d" or "-2w".
enum { WHEN_DATE_TEXT = 11 };
enum err when_parse_date(struct span text, int64_t now_ms, char out[WHEN_DATE_TEXT],
                         struct error *error);
// The ISO 8601 week "2026-W47" of a moment; the same typed, or "this", or "last".
enum { WHEN_WEEK_TEXT = 9 };
void when_week(int64_t unix_ms, char out[WHEN_WEEK_TEXT]);
enum err when_parse_week(struct span text, int64_t now_ms, char out[WHEN_WEEK_TEXT],
                         struct error *error);
// "2026-11-22 14:00", as lists show a moment.
enum { WHEN_SHORT_TEXT = 20 };
void when_format(int64_t unix_ms, char out[WHEN_SHORT_TEXT]);

#endif
