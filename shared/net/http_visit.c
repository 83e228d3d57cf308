// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_visit.h"

#include "shared/base/memory.h"
#include "shared/net/http_connection.h"

static void visit_defer(struct http_exchange *exchange, void (*fn)(void *arg), void *arg)
{
    const struct http_visit *visit = (const struct http_visit *)exchange;

    http_loop_post(visit->loop, fn, arg);
}

static void visit_finish(struct http_exchange *exchange)
{
    struct http_visit *visit = (struct http_visit *)exchange;

    if (visit->connection)
        http_connection_answer(visit->connection, &exchange->response);
    http_visit_free(visit);
}

struct http_visit *http_visit_create(struct http_connection *connection, struct http_loop *loop,
                                     const struct http_intake_rules *rules)
{
    static const struct http_carrier carrier = {.defer = visit_defer, .finish = visit_finish};
    struct http_visit *visit = mem_alloc(sizeof(*visit));

    visit->exchange.carrier = &carrier;
    visit->exchange.loop = loop->index;
    http_response_init(&visit->exchange.response);
    visit->connection = connection;
    visit->loop = loop;
    http_intake_init(&visit->intake, rules);
    return visit;
}

void http_visit_free(struct http_visit *visit)
{
    if (!visit)
        return;
    http_intake_clear(&visit->intake);
    http_response_clear(&visit->exchange.response);
    mem_free(visit);
}

struct http_exchange *http_visit_present(struct http_visit *visit, const struct http_peer *peer)
{
    const struct http_head *head = &visit->intake.head;

    visit->exchange.request = (struct http_request){
        .method = head->method,
        .path = head->path,
        .query = head->query,
        .headers = head->headers,
        .header_count = head->header_count,
        .body = {visit->intake.body.data, visit->intake.body.len},
        .spooled = visit->intake.spooled.file ? &visit->intake.spooled : NULL,
        .peer = *peer,
    };
    return &visit->exchange;
}
