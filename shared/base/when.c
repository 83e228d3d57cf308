// SPDX-License-Identifier: Apache-2.0
#include "shared/base/when.h"

#include <stdio.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define ZONE_MS (8 * HOUR_MS) // China Standard Time has no daylight saving time

enum { YEAR_MIN = 1970, YEAR_MAX = 9999, MONTHS = 12, THURSDAY = 3, SPAN_DIGITS = 6 };

struct day {
    int year, month, day;
};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int year, int month)
{
    static const int days[MONTHS] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

// Days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
static int64_t days_of(struct day day)
{
    int64_t year = day.year - (day.month <= 2), era = year / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (day.month + (day.month > 2 ? -3 : 9)) + 2) / 5 + day.day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static struct day day_of(int64_t days)
{
    int64_t shifted = days + 719468, era = shifted / 146097, rest = shifted % 146097;
    int64_t of_era = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
    int64_t of_year = rest - (365 * of_era + of_era / 4 - of_era / 100);
    int64_t month = (5 * of_year + 2) / 153;
    struct day day = {.month = (int)(month < 10 ? month + 3 : month - 9),
                      .day = (int)(of_year - (153 * month + 2) / 5 + 1)};

    day.year = (int)(of_era + era * 400 + (day.month <= 2));
    return day;
}

// Midnights since 1970 in local time; times before 1970 do not come up (YEAR_MIN).
static int64_t local_days(int64_t unix_ms)
{
    int64_t local = unix_ms + ZONE_MS;

    return local < 0 ? 0 : local / DAY_MS;
}

static bool take_digits(struct span *text, size_t count, int *out)
{
    int value = 0;

    if (text->len < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (text->data[i] < '0' || text->data[i] > '9')
            return false;
        value = value * 10 + (text->data[i] - '0');
    }
    *text = (struct span){text->data + count, text->len - count};
    *out = value;
    return true;
}

static bool take_char(struct span *text, char wanted)
{
    if (text->len == 0 || text->data[0] != wanted)
        return false;
    *text = (struct span){text->data + 1, text->len - 1};
    return true;
}

static bool take_day(struct span *text, struct day *day)
{
    return take_digits(text, 4, &day->year) && take_char(text, '-')
           && take_digits(text, 2, &day->month) && take_char(text, '-')
           && take_digits(text, 2, &day->day) && day->year >= YEAR_MIN && day->month >= 1
           && day->month <= MONTHS && day->day >= 1
           && day->day <= days_of_month(day->year, day->month);
}

// "14:00" or "14:00:30", to the end of the text.
static bool take_clock(struct span *text, int64_t *ms)
{
    int hour = 0, minute = 0, second = 0;

    if (!take_digits(text, 2, &hour) || !take_char(text, ':') || !take_digits(text, 2, &minute))
        return false;
    if (text->len > 0 && (!take_char(text, ':') || !take_digits(text, 2, &second)))
        return false;
    *ms = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;
    return text->len == 0 && hour < 24 && minute < 60 && second < 60;
}

static bool parse_absolute(struct span text, enum when_edge edge, int64_t *out)
{
    struct day day;
    int64_t clock_ms = edge == WHEN_DAY_ENDS ? DAY_MS - 1 : 0;

    if (!take_day(&text, &day))
        return false;
    if (text.len > 0
        && ((!take_char(&text, ' ') && !take_char(&text, 'T')) || !take_clock(&text, &clock_ms)))
        return false;
    *out = days_of(day) * DAY_MS + clock_ms - ZONE_MS;
    return true;
}

// "+24h": a sign, a number, a unit.
static bool parse_span(struct span text, int64_t *out)
{
    static const struct {
        char letter;
        int64_t ms;
    } units[] = {{'m', MINUTE_MS}, {'h', HOUR_MS}, {'d', DAY_MS}, {'w', 7 * DAY_MS}};
    bool minus = take_char(&text, '-');
    uint64_t number = 0;

    if ((!minus && !take_char(&text, '+')) || text.len < 2 || text.len > SPAN_DIGITS + 1
        || !text_parse_u64((struct span){text.data, text.len - 1}, &number))
        return false;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (text.data[text.len - 1] != units[i].letter)
            continue;
        *out = (int64_t)number * units[i].ms * (minus ? -1 : 1);
        return true;
    }
    return false;
}

static bool within(int64_t unix_ms)
{
    return unix_ms + ZONE_MS >= 0
           && local_days(unix_ms) <= days_of((struct day){YEAR_MAX, MONTHS, 31});
}

enum err when_parse(struct span text, int64_t now_ms, enum when_edge edge, int64_t *out,
                    struct error *error)
{
    struct span rest = text;
    int64_t ms = 0;
    bool ok = true;

    if (span_is(text, "now"))
        *out = now_ms;
    else if (parse_span(text, &ms))
        *out = now_ms + ms;
    else if (take_clock(&rest, &ms))
        *out = local_days(now_ms) * DAY_MS + ms - ZONE_MS;
    else
        ok = parse_absolute(text, edge, out);
    if (ok && within(*out))
        return ERR_OK;
    return error_set(error, ERR_INVALID,
                     "\"%.*s\" is no time: 2026-11-22, \"2026-11-22 14:00\", 14:00, now, +24h, "
                     "-30m, +3d, +2w",
                     (int)text.len, text.data);
}

static void format_day(struct day day, char out[WHEN_DATE_TEXT])
{
    snprintf(out, WHEN_DATE_TEXT, "%04u-%02u-%02u", (unsigned)day.year % 10000U,
             (unsigned)day.month % 100U, (unsigned)day.day % 100U);
}

enum err when_parse_date(struct span text, int64_t now_ms, char out[WHEN_DATE_TEXT],
                         struct error *error)
{
    struct span rest = text;
    struct day day;
    int64_t ms = 0;
    bool spanned = parse_span(text, &ms) && ms % DAY_MS == 0 && within(now_ms + ms);

    if (span_is(text, "today") || spanned)
        day = day_of(local_days(now_ms + ms));
    else if (!take_day(&rest, &day) || rest.len > 0)
        return error_set(error, ERR_INVALID, "\"%.*s\" is no date: 2026-11-22, today, +3d, +2w",
                         (int)text.len, text.data);
    format_day(day, out);
    return ERR_OK;
}

// The Thursday of a week tells its year.
static void format_week(int64_t days, char out[WHEN_WEEK_TEXT])
{
    int64_t weekday = (days + THURSDAY) % 7; // 1970-01-01 was a Thursday; 0: Monday
    int64_t thursday = days - weekday + THURSDAY;
    struct day day = day_of(thursday);
    int64_t week = (thursday - days_of((struct day){day.year, 1, 1})) / 7 + 1;

    snprintf(out, WHEN_WEEK_TEXT, "%04u-W%02u", (unsigned)day.year % 10000U, (unsigned)week % 100U);
}

void when_week(int64_t unix_ms, char out[WHEN_WEEK_TEXT])
{
    format_week(local_days(unix_ms), out);
}

enum err when_parse_week(struct span text, int64_t now_ms, char out[WHEN_WEEK_TEXT],
                         struct error *error)
{
    struct span rest = text;
    int year = 0, week = 0;

    if (span_is(text, "this") || span_is(text, "last")) {
        when_week(now_ms - (span_is(text, "last") ? 7 * DAY_MS : 0), out);
        return ERR_OK;
    }
    if (take_digits(&rest, 4, &year) && take_char(&rest, '-') && take_char(&rest, 'W')
        && take_digits(&rest, 2, &week) && rest.len == 0 && year >= YEAR_MIN && week >= 1) {
        // 4 January lies in week 1; a year that has no week 53 gives another name back.
        format_week(days_of((struct day){year, 1, 4}) + (week - 1) * 7, out);
        if (span_is(text, out))
            return ERR_OK;
    }
    return error_set(error, ERR_INVALID, "\"%.*s\" is no week: 2026-W47, this, last", (int)text.len,
                     text.data);
}

void when_format(int64_t unix_ms, char out[WHEN_SHORT_TEXT])
{
    char day[WHEN_DATE_TEXT];
    int64_t of_day = (unix_ms + ZONE_MS) % DAY_MS;

    if (!within(unix_ms)) {
        snprintf(out, WHEN_SHORT_TEXT, "?");
        return;
    }
    format_day(day_of(local_days(unix_ms)), day);
    snprintf(out, WHEN_SHORT_TEXT, "%s %02u:%02u", day, (unsigned)(of_day / HOUR_MS) % 24U,
             (unsigned)(of_day % HOUR_MS / MINUTE_MS) % 60U);
}
