// SPDX-License-Identifier: Apache-2.0
// The inside of an exchange, for those who carry one: the server's connections and the detached
// kind.
#ifndef PLUMB_SHARED_NET_HTTP_CARRIER_H
#define PLUMB_SHARED_NET_HTTP_CARRIER_H

#include "shared/net/http.h"

// What differs between carriers; http_exchange_defer and http_exchange_finish end here.
struct http_carrier {
    void (*defer)(struct http_exchange *exchange, void (*fn)(void *arg), void *arg);
    void (*finish)(struct http_exchange *exchange); // takes the exchange with its response
};

// First member of a carrier's own structure.
struct http_exchange {
    const struct http_carrier *carrier;
    struct http_request request;
    struct http_response response;
    unsigned loop;
};

#endif
