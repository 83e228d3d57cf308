// SPDX-License-Identifier: Apache-2.0
// The table of routes in a page of docs/, as the route tables have it: in any order, so that two
// people who add a route each do not meet.
#ifndef PLUMB_TESTS_UNIT_DOCS_ROUTES_H
#define PLUMB_TESTS_UNIT_DOCS_ROUTES_H

#include "docs_page.h"
#include "shared/base/memory.h"
#include "shared/web/route_table.h"

#include <stdlib.h>

enum { DOCS_ROUTES_MAX = 1000 };

static inline int docs_routes_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Cuts the text into lines, up to an empty one, and sorts them.
static inline size_t docs_routes_sort(char *text, char **lines)
{
    size_t count = 0;

    while (*text && *text != '\n') {
        assert_true(count < DOCS_ROUTES_MAX);
        lines[count++] = text;
        text += strcspn(text, "\n");
        if (*text)
            *text++ = '\0';
    }
    qsort(lines, count, sizeof(*lines), docs_routes_order);
    return count;
}

// docs/`name` has every route as the program has it; the one that differs is named, and `test`,
// which prints them.
static inline void docs_routes_check(const struct route_table *table, const char *name,
                                     const char *test)
{
    static const char head[] = "| --- | --- | --- | --- |\n";
    static char *wanted[DOCS_ROUTES_MAX], *found[DOCS_ROUTES_MAX];
    char *page = mem_alloc(DOCS_PAGE_MAX), *at;
    size_t want_count, count;
    struct buffer want;

    buffer_init(&want, DOCS_PAGE_MAX);
    assert_true(route_table_markdown(table, &want));
    docs_page_read(name, page);
    at = strstr(page, head);
    assert_non_null(at);
    count = docs_routes_sort(at + strlen(head), found);
    want_count = docs_routes_sort(want.data, wanted);
    for (size_t i = 0; i < want_count || i < count; i++) {
        const char *a = i < want_count ? wanted[i] : "", *b = i < count ? found[i] : "";

        if (strcmp(a, b) != 0)
            fail_msg("docs/%s says\n%s\nand the program\n%s\nto set it right: %s print", name, b, a,
                     test);
    }
    buffer_clear(&want);
    mem_free(page);
}

static inline void docs_routes_print(const struct route_table *table)
{
    static char *lines[DOCS_ROUTES_MAX];
    struct buffer page;
    size_t count;

    buffer_init(&page, DOCS_PAGE_MAX);
    route_table_markdown(table, &page);
    count = docs_routes_sort(page.data, lines);
    for (size_t i = 0; i < count; i++)
        puts(lines[i]);
    buffer_clear(&page);
}

// Every route says what it does.
static inline void docs_routes_purposes(const struct route_table *table)
{
    for (size_t i = 0; i < table->group_count; i++)
        for (size_t k = 0; k < *table->groups[i].count; k++) {
            const struct route *route = &table->groups[i].routes[k];

            if (!route->purpose || !route->purpose[0])
                fail_msg("%s has no purpose", route->path);
        }
}

#endif
