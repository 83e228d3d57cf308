// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/wire_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static void lines_come_without_their_breaks(void **state)
{
    struct span rest = span_of("one\n\nthree\n"), line;
    bool cut = true;

    assert_true(wire_line(&rest, &line, &cut) && span_is(line, "one") && !cut);
    assert_true(wire_line(&rest, &line, &cut) && span_is(line, "") && !cut);
    assert_true(wire_line(&rest, &line, &cut) && span_is(line, "three") && !cut);
    cut = true;
    assert_false(wire_line(&rest, &line, &cut));
    assert_false(cut);
}

static void a_last_line_without_break_is_seen_as_cut(void **state)
{
    struct span rest = span_of("one\ntw"), line;
    bool cut;

    assert_true(wire_line(&rest, &line, &cut) && !cut);
    assert_true(wire_line(&rest, &line, &cut) && span_is(line, "tw"));
    assert_true(cut);
    assert_false(wire_line(&rest, &line, &cut));
}

static void nothing_has_no_lines(void **state)
{
    struct span rest = {NULL, 0}, line;
    bool cut;

    assert_false(wire_line(&rest, &line, &cut));
    assert_false(cut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_without_their_breaks),
        cmocka_unit_test(a_last_line_without_break_is_seen_as_cut),
        cmocka_unit_test(nothing_has_no_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
