// SPDX-License-Identifier: Apache-2.0
#include "shared/base/calendar.h"

#include <stdio.h>

#define OFFSET_MS INT64_C(28800000)

enum {
    DATE_LEN = 10,
    ERA_YEARS = 400,
    ERA_DAYS = 146097,
    // From 0000-03-01, with which the years are counted here, to 1970-01-01.
    EPOCH_DAYS = 719468,
};

struct date {
    int64_t year, month, day;
};

static int64_t floor_div(int64_t number, int64_t by)
{
    int64_t quotient = number / by;

    return number % by < 0 ? quotient - 1 : quotient;
}

// Years begin in March, so that the leap day is the last of its year.
static int64_t day_of(struct date date)
{
    int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    int64_t era = floor_div(year, ERA_YEARS), of_era = year - era * ERA_YEARS;
    int64_t month = (date.month + 9) % 12;
    int64_t of_year = (153 * month + 2) / 5 + date.day - 1;

    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH_DAYS;
}

static struct date date_of(int64_t day)
{
    int64_t shifted = day + EPOCH_DAYS, era = floor_div(shifted, ERA_DAYS);
    int64_t of_era = shifted - era * ERA_DAYS;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;

    return (struct date){
        .year = year + era * ERA_YEARS + (month >= 10),
        .month = month < 10 ? month + 3 : month - 9,
        .day = of_year - (153 * month + 2) / 5 + 1,
    };
}

int64_t calendar_day(int64_t unix_ms)
{
    return floor_div(unix_ms + OFFSET_MS, CALENDAR_DAY_MS);
}

int64_t calendar_start_ms(int64_t day)
{
    return day * CALENDAR_DAY_MS - OFFSET_MS;
}

int64_t calendar_end_ms(int64_t day)
{
    return calendar_start_ms(day + 1) - 1;
}

static int64_t number_at(const char *digits, size_t len)
{
    int64_t number = 0;

    for (size_t i = 0; i < len; i++)
        number = number * 10 + (digits[i] - '0');
    return number;
}

bool calendar_parse(struct span date, int64_t *day)
{
    static const char form[] = "dddd-dd-dd";
    struct date read, back;

    if (date.len != DATE_LEN)
        return false;
    for (size_t i = 0; i < DATE_LEN; i++) {
        bool digit = date.data[i] >= '0' && date.data[i] <= '9';

        if (form[i] == 'd' ? !digit : date.data[i] != form[i])
            return false;
    }
    read = (struct date){
        number_at(date.data, 4),
        number_at(date.data + 5, 2),
        number_at(date.data + 8, 2),
    };
    if (read.month < 1 || read.month > 12)
        return false;
    // A day that its month does not have comes back as one of the next or the last month.
    back = date_of(day_of(read));
    if (back.month != read.month)
        return false;
    *day = day_of(read);
    return true;
}

void calendar_format(int64_t day, char out[CALENDAR_DATE_TEXT])
{
    struct date date = date_of(day);

    snprintf(out, CALENDAR_DATE_TEXT, "%04d-%02d-%02d", (int)date.year, (int)date.month,
             (int)date.day);
}

int64_t calendar_add_months(int64_t day, int64_t months)
{
    struct date date = date_of(day), first, next;
    int64_t count = date.year * 12 + date.month - 1 + months, length;

    first = (struct date){floor_div(count, 12), count - floor_div(count, 12) * 12 + 1, 1};
    next = first.month == 12 ? (struct date){first.year + 1, 1, 1}
                             : (struct date){first.year, first.month + 1, 1};
    length = day_of(next) - day_of(first);
    return day_of(first) + (date.day < length ? date.day : length) - 1;
}

int64_t calendar_monday(int64_t day)
{
    // 1970-01-01 was a Thursday.
    return floor_div(day + 3, 7) * 7 - 3;
}
