// SPDX-License-Identifier: Apache-2.0
// docs/CONSOLE.md has every route as the route tables have it. With an argument it prints what
// the page should hold.
#include "server/console/console_routes.h"
#include "shared/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PAGE_MAX = 1 << 20 };

static void read_page(char *page)
{
    char path[4096], *slash;
    FILE *file;

    snprintf(path, sizeof(path), "%s", __FILE__);
    slash = strrchr(path, '/');
    snprintf(slash, sizeof(path) - (size_t)(slash - path), "/../../docs/CONSOLE.md");
    file = fopen(path, "rb");
    assert_non_null(file);
    page[fread(page, 1, PAGE_MAX - 1, file)] = '\0';
    fclose(file);
}

// Line by line, so that the one that differs is named.
static void the_page_has_every_route_as_the_program_has_it(void **state)
{
    static const char head[] = "| --- | --- | --- | --- |\n";
    const struct route_table table = console_routes(NULL);
    char *page = mem_alloc(PAGE_MAX), *at, *want;
    struct buffer wanted;

    (void)state;
    buffer_init(&wanted, PAGE_MAX);
    assert_true(route_table_markdown(&table, &wanted));
    read_page(page);
    at = strstr(page, head);
    assert_non_null(at);
    at += strlen(head);
    want = wanted.data;
    while (*want || *at) {
        size_t len = strcspn(want, "\n"), found = strcspn(at, "\n");

        if (len != found || strncmp(want, at, len) != 0)
            fail_msg("docs/CONSOLE.md says\n%.*s\nand the program\n%.*s\n"
                     "to set it right: test_console_page print",
                     (int)found, at, (int)len, want);
        want += len + (want[len] == '\n');
        at += found + (at[found] == '\n');
    }
    buffer_clear(&wanted);
    mem_free(page);
}

static void every_route_says_what_it_does_and_who_may(void **state)
{
    const struct route_table table = console_routes(NULL);

    (void)state;
    for (size_t i = 0; i < table.group_count; i++)
        for (size_t k = 0; k < *table.groups[i].count; k++) {
            const struct route *route = &table.groups[i].routes[k];

            if (!route->purpose || !route->purpose[0])
                fail_msg("%s has no purpose", route->path);
        }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_has_every_route_as_the_program_has_it),
        cmocka_unit_test(every_route_says_what_it_does_and_who_may),
    };
    const struct route_table table = console_routes(NULL);
    struct buffer page;

    (void)argv;
    if (argc == 1)
        return cmocka_run_group_tests(tests, NULL, NULL);
    buffer_init(&page, PAGE_MAX);
    route_table_markdown(&table, &page);
    fputs(page.data, stdout);
    buffer_clear(&page);
    return 0;
}
