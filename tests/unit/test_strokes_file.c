// SPDX-License-Identifier: Apache-2.0
#include "shared/data/strokes_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

#define POINT(x, y, rest) "{\"x\":" x ",\"y\":" y rest "}"
#define MANY                                                                              \
    POINT("20", "0", "")                                                                  \
    "," POINT("30", "5", "") "," POINT("40", "9", "") "," POINT("50", "3", "") "," POINT( \
        "60", "3", "") "," POINT("70", "3", "") "," POINT("80", "60", "")

// The canonical form of what a text says, or NULL.
static char *read_as(const char *text)
{
    static char canonical[2000];
    struct strokes strokes;
    struct buffer out;
    struct arena arena;
    bool good;

    arena_init(&arena, 8 << 20);
    buffer_init(&out, sizeof(canonical));
    good = strokes_file_read(span_of(text), &arena, &strokes, NULL) == ERR_OK;
    if (good) {
        assert_true(strokes_format(&strokes, &out));
        memcpy(canonical, out.data, out.len + 1);
    }
    buffer_clear(&out);
    arena_clear(&arena);
    return good ? canonical : NULL;
}

static void what_signature_pad_gives_becomes_canonical(void **state)
{
    const char *text = "[{\"penColor\":\"black\",\"dotSize\":0,\"points\":["
                       "{\"time\":1700000000000,\"x\":-10.126,\"y\":2e1,\"pressure\":0},"
                       "{\"time\":1700000000016,\"x\":0.124,\"y\":20.5,\"pressure\":0.25},"
                       "{\"time\":1700000000010,\"x\":0.125,\"y\":21,\"pressure\":1.5},"
                       "{\"time\":1700000000050.9,\"x\":100,\"y\":22,\"pressure\":-1}]},"
                       "{\"points\":[]},"
                       "{\"points\":[{\"x\":40,\"y\":40},{\"x\":41,\"y\":40},{\"x\":42,\"y\":40},"
                       "{\"x\":43,\"y\":40,\"pressure\":0.9996}]}]";

    assert_string_equal(
        read_as(text),
        "{\"format\":\"plumbline-strokes-1\",\"height\":15000,\"strokes\":[[[9493,6500,0,0],"
        "[10518,6550,250,16],[10519,6600,1000,16],[20506,6700,0,50]],[[14506,8500,500,60],"
        "[14606,8500,500,70],[14706,8500,500,80],[14806,8500,1000,90]]],\"width\":30000}");
}

static void a_box_that_is_given_stays_and_ink_beside_it_is_drawn_to_its_edge(void **state)
{
    assert_string_equal(
        read_as("{\"width\":70.5,\"height\":50,\"strokes\":[{\"points\":[" POINT(
            "-3", "-4", "") "," MANY "]}]}"),
        "{\"format\":\"plumbline-strokes-1\",\"height\":5000,\"strokes\":[[[0,0,500,0],"
        "[2000,0,500,10],[3000,500,500,20],[4000,900,500,30],[5000,300,500,40],[6000,300,500,50],"
        "[7000,300,500,60],[7050,5000,500,70]]],\"width\":7050}");
}

static void large_ink_gets_a_large_box(void **state)
{
    const char *text = read_as("[{\"points\":[" MANY "," POINT("5000", "2000", "") "]}]");

    assert_non_null(strstr(text, "\"height\":202000,"));
    assert_non_null(strstr(text, "\"width\":500000}"));
    assert_non_null(strstr(text, "[[1000,1000,500,0],"));
}

static void the_canonical_form_is_taken_strictly(void **state)
{
    const char *text
        = "{\"format\":\"plumbline-strokes-1\",\"height\":15000,\"strokes\":[[[100,100,0,0],"
          "[900,150,200,10],[1500,300,400,20],[2400,800,600,31],[2500,900,500,42],"
          "[3000,200,500,90],[3100,260,500,99],[9000,2000,999,120]]],\"width\":30000}";
    char loose[400];

    assert_string_equal(read_as(text), text);
    assert_true(text_copy(loose, sizeof(loose), span_of(text)));
    *strchr(loose, '9') = '8'; // still JSON, and canonical
    assert_non_null(read_as(loose));
    snprintf(loose, sizeof(loose), "%s\r\n", text); // as an editor ends a file
    assert_string_equal(read_as(loose), text);
    text_copy(loose, sizeof(loose), span_of(text));
    loose[strlen(loose) - 7] = ' '; // still JSON
    assert_null(read_as(loose));
}

static void what_is_no_handwriting_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "{}",
        "7",
        "[]",
        "[7]",
        "[{}]",
        "[{\"points\":7}]",
        "[{\"points\":[{}]}]",
        "[{\"points\":[" POINT("1", "2", "") "]}]",
        "[{\"points\":[" MANY "," POINT("\"5\"", "2", "") "]}]",
        "[{\"points\":[" MANY "," POINT("10001", "2", "") "]}]",
        "[{\"points\":[" MANY "," POINT("1", "-1e300", "") "]}]",
        "[{\"points\":[" MANY "," POINT("1", "2", ",\"time\":\"x\"") "]}]",
        "[{\"points\":[" MANY "," POINT("1", "2", ",\"time\":1e300") "]}]",
        "[{\"points\":[" POINT("1", "2", ",\"time\":0") "," MANY "," POINT(
            "1", "2", ",\"time\":86400001") "]}]",
        "{\"width\":0,\"height\":50,\"strokes\":[{\"points\":[" MANY "," MANY "]}]}",
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (read_as(bad[i]))
            fail_msg("%s", bad[i]);
}

static void too_many_points_are_refused(void **state)
{
    struct strokes strokes;
    struct buffer text;
    struct arena arena;

    arena_init(&arena, 8 << 20);
    buffer_init(&text, STROKES_FILE_MAX);
    buffer_append_text(&text, "[{\"points\":[");
    for (int i = 0; i <= STROKES_POINTS_MAX; i++)
        buffer_printf(&text, "%s" POINT("%d", "2", ""), i ? "," : "", i % 500);
    buffer_append_text(&text, "]}]");
    assert_int_equal(strokes_file_read((struct span){text.data, text.len}, &arena, &strokes, NULL),
                     ERR_PARSE);
    buffer_clear(&text);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_signature_pad_gives_becomes_canonical),
        cmocka_unit_test(a_box_that_is_given_stays_and_ink_beside_it_is_drawn_to_its_edge),
        cmocka_unit_test(large_ink_gets_a_large_box),
        cmocka_unit_test(the_canonical_form_is_taken_strictly),
        cmocka_unit_test(what_is_no_handwriting_is_refused),
        cmocka_unit_test(too_many_points_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
