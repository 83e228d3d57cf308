// SPDX-License-Identifier: Apache-2.0
// docs/CONSOLE.md has every route as the route tables have it, in any order. With an argument it
// prints what the page should hold.
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

enum { PAGE_MAX = 1 << 20, ROWS_MAX = 1000 };

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Cuts the text into lines, up to an empty one, and sorts them.
static size_t sort_lines(char *text, char **lines)
{
    size_t count = 0;

    while (*text && *text != '\n') {
        assert_true(count < ROWS_MAX);
        lines[count++] = text;
        text += strcspn(text, "\n");
        if (*text)
            *text++ = '\0';
    }
    qsort(lines, count, sizeof(*lines), by_text);
    return count;
}

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

static void the_page_has_every_route_as_the_program_has_it(void **state)
{
    static const char head[] = "| --- | --- | --- | --- |\n";
    static char *wanted[ROWS_MAX], *found[ROWS_MAX];
    const struct route_table table = console_routes(NULL);
    char *page = mem_alloc(PAGE_MAX), *at;
    size_t want_count, count;
    struct buffer want;

    (void)state;
    buffer_init(&want, PAGE_MAX);
    assert_true(route_table_markdown(&table, &want));
    read_page(page);
    at = strstr(page, head);
    assert_non_null(at);
    count = sort_lines(at + strlen(head), found);
    want_count = sort_lines(want.data, wanted);
    for (size_t i = 0; i < want_count || i < count; i++) {
        const char *a = i < want_count ? wanted[i] : "", *b = i < count ? found[i] : "";

        if (strcmp(a, b) != 0)
            fail_msg("docs/CONSOLE.md says\n%s\nand the program\n%s\n"
                     "to set it right: test_console_page print",
                     b, a);
    }
    buffer_clear(&want);
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
            if (!route->access)
                fail_msg("%s does not say who may", route->path);
        }
}

static void print(void)
{
    const struct route_table table = console_routes(NULL);
    static char *lines[ROWS_MAX];
    struct buffer page;
    size_t count;

    buffer_init(&page, PAGE_MAX);
    route_table_markdown(&table, &page);
    count = sort_lines(page.data, lines);
    for (size_t i = 0; i < count; i++)
        puts(lines[i]);
    buffer_clear(&page);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_has_every_route_as_the_program_has_it),
        cmocka_unit_test(every_route_says_what_it_does_and_who_may),
    };

    (void)argv;
    if (argc == 1)
        return cmocka_run_group_tests(tests, NULL, NULL);
    print();
    return 0;
}
