// SPDX-License-Identifier: Apache-2.0
// The office listener: one address, and who answers by the beginning of the path.
#ifndef PLUMB_SERVER_CLI_OFFICE_DOORS_H
#define PLUMB_SERVER_CLI_OFFICE_DOORS_H

#include "shared/net/http.h"

struct office;
struct console;
struct rest;
struct log;
struct metrics_door;

// What lies behind the doors; all borrowed.
struct office_doors {
    struct office *office;
    struct console *console;
    struct rest *rest;
    struct metrics_door *metrics;
    const struct log *log; // of what was asked; NULL: none
};
// A http_handler and its body limit; ctx is a struct office_doors.
void office_doors_handle(void *ctx, struct http_exchange *exchange);
size_t office_doors_limit(void *ctx, enum http_method method, const char *path);

#endif
