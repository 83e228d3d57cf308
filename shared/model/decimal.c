// SPDX-License-Identifier: Apache-2.0
#include "shared/model/decimal.h"

enum { DIGITS_MAX = 15 };

// Units of 10^-15: thirty digits and three sums of them fit 128 bits.
#define UNITS __int128

static size_t digits_of(struct span text)
{
    size_t count = 0;

    while (count < text.len && text.data[count] >= '0' && text.data[count] <= '9')
        count++;
    return count;
}

static bool read_units(struct span text, UNITS *out)
{
    struct span whole = text, part = {NULL, 0};
    bool negative;
    UNITS units = 0;
    size_t digits;

    if (text.len == 0)
        return false;
    negative = text.data[0] == '-';
    whole.data += negative;
    whole.len -= negative;
    digits = digits_of(whole);
    if (digits < whole.len && whole.data[digits] == '.') {
        part = (struct span){whole.data + digits + 1, whole.len - digits - 1};
        whole.len = digits;
        if (part.len == 0)
            return false;
    }
    if (digits == 0 || digits > DIGITS_MAX || digits != whole.len || part.len > DIGITS_MAX
        || digits_of(part) != part.len)
        return false;
    for (size_t i = 0; i < whole.len; i++)
        units = units * 10 + (whole.data[i] - '0');
    for (size_t i = 0; i < DIGITS_MAX; i++)
        units = units * 10 + (i < part.len ? part.data[i] - '0' : 0);
    *out = negative ? -units : units;
    return true;
}

bool decimal_valid(struct span text)
{
    UNITS units;
    size_t digits;

    if (!read_units(text, &units))
        return false;
    if (text.data[0] == '-')
        text = (struct span){text.data + 1, text.len - 1};
    digits = digits_of(text);
    return digits == 1 || text.data[0] != '0';
}

static bool read_or_nothing(struct span text, UNITS *out)
{
    *out = 0;
    return text.len == 0 || read_units(text, out);
}

bool decimal_within(struct span value, const struct decimal_tolerance *tolerance, bool *within)
{
    UNITS found, target, minus, plus;

    if (!read_units(value, &found) || !read_units(tolerance->target, &target)
        || !read_or_nothing(tolerance->minus, &minus) || !read_or_nothing(tolerance->plus, &plus))
        return false;
    *within = target - minus <= found && found <= target + plus;
    return true;
}
