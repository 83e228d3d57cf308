// SPDX-License-Identifier: Apache-2.0
// Pages of docs/ beside the program that they describe.
#ifndef PLUMB_TESTS_UNIT_DOCS_PAGE_H
#define PLUMB_TESTS_UNIT_DOCS_PAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DOCS_PAGE_MAX = 1 << 20 };

// Reads docs/`name`, with a final NUL; `page` has DOCS_PAGE_MAX bytes.
static inline void docs_page_read(const char *name, char *page)
{
    char path[4096], *slash;
    FILE *file;

    snprintf(path, sizeof(path), "%s", __FILE__);
    slash = strrchr(path, '/');
    snprintf(slash, sizeof(path) - (size_t)(slash - path), "/../../docs/%s", name);
    file = fopen(path, "rb");
    assert_non_null(file);
    page[fread(page, 1, DOCS_PAGE_MAX - 1, file)] = '\0';
    fclose(file);
}

#endif
