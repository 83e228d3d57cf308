// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_reply.h"

#include <inttypes.h>
#include <string.h>

enum { HEAD_BYTES_MAX = 128 << 10 };

static const char *reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } reasons[] = {
        {200, "OK"},
        {201, "Created"},
        {204, "No Content"},
        {206, "Partial Content"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {409, "Conflict"},
        {410, "Gone"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {416, "Range Not Satisfiable"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {460, "Checksum Mismatch"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
        {507, "Insufficient Storage"},
    };

    for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
        if (reasons[i].status == status)
            return reasons[i].text;
    return ""; // the phrase may be empty (RFC 9112 section 4)
}

void http_reply_begin(struct http_reply *reply, struct http_response *response,
                      enum http_method method, bool close)
{
    const struct http_response *kept = &reply->response;
    bool bodiless = response->status == 204 || response->status == 304;

    *reply = (struct http_reply){.response = *response};
    http_response_init(response);
    reply->body_len = kept->file ? kept->file_len : kept->body.len;
    buffer_init(&reply->head, HEAD_BYTES_MAX);
    buffer_printf(&reply->head, "HTTP/1.1 %d %s\r\n", kept->status, reason(kept->status));
    for (size_t i = 0; i < kept->header_count; i++)
        buffer_printf(&reply->head, "%s: %s\r\n", kept->headers[i].name, kept->headers[i].value);
    if (!bodiless)
        buffer_printf(&reply->head, "Content-Length: %" PRIu64 "\r\n", reply->body_len);
    if (close)
        buffer_append_text(&reply->head, "Connection: close\r\n");
    buffer_append_text(&reply->head, "\r\n");
    if (bodiless || method == HTTP_HEAD)
        reply->body_len = 0;
}

static enum err read_body(struct http_reply *reply, uint8_t *out, size_t size, size_t *len)
{
    const struct http_response *response = &reply->response;
    uint64_t left = reply->body_len - reply->body_sent;
    enum err err;

    *len = left < size ? (size_t)left : size;
    if (!response->file) {
        memcpy(out, response->body.data + reply->body_sent, *len);
        return ERR_OK;
    }
    left = *len;
    err = response->file_disk->read(response->file, response->file_offset + reply->body_sent, out,
                                    *len, len);
    return !err && *len != left ? ERR_IO : err;
}

enum err http_reply_next(struct http_reply *reply, uint8_t *out, size_t size, size_t *len)
{
    size_t head_part = reply->head.len - reply->head_sent, body_part = 0;
    enum err err = ERR_OK;

    if (head_part > size)
        head_part = size;
    if (head_part)
        memcpy(out, reply->head.data + reply->head_sent, head_part);
    reply->head_sent += head_part;
    if (head_part < size && reply->body_sent < reply->body_len)
        err = read_body(reply, out + head_part, size - head_part, &body_part);
    reply->body_sent += body_part;
    *len = head_part + body_part;
    return err;
}

void http_reply_clear(struct http_reply *reply)
{
    if (reply->response.text.max) // a zeroed reply holds nothing
        http_response_clear(&reply->response);
    buffer_clear(&reply->head);
    *reply = (struct http_reply){0};
}
