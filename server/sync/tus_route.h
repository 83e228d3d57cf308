// SPDX-License-Identifier: Apache-2.0
// /v1/blobs: tus 1.0.0 with creation, creation-with-upload, checksum, termination and expiration
// (docs/PROTOCOL.md section 7).
#ifndef PLUMB_SERVER_SYNC_TUS_ROUTE_H
#define PLUMB_SERVER_SYNC_TUS_ROUTE_H

#include "server/sync/office.h"
#include "server/sync/roster.h"
#include "shared/net/http.h"

// The device was admitted. Every method and path at or below /v1/blobs; finishes the exchange.
void tus_route_serve(struct office *office, struct http_exchange *exchange,
                     const struct admission *admission);

#endif
