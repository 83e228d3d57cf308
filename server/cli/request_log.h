// SPDX-License-Identifier: Apache-2.0
// A line for each request that changes something or goes wrong, and an id by which whoever called
// can name it.
#ifndef PLUMB_SERVER_CLI_REQUEST_LOG_H
#define PLUMB_SERVER_CLI_REQUEST_LOG_H

#include "shared/base/log.h"
#include "shared/net/http.h"

// Stands in for the exchange until it is finished: its answer gets the header X-Request-Id, and the
// log "GET /api/board request=… status=200 ms=3 bytes=812 peer=…" (INFO for what is no GET or ends
// with 400 and more, else DEBUG). Never the query, a header or a body: they hold what people look
// for and what they write. `log` NULL: the exchange itself. Borrowed until then.
struct http_exchange *request_log_begin(const struct log *log, struct http_exchange *exchange);

#endif
