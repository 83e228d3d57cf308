// SPDX-License-Identifier: Apache-2.0
// /rest/v1: the office's data for the company's other systems, by bearer token (docs/REST.md).
//
// Resources are pairs of files rest_NAME.{c,h}: routes and, beside each, what it answers
// (rest_routes.h). A handler runs on a worker thread and may block.
#ifndef PLUMB_SERVER_REST_REST_H
#define PLUMB_SERVER_REST_REST_H

#include "server/audit/audit.h"
#include "server/storage/tokens.h"
#include "server/sync/office.h"
#include "shared/net/http.h"

struct route_call;
struct workers;

struct rest_options {
    struct office *office;   // borrowed
    const struct disk *disk; // the server folder; borrowed
    struct workers *workers; // borrowed
    unsigned threads;        // of the workers: a view each
    const char *version;     // of the program; borrowed
};
struct rest;
enum err rest_open(const struct rest_options *options, struct rest **out, struct error *error);
// When the workers have stopped and before the office is closed; accepts NULL.
void rest_close(struct rest *rest);
// An http_handler for a loop thread, and its body limit; ctx is a struct rest.
void rest_handle(void *ctx, struct http_exchange *exchange);
size_t rest_body_limit(void *ctx, enum http_method method, const char *path);

// ---- for handlers ----

struct office *rest_office(const struct route_call *call);
const struct disk *rest_disk(const struct route_call *call);
const char *rest_version(const struct route_call *call);
int64_t rest_now_ms(const struct route_call *call);
const struct token_row *rest_token(const struct route_call *call);
bool rest_has(const struct route_call *call, enum token_scope scope);
// DENIED in words when the token lacks it.
enum err rest_need(const struct route_call *call, enum token_scope scope, struct error *error);
// A snapshot from the first call on until the handler returns. NULL with the error set.
struct view *rest_view(struct route_call *call, struct error *error);
// The next rest_view is of the newest commit.
void rest_refresh(struct route_call *call);
// Personal data is about to be shown: a row "read.<what>" in a commit of its own, at most once a
// minute for the same token, what and site; nothing for a token that sees none. `site` NULL: of
// many. An error: do not show it. Ends the view: ask for it again.
enum err rest_read_audit(struct route_call *call, const char *what, const struct uuid *site,
                         struct error *error);
// Who asks, as an audit row to be completed. Borrows from the call.
struct audit_row rest_audit(const struct route_call *call);
// Gives the answer this ETag; true when the caller has it already (If-None-Match): then the answer
// is 304, and the handler returns OK without writing anything.
bool rest_etag(struct route_call *call, const char *tag);
// The same from the newest commit and whatever else the answer hangs on: for lists.
enum err rest_etag_commit(struct route_call *call, bool *unchanged, struct error *error);

#endif
