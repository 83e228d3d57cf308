// SPDX-License-Identifier: Apache-2.0
#include "shared/net/transport.h"

#include <string.h>
#include <strings.h>

enum { REPLY_HEADERS_MAX = 16 << 10 };

void transport_reply_init(struct transport_reply *reply, size_t body_max)
{
    *reply = (struct transport_reply){0};
    buffer_init(&reply->body, body_max);
    buffer_init(&reply->headers, REPLY_HEADERS_MAX);
}

void transport_reply_clear(struct transport_reply *reply)
{
    buffer_clear(&reply->body);
    buffer_clear(&reply->headers);
    reply->status = 0;
}

static struct span trimmed(struct span text)
{
    while (text.len && (text.data[0] == ' ' || text.data[0] == '\t'))
        text = (struct span){text.data + 1, text.len - 1};
    while (text.len && strchr(" \t\r\n", text.data[text.len - 1]))
        text.len--;
    return text;
}

bool transport_reply_header(const struct transport_reply *reply, const char *name, char *out,
                            size_t size)
{
    const char *line = reply->headers.data, *end = line ? line + reply->headers.len : NULL;
    size_t name_len = strlen(name);
    bool found = false, fits = false;

    while (line && line < end) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        size_t len = next ? (size_t)(next - line) : (size_t)(end - line);

        if (len > name_len && line[name_len] == ':' && strncasecmp(line, name, name_len) == 0) {
            struct span value = trimmed((struct span){line + name_len + 1, len - name_len - 1});

            if (found)
                return false;
            found = true;
            fits = text_copy(out, size, value);
        }
        line = next ? next + 1 : end;
    }
    return found && fits;
}

enum err transport_call(const struct transport *transport, const struct transport_call *call,
                        struct transport_reply *reply, struct error *error)
{
    struct transport_ticket ticket = {.call = call, .reply = reply};
    enum err err = transport->begin(transport->ctx, &ticket);

    if (err)
        return error_set(error, err, "%s %s: cannot begin", http_method_name(call->method),
                         call->path);
    while (!ticket.done)
        transport->wait(transport->ctx);
    if (ticket.result && error)
        *error = ticket.error;
    return ticket.result;
}
