// SPDX-License-Identifier: Apache-2.0
// What the loops of one server share: its limits, its budgets and its counters.
#ifndef PLUMB_SHARED_NET_HTTP_SHARED_H
#define PLUMB_SHARED_NET_HTTP_SHARED_H

#include "shared/net/http_budget.h"
#include "shared/net/http_server.h"

struct http_shared {
    struct http_server_options options;
    struct clock clock;
    struct http_budget connections, bodies;
    atomic_uint_least64_t refused, shaken_full, shaken_resumed, shaken_failed, requests, bytes_in,
        bytes_out;
};

static inline void http_shared_count(atomic_uint_least64_t *counter, uint64_t amount)
{
    atomic_fetch_add_explicit(counter, amount, memory_order_relaxed);
}

#endif
