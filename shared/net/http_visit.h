// SPDX-License-Identifier: Apache-2.0
// A request from its first byte until its handler has finished; it outlives a connection that
// breaks.
#ifndef PLUMB_SHARED_NET_HTTP_VISIT_H
#define PLUMB_SHARED_NET_HTTP_VISIT_H

#include "shared/net/http_carrier.h"
#include "shared/net/http_intake.h"
#include "shared/net/http_loop.h"

struct http_visit {
    struct http_exchange exchange;      // first
    struct http_connection *connection; // NULL: gone
    struct http_loop *loop;
    struct http_intake intake;
};

// The rules are borrowed and must outlive the visit.
struct http_visit *http_visit_create(struct http_connection *connection, struct http_loop *loop,
                                     const struct http_intake_rules *rules);
void http_visit_free(struct http_visit *visit); // accepts NULL; for one that no handler has
// Makes the exchange's request out of a whole intake. The handler owns the visit from then on: its
// http_exchange_finish gives the response to http_connection_answer, if there still is a
// connection.
struct http_exchange *http_visit_present(struct http_visit *visit, const struct http_peer *peer);

#endif
