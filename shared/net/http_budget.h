// SPDX-License-Identifier: Apache-2.0
// A number of things that may be in use at once, counted by several threads without a lock.
#ifndef PLUMB_SHARED_NET_HTTP_BUDGET_H
#define PLUMB_SHARED_NET_HTTP_BUDGET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct http_budget {
    atomic_size_t used;
    size_t max;
};

// Takes `amount`, or nothing and returns false when more than max would be in use.
bool http_budget_take(struct http_budget *budget, size_t amount);
void http_budget_give(struct http_budget *budget, size_t amount);

#endif
