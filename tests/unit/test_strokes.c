// SPDX-License-Identifier: Apache-2.0
#include "shared/model/strokes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "{\"format\":\"plumbline-strokes-1\",\"height\":15000,\"strokes\":["
#define TAIL "],\"width\":30000}"
#define SEVEN                                                                                  \
    "[[100,100,0,0],[900,150,200,10],[1500,300,400,20],[2400,800,600,31],[2500,900,1000,42]]," \
    "[[3000,200,500,90],[3100,260,500,99]]"
#define EIGHT SEVEN ",[[4000,2000,999,120]]"

struct fixture {
    struct arena arena;
    struct strokes strokes;
    struct buffer out;
    struct error error;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    arena_init(&fixture->arena, 8 << 20);
    buffer_init(&fixture->out, 8 << 20);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    arena_clear(&fixture->arena);
    buffer_clear(&fixture->out);
    free(fixture);
    return 0;
}

static enum err parse(struct fixture *fixture, const char *text)
{
    error_clear(&fixture->error);
    return strokes_parse(span_of(text), &fixture->arena, &fixture->strokes, &fixture->error);
}

static void handwriting_is_read_and_written_alike(void **state)
{
    struct fixture *fixture = *state;
    const char *text = HEAD EIGHT TAIL;

    assert_int_equal(parse(fixture, text), ERR_OK);
    assert_int_equal(fixture->strokes.count, 3);
    assert_int_equal(fixture->strokes.ends[0], 5);
    assert_int_equal(fixture->strokes.ends[1], 7);
    assert_int_equal(fixture->strokes.point_count, 8);
    assert_int_equal(fixture->strokes.points[7].pressure, 999);
    assert_int_equal(fixture->strokes.width, 30000);
    assert_true(strokes_format(&fixture->strokes, &fixture->out));
    assert_string_equal(fixture->out.data, text);
}

static void a_dot_is_no_signature(void **state)
{
    static const char *const thin[] = {
        HEAD TAIL,
        HEAD SEVEN TAIL,
        HEAD
        "[[5,5,1,0],[6,5,1,1],[7,5,1,2],[8,5,1,3],[9,5,1,4],[9,6,1,5],[9,7,1,6],[9,8,1,7]]" TAIL,
        // One short of a twentieth each way: 1499 of 30000, 749 of 15000.
        HEAD "[[5,5,1,0],[6,5,1,1],[7,5,1,2],[8,5,1,3],[9,5,1,4],[9,6,1,5],[9,7,1,6],"
             "[1504,754,1,7]]" TAIL,
    };

    for (size_t i = 0; i < sizeof(thin) / sizeof(thin[0]); i++) {
        assert_int_equal(parse(*state, thin[i]), ERR_INVALID);
        assert_non_null(strstr(((struct fixture *)*state)->error.detail, "sign"));
    }
    assert_int_equal(parse(*state, HEAD "[[5,5,1,0],[6,5,1,1],[7,5,1,2],[8,5,1,3],[9,5,1,4],"
                                        "[9,6,1,5],[9,7,1,6],[1505,5,1,7]]" TAIL),
                     ERR_OK);
    assert_int_equal(parse(*state, HEAD "[[5,5,1,0],[6,5,1,1],[7,5,1,2],[8,5,1,3],[9,5,1,4],"
                                        "[9,6,1,5],[9,7,1,6],[9,755,1,7]]" TAIL),
                     ERR_OK);
}

static void anything_but_the_canonical_form_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "[]",
        HEAD EIGHT "],\"width\":30000,\"x\":1}",
        HEAD EIGHT "]}",
        HEAD EIGHT TAIL " ",
        HEAD "[]," EIGHT TAIL,
        HEAD EIGHT ",[[1,2,3]]" TAIL,
        HEAD EIGHT ",[[1,2,3,200,5]]" TAIL,
        HEAD EIGHT ",[7]" TAIL,
        HEAD EIGHT ",7" TAIL,
        HEAD EIGHT ",[[30001,2,3,200]]" TAIL,
        HEAD EIGHT ",[[1,15001,3,200]]" TAIL,
        HEAD EIGHT ",[[-1,2,3,200]]" TAIL,
        HEAD EIGHT ",[[1,-2,3,200]]" TAIL,
        HEAD EIGHT ",[[1,2,1001,200]]" TAIL,
        HEAD EIGHT ",[[1,2,-1,200]]" TAIL,
        HEAD EIGHT ",[[1,2,3,119]]" TAIL,
        HEAD EIGHT ",[[1,2,3,86400001]]" TAIL,
        HEAD EIGHT ",[[1,2.5,3,200]]" TAIL,
        HEAD "[[1,2,3,4]]," EIGHT TAIL,
        "{\"format\":\"plumbline-strokes-2\",\"height\":15000,\"strokes\":[" EIGHT TAIL,
        "{\"format\":1,\"height\":15000,\"strokes\":[" EIGHT TAIL,
        "{\"format\":\"plumbline-strokes-1\",\"height\":0,\"strokes\":[" EIGHT TAIL,
        "{\"format\":\"plumbline-strokes-1\",\"height\":\"1\",\"strokes\":[" EIGHT TAIL,
        HEAD EIGHT "],\"width\":1000001}",
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (parse(*state, bad[i]) != ERR_PARSE)
            fail_msg("%s", bad[i]);
}

// `count` strokes of `points` points each.
static void write_many(struct buffer *out, size_t count, size_t points)
{
    size_t time = 0;

    buffer_append_text(out, HEAD);
    for (size_t i = 0; i < count; i++) {
        buffer_append_text(out, i ? ",[" : "[");
        for (size_t p = 0; p < points; p++, time++)
            buffer_printf(out, "%s[%zu,%zu,500,%zu]", p ? "," : "", time % 30000, p % 15000, time);
        buffer_append_char(out, ']');
    }
    buffer_append_text(out, TAIL);
}

static void the_most_points_are_read_and_one_more_is_not(void **state)
{
    struct fixture *fixture = *state;

    write_many(&fixture->out, 4, STROKES_POINTS_MAX / 4);
    assert_int_equal(parse(fixture, fixture->out.data), ERR_OK);
    assert_int_equal(fixture->strokes.point_count, STROKES_POINTS_MAX);
    buffer_reset(&fixture->out);
    write_many(&fixture->out, 1, STROKES_POINTS_MAX + 1);
    assert_int_equal(parse(fixture, fixture->out.data), ERR_PARSE);
    buffer_reset(&fixture->out);
    write_many(&fixture->out, STROKES_POINTS_MAX, 1);
    assert_int_equal(parse(fixture, fixture->out.data), ERR_OK);
    assert_int_equal(fixture->strokes.count, STROKES_POINTS_MAX);
    buffer_reset(&fixture->out);
    while (fixture->out.len <= STROKES_BYTES_MAX)
        buffer_append_text(&fixture->out, HEAD);
    assert_int_equal(parse(fixture, fixture->out.data), ERR_PARSE);
}

static void without_memory_it_says_so(void **state)
{
    struct fixture *fixture = *state;

    write_many(&fixture->out, 5000, 1);
    for (size_t room = 64; room < 600000; room += room / 2) {
        enum err err;

        arena_clear(&fixture->arena);
        arena_init(&fixture->arena, room);
        err = parse(fixture, fixture->out.data);
        assert_true(err == ERR_TOO_LARGE || err == ERR_OK);
    }
}

static void it_is_drawn_smoothly_and_always_alike(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(parse(fixture, HEAD EIGHT TAIL), ERR_OK);
    assert_true(strokes_draw_svg(&fixture->strokes, &fixture->out));
    assert_string_equal(
        fixture->out.data,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 30000 15000\" fill=\"none\" "
        "stroke=\"#000\" stroke-linecap=\"round\" stroke-linejoin=\"round\">"
        "<path stroke-width=\"80\" d=\"M100 100Q100 100 500 125\"/>"
        "<path stroke-width=\"120\" d=\"M500 125Q900 150 1200 225\"/>"
        "<path stroke-width=\"200\" d=\"M1200 225Q1500 300 1950 550\"/>"
        "<path stroke-width=\"240\" d=\"M1950 550Q2400 800 2450 850\"/>"
        "<path stroke-width=\"360\" d=\"M2450 850L2500 900\"/>"
        "<path stroke-width=\"200\" d=\"M3000 200Q3000 200 3050 230L3100 260\"/>"
        "<path stroke-width=\"360\" d=\"M4000 2000L4000 2000\"/>"
        "</svg>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(handwriting_is_read_and_written_alike, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_dot_is_no_signature, set_up, tear_down),
        cmocka_unit_test_setup_teardown(anything_but_the_canonical_form_is_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_most_points_are_read_and_one_more_is_not, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(without_memory_it_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_is_drawn_smoothly_and_always_alike, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
