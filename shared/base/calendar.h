// SPDX-License-Identifier: Apache-2.0
// Calendar days and months in Asia/Shanghai, which has no daylight saving time.
#ifndef PLUMB_SHARED_BASE_CALENDAR_H
#define PLUMB_SHARED_BASE_CALENDAR_H

#include "shared/base/text.h"

#define CALENDAR_DAY_MS INT64_C(86400000)

// A day is counted from 1970-01-01 on; the years 0000 to 9999.
int64_t calendar_day(int64_t unix_ms);  // the day on which the moment lies
int64_t calendar_start_ms(int64_t day); // its first millisecond
int64_t calendar_end_ms(int64_t day);   // its last
// "YYYY-MM-DD"; false when it is no day of the Gregorian calendar.
bool calendar_parse(struct span date, int64_t *day);
enum { CALENDAR_DATE_TEXT = 16 };
void calendar_format(int64_t day, char out[CALENDAR_DATE_TEXT]);
// The same day of the month so many months later, or the last of a shorter month.
int64_t calendar_add_months(int64_t day, int64_t months);
int64_t calendar_monday(int64_t day); // of its ISO week

#endif
