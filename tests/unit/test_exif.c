// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/exif.h"

#include "tests/unit/picture_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>

static const struct exif_sample wuhan = {
    .orientation = 6,
    .time = "2026:11:22 09:30:00",
    .offset = "+08:00",
    .north = "N",
    .east = "E",
    .latitude = {30, 1, 35, 1, 34567, 1000},
    .longitude = {114, 1, 18, 1, 1, 3},
};

static struct exif_facts read_sample(const struct exif_sample *sample)
{
    struct exif_facts facts;
    struct buffer bytes;

    buffer_init(&bytes, 65536);
    picture_exif(&bytes, sample);
    exif_read((struct span){bytes.data, bytes.len}, &facts);
    buffer_clear(&bytes);
    return facts;
}

static void time_place_and_orientation_are_read(void **state)
{
    struct exif_facts facts = read_sample(&wuhan);

    assert_true(facts.has_time);
    assert_int_equal(facts.taken_ms, INT64_C(1795311000000));
    assert_true(facts.has_place);
    assert_string_equal(facts.latitude, "30.5929353");   // 30 + 35/60 + 34.567/3600
    assert_string_equal(facts.longitude, "114.3000926"); // 114 + 18/60 + (1/3)/3600
    assert_int_equal(facts.orientation, 6);
}

static void south_and_west_are_negative(void **state)
{
    struct exif_sample sample = wuhan;
    struct exif_facts facts;

    sample.north = "S";
    sample.east = "W";
    facts = read_sample(&sample);
    assert_string_equal(facts.latitude, "-30.5929353");
    assert_string_equal(facts.longitude, "-114.3000926");
}

static void the_zone_counts_and_without_one_it_is_china(void **state)
{
    static const struct {
        const char *offset;
        int64_t hours_from_china;
    } cases[] = {{NULL, 0}, {"-03:30", 0}, {"+00:00", 8}, {"08:00 ", 0}, {"+99:00", 0}};
    struct exif_sample sample = wuhan;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct exif_facts facts;
        int64_t expected = INT64_C(1795311000000) + cases[i].hours_from_china * 3600000;

        if (i == 1)
            expected += 11 * 3600000 + 1800000;
        sample.offset = cases[i].offset;
        facts = read_sample(&sample);
        assert_true(facts.has_time);
        assert_int_equal(facts.taken_ms, expected);
    }
}

static void an_absurd_time_is_left_out(void **state)
{
    static const char *const times[] = {
        "0000:00:00 00:00:00", "2026:13:22 09:30:00", "2026:11:00 09:30:00", "2026:11:22 24:00:00",
        "2026-11-22 09:30:00", "2026:11:22T09:30:00", "    :  :     :  :  ", "2026:11:22 09:30:0",
        "1969:12:31 23:59:59", "2026:11:22 09:-1:00",
    };
    struct exif_sample sample = wuhan;

    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        char padded[21] = {0};

        snprintf(padded, sizeof(padded), "%s", times[i]);
        sample.time = padded;
        assert_false(read_sample(&sample).has_time);
    }
    sample.time = NULL;
    assert_false(read_sample(&sample).has_time);
}

static void leap_days_and_far_years_come_out_right(void **state)
{
    static const struct {
        const char *time;
        int64_t ms;
    } cases[] = {
        {"1970:01:01 08:00:00", 0},
        {"2000:02:29 08:00:00", INT64_C(951782400000)},
        {"2100:03:01 08:00:00", INT64_C(4107542400000)},
        {"9999:12:31 23:59:59", INT64_C(253402271999000)},
    };
    struct exif_sample sample = wuhan;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        sample.time = cases[i].time;
        assert_int_equal(read_sample(&sample).taken_ms, cases[i].ms);
    }
}

static void an_absurd_place_is_left_out(void **state)
{
    static const uint32_t places[][6] = {
        {91, 1, 0, 1, 0, 1},    // beyond the pole
        {90, 1, 0, 1, 1, 1000}, // by a hair
        {30, 0, 0, 1, 0, 1},    // no denominator
        {30, 1, 35, 0, 0, 1},        {30, 1, 35, 1, 0, 0},
        {UINT32_MAX, 1, 0, 1, 0, 1}, {0, 1, UINT32_MAX, 1, 0, 1},
    };
    struct exif_sample sample = wuhan;

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        memcpy(sample.latitude, places[i], sizeof(sample.latitude));
        assert_false(read_sample(&sample).has_place);
    }
    sample = wuhan;
    sample.north = "X";
    assert_false(read_sample(&sample).has_place);
    sample = wuhan;
    sample.east = NULL;
    assert_false(read_sample(&sample).has_place);
}

static void a_receiver_without_a_fix_stands_nowhere(void **state)
{
    static const uint32_t zero[6] = {0, 1, 0, 1, 0, 1};
    struct exif_sample sample = wuhan;

    memcpy(sample.latitude, zero, sizeof(zero));
    assert_true(read_sample(&sample).has_place); // the equator is a place
    memcpy(sample.longitude, zero, sizeof(zero));
    assert_false(read_sample(&sample).has_place);
}

static void limits_and_decimal_minutes_are_exact(void **state)
{
    static const uint32_t pole[6] = {90, 1, 0, 1, 0, 1}, minutes[6] = {30, 1, 355761, 10000, 0, 1};
    struct exif_sample sample = wuhan;

    memcpy(sample.latitude, pole, sizeof(pole));
    assert_string_equal(read_sample(&sample).latitude, "90.0000000");
    memcpy(sample.latitude, minutes, sizeof(minutes));
    assert_string_equal(read_sample(&sample).latitude, "30.5929350");
}

static void an_unknown_orientation_is_upright(void **state)
{
    struct exif_sample sample = wuhan;

    for (int orientation = 0; orientation < 12; orientation++) {
        sample.orientation = orientation;
        assert_int_equal(read_sample(&sample).orientation,
                         orientation >= 1 && orientation <= 8 ? orientation : 1);
    }
}

static void any_cut_and_any_changed_byte_is_survived(void **state)
{
    struct exif_facts facts;
    struct buffer bytes;

    buffer_init(&bytes, 65536);
    picture_exif(&bytes, &wuhan);
    for (size_t len = 0; len <= bytes.len; len++) {
        char *copy = malloc(len + 1); // exact, so that reading beyond is seen

        memcpy(copy, bytes.data, len);
        exif_read((struct span){copy, len}, &facts);
        free(copy);
    }
    for (size_t at = 0; at < bytes.len; at++) {
        char kept = bytes.data[at];

        for (int value = 0; value < 256; value += 51) {
            bytes.data[at] = (char)value;
            exif_read((struct span){bytes.data, bytes.len}, &facts);
            assert_in_range(facts.orientation, 1, 8);
        }
        bytes.data[at] = kept;
    }
    buffer_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_place_and_orientation_are_read),
        cmocka_unit_test(south_and_west_are_negative),
        cmocka_unit_test(the_zone_counts_and_without_one_it_is_china),
        cmocka_unit_test(an_absurd_time_is_left_out),
        cmocka_unit_test(leap_days_and_far_years_come_out_right),
        cmocka_unit_test(an_absurd_place_is_left_out),
        cmocka_unit_test(a_receiver_without_a_fix_stands_nowhere),
        cmocka_unit_test(limits_and_decimal_minutes_are_exact),
        cmocka_unit_test(an_unknown_orientation_is_upright),
        cmocka_unit_test(any_cut_and_any_changed_byte_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
