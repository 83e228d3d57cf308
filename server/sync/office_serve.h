// SPDX-License-Identifier: Apache-2.0
// The office's two doors (docs/PROTOCOL.md section 1): routes, methods, and who may come in.
#ifndef PLUMB_SERVER_SYNC_OFFICE_SERVE_H
#define PLUMB_SERVER_SYNC_OFFICE_SERVE_H

#include "shared/net/http.h"

// Handlers for http_server or http_exchange_detached; ctx is the office. The first serves
// /v1/sync and /v1/blobs… and asks the device table on every request; the second /v1/enrol,
// /v1/nonce, /v1/renew and /v1/time.
void office_serve_tablets(void *ctx, struct http_exchange *exchange);
void office_serve_public(void *ctx, struct http_exchange *exchange);
// Largest body of a request, in bytes, for http_listener_options.
size_t office_serve_tablets_limit(void *ctx, enum http_method method, const char *path);
size_t office_serve_public_limit(void *ctx, enum http_method method, const char *path);

#endif
