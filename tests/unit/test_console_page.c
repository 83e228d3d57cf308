// SPDX-License-Identifier: Apache-2.0
// docs/CONSOLE.md has every route as the route tables have it. With an argument it prints what the
// page should hold.
#include "docs_routes.h"
#include "server/console/console_routes.h"

static void the_page_has_every_route_as_the_program_has_it(void **state)
{
    const struct route_table table = console_routes(NULL);

    (void)state;
    docs_routes_check(&table, "CONSOLE.md", "test_console_page");
}

static void every_route_says_what_it_does_and_who_may(void **state)
{
    const struct route_table table = console_routes(NULL);

    (void)state;
    docs_routes_purposes(&table);
    for (size_t i = 0; i < table.group_count; i++)
        for (size_t k = 0; k < *table.groups[i].count; k++)
            if (!table.groups[i].routes[k].access)
                fail_msg("%s does not say who may", table.groups[i].routes[k].path);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_has_every_route_as_the_program_has_it),
        cmocka_unit_test(every_route_says_what_it_does_and_who_may),
    };
    const struct route_table table = console_routes(NULL);

    (void)argv;
    if (argc == 1)
        return cmocka_run_group_tests(tests, NULL, NULL);
    docs_routes_print(&table);
    return 0;
}
