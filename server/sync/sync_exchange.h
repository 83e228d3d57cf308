// SPDX-License-Identifier: Apache-2.0
// POST /v1/sync: one exchange, from its bytes to its answer (docs/PROTOCOL.md section 4).
#ifndef PLUMB_SERVER_SYNC_SYNC_EXCHANGE_H
#define PLUMB_SERVER_SYNC_SYNC_EXCHANGE_H

#include "server/sync/office.h"
#include "server/sync/roster.h"
#include "shared/net/http.h"

// The device was admitted. Reads on this loop thread, hands what must be committed to the
// committer, and answers on this loop thread once it is durable. Finishes the exchange.
void sync_exchange_serve(struct office *office, struct http_exchange *exchange,
                         const struct admission *admission);

#endif
