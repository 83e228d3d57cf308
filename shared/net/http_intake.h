// SPDX-License-Identifier: Apache-2.0
// One request as its bytes come in: the head, then the body, each bounded before memory is given to
// it.
#ifndef PLUMB_SHARED_NET_HTTP_INTAKE_H
#define PLUMB_SHARED_NET_HTTP_INTAKE_H

#include "shared/net/http_budget.h"
#include "shared/net/http_chunk.h"
#include "shared/net/http_head.h"
#include "shared/net/http_spool.h"

// HEAD → BODY → WHOLE; from HEAD or BODY to REFUSED.
enum http_intake_state {
    HTTP_INTAKE_HEAD,
    HTTP_INTAKE_BODY,
    HTTP_INTAKE_WHOLE,
    HTTP_INTAKE_REFUSED
};

struct http_intake_rules {
    size_t (*body_limit)(void *ctx, enum http_method method, const char *path); // NULL: no bodies
    void *ctx;
    struct http_budget *bodies; // bytes of all bodies in memory
    // Where a body goes for which `spools` says so, when it has more than HTTP_SPOOL_MEMORY_BYTES
    // or does not tell. NULL: all stay in memory.
    struct http_spool *spool;
    bool (*spools)(void *ctx, enum http_method method, const char *path);
    // Whether who sends it may; asked before anything of it is kept. NULL: everybody.
    enum err (*may_send)(void *ctx, const struct http_request *head);
};

struct http_intake {
    const struct http_intake_rules *rules; // borrowed
    const struct http_peer *peer;          // borrowed; NULL: unknown
    enum http_intake_state state;
    struct buffer head_bytes;
    size_t scanned; // of head_bytes, without finding their end
    struct http_head head;
    struct http_chunk chunk;
    struct buffer body; // empty when it is spooled
    struct http_spooled spooled;
    uint64_t limit;  // of the body
    size_t reserved; // of the budget
    struct http_refusal refusal;
};

void http_intake_init(struct http_intake *intake, const struct http_intake_rules *rules);
void http_intake_clear(struct http_intake *intake); // gives back memory and budget
// Takes bytes until they are used up or the request is WHOLE or REFUSED; returns how many. A body
// over its limit is refused (413) and one the budget has no room for (503) before it is read, a
// chunked one as soon as that shows.
size_t http_intake_take(struct http_intake *intake, const char *bytes, size_t len);
// How much of the body has come.
uint64_t http_intake_body_bytes(const struct http_intake *intake);
// Whether the client waits for "100 Continue" now.
bool http_intake_awaits_continue(const struct http_intake *intake);

#endif
