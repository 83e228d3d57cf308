// SPDX-License-Identifier: Apache-2.0
// The path is read back as a grid, module by module, and compared with what the standard demands.
#include "shared/web/qr_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_MAX = 200 };

struct grid {
    bool dark[SIDE_MAX][SIDE_MAX];
    int side;
};

// "M4 4": a letter and a number behind it.
static int take_number(const char **at, char letter)
{
    char *end;
    long number;

    assert_int_equal(**at, letter);
    number = strtol(*at + 1, &end, 10);
    assert_ptr_not_equal(end, *at + 1);
    *at = end;
    return (int)number;
}

// Boxes "Mx yhWv1h-Wz", and nothing else.
static void read_path(const char *path, struct grid *grid)
{
    while (*path) {
        int x = take_number(&path, 'M'), y = take_number(&path, ' ');
        int width = take_number(&path, 'h');

        assert_int_equal(take_number(&path, 'v'), 1);
        assert_int_equal(take_number(&path, 'h'), -width);
        assert_int_equal(*path++, 'z');
        assert_true(x >= 0 && y >= 0 && width > 0 && x + width <= grid->side && y < grid->side);
        for (int i = 0; i < width; i++) {
            assert_false(grid->dark[y][x + i]); // boxes do not overlap: no even-odd surprise
            grid->dark[y][x + i] = true;
        }
    }
}

static struct grid *draw(const char *text)
{
    struct grid *grid = calloc(1, sizeof *grid);
    struct buffer path;

    buffer_init(&path, 1 << 16);
    assert_int_equal(qr_path(text, &path, &grid->side, NULL), ERR_OK);
    read_path(path.data, grid);
    buffer_clear(&path);
    return grid;
}

// ISO/IEC 18004, 6.3.3: dark frame, light ring, dark square of three.
static void assert_finder(const struct grid *grid, int left, int top)
{
    for (int y = 0; y < 7; y++)
        for (int x = 0; x < 7; x++) {
            bool frame = x == 0 || x == 6 || y == 0 || y == 6;
            bool heart = x >= 2 && x <= 4 && y >= 2 && y <= 4;

            assert_int_equal(grid->dark[top + y][left + x], frame || heart);
        }
}

static void the_three_corners_and_the_quiet_zone_are_as_the_standard_has_them(void **state)
{
    struct grid *grid = draw("https://example.com/verify/3f2a-91c4");
    const int end = grid->side - QR_PATH_QUIET - 7;

    (void)state;
    assert_int_equal((grid->side - 2 * QR_PATH_QUIET - 17) % 4, 0);
    assert_finder(grid, QR_PATH_QUIET, QR_PATH_QUIET);
    assert_finder(grid, end, QR_PATH_QUIET);
    assert_finder(grid, QR_PATH_QUIET, end);
    for (int i = 0; i < grid->side; i++)
        for (int k = 0; k < QR_PATH_QUIET; k++) {
            assert_false(grid->dark[i][k] || grid->dark[k][i]);
            assert_false(grid->dark[i][grid->side - 1 - k] || grid->dark[grid->side - 1 - k][i]);
        }
    free(grid);
}

static void another_text_is_another_code(void **state)
{
    struct grid *one = draw("3f2a-91c4"), *other = draw("3f2a-91c5");

    (void)state;
    assert_int_equal(one->side, other->side);
    assert_memory_not_equal(one->dark, other->dark, sizeof one->dark);
    free(one);
    free(other);
}

static void what_does_not_fit_is_refused(void **state)
{
    struct buffer path;
    struct error error;
    char text[4001];
    int side = 0;

    (void)state;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    buffer_init(&path, 1 << 20);
    assert_int_equal(qr_path(text, &path, &side, &error), ERR_TOO_LARGE);
    buffer_clear(&path);
    buffer_init(&path, 100);
    assert_int_equal(qr_path("3f2a-91c4", &path, &side, &error), ERR_TOO_LARGE);
    buffer_clear(&path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_three_corners_and_the_quiet_zone_are_as_the_standard_has_them),
        cmocka_unit_test(another_text_is_another_code),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
