// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/exif.h"

#include <libexif/exif-data.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SEGMENT_MAX = 65536, TIME_LEN = 19, OFFSET_LEN = 6, SCALE_DIGITS = 10000000 };

// Degrees are summed up at a hundred times the precision that is kept.
#define FINE_SCALE UINT64_C(1000000000)

// An entry's text without what pads it; empty when there is none.
static struct span text_of(ExifData *data, ExifIfd ifd, unsigned tag)
{
    ExifEntry *entry = exif_content_get_entry(data->ifd[ifd], (ExifTag)tag);
    size_t len = 0;

    if (!entry || !entry->data || entry->format != EXIF_FORMAT_ASCII)
        return (struct span){0};
    while (len < entry->size && entry->data[len])
        len++;
    return (struct span){(const char *)entry->data, len};
}

// Exactly `len` digits at `at`; -1 when they are not.
static int digits(struct span text, size_t at, size_t len)
{
    int number = 0;

    for (size_t i = at; i < at + len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return -1;
        number = number * 10 + (text.data[i] - '0');
    }
    return number;
}

// Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms").
static int64_t days_from_civil(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

// "+08:00"; a missing one is the default.
static bool read_offset(struct span text, int *minutes)
{
    int hour, minute;

    *minutes = EXIF_OFFSET_DEFAULT_MINUTES;
    if (text.len != OFFSET_LEN || (text.data[0] != '+' && text.data[0] != '-')
        || text.data[3] != ':')
        return false;
    hour = digits(text, 1, 2);
    minute = digits(text, 4, 2);
    if (hour < 0 || hour > 14 || minute < 0 || minute > 59)
        return false;
    *minutes = (hour * 60 + minute) * (text.data[0] == '-' ? -1 : 1);
    return true;
}

// "2026:11:22 09:30:00"
static bool read_time(struct span text, int offset_minutes, int64_t *out_ms)
{
    static const char form[] = "dddd:dd:dd dd:dd:dd";
    static const struct {
        size_t at, len;
        int least, most;
    } parts[] = {{0, 4, 1970, 9999}, {5, 2, 1, 12},  {8, 2, 1, 31},
                 {11, 2, 0, 23},     {14, 2, 0, 59}, {17, 2, 0, 60}};
    int value[6];

    if (text.len != TIME_LEN)
        return false;
    for (size_t i = 0; i < TIME_LEN; i++)
        if (form[i] != 'd' && text.data[i] != form[i])
            return false;
    for (size_t i = 0; i < 6; i++) {
        value[i] = digits(text, parts[i].at, parts[i].len);
        if (value[i] < parts[i].least || value[i] > parts[i].most)
            return false;
    }
    *out_ms = days_from_civil(value[0], value[1], value[2]) * 86400;
    *out_ms += (value[3] * 60 + value[4] - offset_minutes) * 60 + value[5];
    *out_ms *= 1000;
    return true;
}

// Degrees, minutes and seconds as three fractions, in units of 1 / FINE_SCALE degree.
static bool read_angle(ExifData *data, unsigned tag, uint64_t most_degrees, uint64_t *out)
{
    ExifEntry *entry = exif_content_get_entry(data->ifd[EXIF_IFD_GPS], (ExifTag)tag);
    ExifByteOrder order = exif_data_get_byte_order(data);
    uint64_t unit = 1;

    if (!entry || !entry->data || entry->format != EXIF_FORMAT_RATIONAL || entry->components != 3
        || entry->size < 24)
        return false;
    *out = 0;
    for (size_t i = 0; i < 3; i++, unit *= 60) {
        ExifRational part = exif_get_rational(entry->data + 8 * i, order);
        uint64_t below = unit * part.denominator;

        if (below == 0 || part.numerator / below > most_degrees)
            return false;
        *out += part.numerator * FINE_SCALE / below;
    }
    return *out <= most_degrees * FINE_SCALE;
}

static void format_angle(uint64_t fine, bool negative, char out[EXIF_DECIMAL])
{
    uint64_t rounding = FINE_SCALE / SCALE_DIGITS;
    uint64_t scaled = (fine + rounding / 2) / rounding;

    snprintf(out, EXIF_DECIMAL, "%s%" PRIu64 ".%07" PRIu64, negative && scaled ? "-" : "",
             scaled / SCALE_DIGITS % 1000, scaled % SCALE_DIGITS);
}

static void read_place(ExifData *data, struct exif_facts *out)
{
    struct span north = text_of(data, EXIF_IFD_GPS, EXIF_TAG_GPS_LATITUDE_REF);
    struct span east = text_of(data, EXIF_IFD_GPS, EXIF_TAG_GPS_LONGITUDE_REF);
    uint64_t latitude, longitude;

    if (!span_is(north, "N") && !span_is(north, "S"))
        return;
    if (!span_is(east, "E") && !span_is(east, "W"))
        return;
    if (!read_angle(data, EXIF_TAG_GPS_LATITUDE, 90, &latitude)
        || !read_angle(data, EXIF_TAG_GPS_LONGITUDE, 180, &longitude))
        return;
    // What receivers without a fix write; no house stands there.
    if (latitude == 0 && longitude == 0)
        return;
    format_angle(latitude, span_is(north, "S"), out->latitude);
    format_angle(longitude, span_is(east, "W"), out->longitude);
    out->has_place = true;
}

static int read_orientation(ExifData *data)
{
    ExifEntry *entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
    ExifShort value;

    if (!entry || !entry->data || entry->format != EXIF_FORMAT_SHORT || entry->size < 2)
        return 1;
    value = exif_get_short(entry->data, exif_data_get_byte_order(data));
    return value >= 1 && value <= 8 ? value : 1;
}

void exif_read(struct span segment, struct exif_facts *out)
{
    ExifData *data;
    int offset;

    *out = (struct exif_facts){.orientation = 1};
    if (segment.len == 0 || segment.len > SEGMENT_MAX)
        return;
    data = exif_data_new();
    if (!data)
        return;
    // Read what is there; nothing is mended or made up.
    exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
    exif_data_load_data(data, (const unsigned char *)segment.data, (unsigned)segment.len);
    read_offset(text_of(data, EXIF_IFD_EXIF, EXIF_TAG_OFFSET_TIME_ORIGINAL), &offset);
    out->has_time = read_time(text_of(data, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL), offset,
                              &out->taken_ms);
    read_place(data, out);
    out->orientation = read_orientation(data);
    exif_data_unref(data);
}
