// SPDX-License-Identifier: Apache-2.0
// GET /metrics and /healthz: for machines that watch this one, without a session.
#ifndef PLUMB_SERVER_UPKEEP_METRICS_DOOR_H
#define PLUMB_SERVER_UPKEEP_METRICS_DOOR_H

#include "server/audit/audit.h"
#include "server/sync/office.h"
#include "shared/net/http_server.h"

struct metrics_door {
    struct office *office;
    const char *version;
    const struct http_server *server;
};
// An http_handler for loop threads; ctx is a struct metrics_door. /metrics answers callers of this
// machine that no proxy stands in front of, and whoever shows the token (Authorization: Bearer);
// others NOT_FOUND, as if it were not there. /healthz says 200 or 503 and why in one word, to
// anybody; /healthz/live is always 200.
void metrics_door_handle(void *ctx, struct http_exchange *exchange);
size_t metrics_door_limit(void *ctx, enum http_method method, const char *path); // no bodies

// A new token, in `text`; only its digest is kept, and the one before is no longer good. The
// audit's row "metrics.token" of `by` is in the same commit.
enum { METRICS_TOKEN_TEXT = 65 };
enum err metrics_door_renew(struct office *office, char text[METRICS_TOKEN_TEXT],
                            const struct audit_row *by, struct error *error);
// No token is good any more; "metrics.close".
enum err metrics_door_close(struct office *office, const struct audit_row *by, struct error *error);

#endif
