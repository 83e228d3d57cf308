// SPDX-License-Identifier: Apache-2.0
// GET /v1/blobs/<digest>?record=<id>: a blob through a record in scope that names it.
#ifndef PLUMB_SERVER_SYNC_BLOB_ROUTE_H
#define PLUMB_SERVER_SYNC_BLOB_ROUTE_H

#include "server/sync/office.h"
#include "server/sync/roster.h"
#include "shared/net/http.h"

// The device was admitted. Everything that may not be seen is not found; finishes the exchange.
void blob_route_serve(struct office *office, struct http_exchange *exchange,
                      const struct admission *admission);

// Whether the site is in the device's scope, and all bytes of the blob were brought for it.
struct blob_route_claim {
    struct uuid device, site;
    struct digest digest;
};
enum err blob_route_may_see(struct view *view, const struct blob_route_claim *claim, bool *out,
                            struct error *error);

#endif
