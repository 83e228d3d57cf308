// SPDX-License-Identifier: Apache-2.0
// Answers that all routes have in common; each finishes the exchange.
#ifndef PLUMB_SERVER_SYNC_ANSWER_H
#define PLUMB_SERVER_SYNC_ANSWER_H

#include "shared/base/err.h"
#include "shared/net/http.h"

// The status and the body {"error":{…}} of an error, with Retry-After where trying again helps.
void answer_error(struct http_exchange *exchange, const struct error *error);
// The same under a status that no code of ours has.
void answer_error_as(struct http_exchange *exchange, int status, const struct error *error);
void answer_code(struct http_exchange *exchange, enum err code, const char *detail);
// REVOKED, with the order to wipe or without.
void answer_revoked(struct http_exchange *exchange, bool wipe);
// 405 with the methods that are allowed here ("GET, HEAD").
void answer_method(struct http_exchange *exchange, const char *allowed);
// 200 with a JSON body, copied.
void answer_json(struct http_exchange *exchange, struct span body);
// A status without a body, 204 as a rule.
void answer_empty(struct http_exchange *exchange, int status);

#endif
