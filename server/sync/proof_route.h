// SPDX-License-Identifier: Apache-2.0
// POST /v1/proof: tablet and office compare what they hold (docs/PROTOCOL.md section 8).
#ifndef PLUMB_SERVER_SYNC_PROOF_ROUTE_H
#define PLUMB_SERVER_SYNC_PROOF_ROUTE_H

#include "server/sync/office.h"
#include "server/sync/roster.h"
#include "shared/net/http.h"

// The device was admitted. The work is done by the crew, and what changes by the committer.
// Finishes the exchange.
void proof_route_serve(struct office *office, struct http_exchange *exchange,
                       const struct admission *admission);

#endif
