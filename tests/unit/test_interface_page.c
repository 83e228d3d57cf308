// SPDX-License-Identifier: Apache-2.0
// docs/INTERFACE.md has every route as the route tables have it. With an argument it prints what
// the page should hold.
#include "agent/ui/ui_routes.h"
#include "docs_routes.h"

static void the_page_has_every_route_as_the_program_has_it(void **state)
{
    const struct route_table table = ui_routes(NULL);

    (void)state;
    docs_routes_check(&table, "INTERFACE.md", "test_interface_page");
}

static void every_route_says_what_it_does(void **state)
{
    const struct route_table table = ui_routes(NULL);

    (void)state;
    docs_routes_purposes(&table);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_has_every_route_as_the_program_has_it),
        cmocka_unit_test(every_route_says_what_it_does),
    };
    const struct route_table table = ui_routes(NULL);

    (void)argv;
    if (argc == 1)
        return cmocka_run_group_tests(tests, NULL, NULL);
    docs_routes_print(&table);
    return 0;
}
