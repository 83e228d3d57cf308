// SPDX-License-Identifier: Apache-2.0
// The catalogue that comes with the program is whole: every rule of D3 and D4 has its entries.
#include "shared/data/catalogue_default.h"
#include "shared/data/catalogue_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct fixture {
    struct arena arena;
    const struct catalogue *c;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    struct span text = {catalogue_default_text, catalogue_default_text_size};
    struct error error = {0};

    arena_init(&f->arena, CATALOGUE_ARENA_MAX);
    if (catalogue_file_read(text, &f->arena, &f->c, &error))
        fail_msg("%s: %s", err_name(error.code), error.detail);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_clear(&f->arena);
    free(f);
    return 0;
}

static void d3_seven_nodes_stand_in_their_order(void **state)
{
    static const char *const codes[] = {"measurement", "design",    "briefing",  "water_electric",
                                        "mid_term",    "materials", "completion"};
    const struct fixture *f = *state;

    assert_int_equal(f->c->node_count, COUNT(codes));
    for (size_t i = 0; i < COUNT(codes); i++)
        assert_true(span_is(f->c->nodes[i].code, codes[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(d3_seven_nodes_stand_in_their_order),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
