// SPDX-License-Identifier: Apache-2.0
// POST /v1/enrol, /v1/nonce and /v1/renew (docs/PROTOCOL.md section 3). Each finishes the exchange.
#ifndef PLUMB_SERVER_SYNC_ENROL_ROUTE_H
#define PLUMB_SERVER_SYNC_ENROL_ROUTE_H

#include "server/sync/office.h"
#include "shared/net/http.h"

void enrol_route_enrol(struct office *office, struct http_exchange *exchange);
void enrol_route_nonce(struct office *office, struct http_exchange *exchange);
void enrol_route_renew(struct office *office, struct http_exchange *exchange);

#endif
