// SPDX-License-Identifier: Apache-2.0
// A transport whose replies are written down beforehand and whose calls are kept to be looked at.
#ifndef PLUMB_TESTS_UNIT_SCRIPTED_TRANSPORT_H
#define PLUMB_TESTS_UNIT_SCRIPTED_TRANSPORT_H

#include "shared/base/memory.h"
#include "shared/net/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCRIPT_MOST = 64, SCRIPT_FLIGHTS = 4 };

struct scripted_reply {
    int status;
    enum err result; // not OK: no reply came
    char headers[512];
    struct buffer body;
    void (*meanwhile)(void *arg); // what happens here while the reply is under way
    void *arg;
};

struct scripted_call {
    enum http_method method;
    char path[128], headers[2048];
    struct buffer body;
};

struct script {
    struct scripted_reply replies[SCRIPT_MOST];
    size_t reply_count, next;
    struct scripted_call calls[SCRIPT_MOST];
    size_t call_count;
    struct transport_ticket *flights[SCRIPT_FLIGHTS];
    size_t flight_count;
};

static inline enum err script_begin(void *ctx, struct transport_ticket *ticket)
{
    struct script *script = ctx;
    struct scripted_call *call;

    if (script->call_count == SCRIPT_MOST || script->flight_count == SCRIPT_FLIGHTS)
        return ERR_BUSY;
    call = &script->calls[script->call_count++];
    call->method = ticket->call->method;
    snprintf(call->path, sizeof(call->path), "%s", ticket->call->path);
    call->headers[0] = '\0';
    for (size_t i = 0; i < ticket->call->header_count; i++) {
        size_t len = strlen(call->headers);

        snprintf(call->headers + len, sizeof(call->headers) - len, "%s: %s\n",
                 ticket->call->headers[i].name, ticket->call->headers[i].value);
    }
    buffer_init(&call->body, 8 << 20);
    buffer_append(&call->body, ticket->call->body.data, ticket->call->body.len);
    script->flights[script->flight_count++] = ticket;
    return ERR_OK;
}

static inline void script_land(struct script *script, struct transport_ticket *ticket)
{
    struct scripted_reply *reply;

    ticket->done = true;
    if (script->next == script->reply_count) {
        ticket->result = error_set(&ticket->error, ERR_NETWORK, "the script has ended");
        return;
    }
    reply = &script->replies[script->next++];
    if (reply->meanwhile)
        reply->meanwhile(reply->arg);
    ticket->result = reply->result;
    ticket->reply->status = reply->status;
    if (reply->result)
        error_set(&ticket->error, reply->result, "as written");
    buffer_append_text(&ticket->reply->headers, reply->headers);
    if (!buffer_append(&ticket->reply->body, reply->body.data, reply->body.len))
        ticket->result = error_set(&ticket->error, ERR_TOO_LARGE, "reply");
}

static inline void script_wait(void *ctx)
{
    struct script *script = ctx;
    struct transport_ticket *first = script->flights[0];

    if (script->flight_count == 0)
        return;
    script->flight_count--;
    memmove(script->flights, script->flights + 1, script->flight_count * sizeof(*script->flights));
    script_land(script, first);
}

static inline void script_cancel(void *ctx)
{
    (void)ctx;
}

static inline struct transport script_transport(struct script *script)
{
    return (struct transport){script, script_begin, script_wait, script_cancel};
}

// The next reply to be given; body and headers are the caller's to fill.
static inline struct scripted_reply *script_add(struct script *script, int status)
{
    struct scripted_reply *reply = &script->replies[script->reply_count++];

    if (script->reply_count > SCRIPT_MOST)
        abort();
    *reply = (struct scripted_reply){.status = status};
    buffer_init(&reply->body, 8 << 20);
    return reply;
}

static inline struct scripted_reply *script_say(struct script *script, int status,
                                                const char *headers, const char *body)
{
    struct scripted_reply *reply = script_add(script, status);

    snprintf(reply->headers, sizeof(reply->headers), "%s", headers);
    buffer_append_text(&reply->body, body);
    return reply;
}

static inline void script_fail(struct script *script, enum err result)
{
    script_add(script, 0)->result = result;
}

static inline struct scripted_call *script_last(struct script *script)
{
    return &script->calls[script->call_count - 1];
}

static inline void script_clear(struct script *script)
{
    for (size_t i = 0; i < script->reply_count; i++)
        buffer_clear(&script->replies[i].body);
    for (size_t i = 0; i < script->call_count; i++)
        buffer_clear(&script->calls[i].body);
    *script = (struct script){0};
}

#endif
