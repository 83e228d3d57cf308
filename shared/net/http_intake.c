// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_intake.h"

void http_intake_init(struct http_intake *intake, const struct http_intake_rules *rules)
{
    *intake = (struct http_intake){.rules = rules};
    buffer_init(&intake->head_bytes, HTTP_HEAD_BYTES_MAX);
}

void http_intake_clear(struct http_intake *intake)
{
    buffer_clear(&intake->head_bytes);
    buffer_clear(&intake->body);
    http_spooled_end(&intake->spooled);
    http_budget_give(intake->rules->bodies, intake->reserved);
    intake->reserved = 0;
}

static void refuse(struct http_intake *intake, int status, enum err code, const char *detail)
{
    intake->refusal = (struct http_refusal){.status = status, .code = code, .detail = detail};
    intake->state = HTTP_INTAKE_REFUSED;
}

static void refuse_large(struct http_intake *intake)
{
    refuse(intake, 413, ERR_TOO_LARGE, "the body is larger than this route takes");
}

static bool reserve(struct http_intake *intake, size_t size)
{
    if (size <= intake->reserved)
        return true;
    if (!http_budget_take(intake->rules->bodies, size - intake->reserved)) {
        refuse(intake, 503, ERR_BUSY, "too many bytes are on their way in");
        return false;
    }
    intake->reserved = size;
    return true;
}

static void refuse_spool(struct http_intake *intake, enum err err)
{
    refuse(intake, err_http_status(err), err,
           err == ERR_FULL ? "there is no room for the body" : "the body could not be written");
}

// Not before the head says who sends it: anybody who can reach the port could fill the disk.
static bool may_send(struct http_intake *intake)
{
    const struct http_intake_rules *rules = intake->rules;
    const struct http_head *head = &intake->head;
    struct http_request request = {.method = head->method,
                                   .path = head->path,
                                   .query = head->query,
                                   .headers = head->headers,
                                   .header_count = head->header_count};
    enum err err;

    if (intake->peer)
        request.peer = *intake->peer;
    err = rules->may_send ? rules->may_send(rules->ctx, &request) : ERR_OK;
    if (err != ERR_OK)
        refuse(intake, err_http_status(err), err, "nothing of the body was taken");
    return err == ERR_OK;
}

// Where the body goes: to a file, or into memory that is taken from the budget.
static void make_room(struct http_intake *intake)
{
    const struct http_intake_rules *rules = intake->rules;
    const struct http_head *head = &intake->head;
    enum err err;

    intake->state = HTTP_INTAKE_BODY;
    if (rules->spool && (head->chunked || head->length > HTTP_SPOOL_MEMORY_BYTES)
        && rules->spools(rules->ctx, head->method, head->path)) {
        if (!may_send(intake))
            return;
        err = http_spooled_begin(&intake->spooled, rules->spool,
                                 head->chunked ? intake->limit : head->length);
        if (err != ERR_OK)
            refuse_spool(intake, err);
        return;
    }
    buffer_init(&intake->body, (size_t)(head->chunked ? intake->limit : head->length));
    reserve(intake, (size_t)head->length);
}

// The head is whole: decides about the body before any of it is kept.
static void admit(struct http_intake *intake)
{
    const struct http_intake_rules *rules = intake->rules;
    struct http_head *head = &intake->head;
    size_t limit;

    if (!http_head_parse(intake->head_bytes.data, intake->head_bytes.len, head, &intake->refusal)) {
        intake->state = HTTP_INTAKE_REFUSED;
        return;
    }
    if (!head->chunked && !head->length) {
        intake->state = HTTP_INTAKE_WHOLE;
        return;
    }
    limit = rules->body_limit ? rules->body_limit(rules->ctx, head->method, head->path) : 0;
    if (!limit || head->length > limit) {
        refuse_large(intake);
        return;
    }
    intake->limit = limit;
    make_room(intake);
}

static size_t take_head(struct http_intake *intake, const char *bytes, size_t len)
{
    struct buffer *head = &intake->head_bytes;
    size_t before = head->len, skipped = 0, room, end;

    // Empty lines before a request are passed over (RFC 9112 section 2.2).
    while (!before && skipped < len && (bytes[skipped] == '\r' || bytes[skipped] == '\n'))
        skipped++;
    bytes += skipped;
    len -= skipped;
    room = head->max - before;
    if (!buffer_append(head, bytes, len < room ? len : room)) {
        refuse(intake, 503, ERR_BUSY, "no memory for the head");
        return skipped;
    }
    end = http_head_end(head->data, head->len, intake->scanned);
    if (!end) {
        intake->scanned = head->len;
        if (head->len == head->max)
            refuse(intake, 431, ERR_TOO_LARGE, "the head is larger than 16 KiB");
        return skipped + (head->len - before);
    }
    head->len = end;
    admit(intake);
    return skipped + (end - before);
}

static bool keep(struct http_intake *intake, const char *bytes, size_t len)
{
    struct buffer *body = &intake->body;
    enum err err;

    if (intake->spooled.file) {
        err = http_spooled_append(&intake->spooled, bytes, len);
        if (err != ERR_OK)
            refuse_spool(intake, err);
        return err == ERR_OK;
    }
    if (!buffer_append(body, bytes, len)) {
        refuse(intake, 503, ERR_BUSY, "no memory for the body");
        return false;
    }
    return !intake->head.chunked || reserve(intake, body->cap);
}

static size_t take_chunks(struct http_intake *intake, const char *bytes, size_t len)
{
    size_t used = 0;

    while (used < len && intake->state == HTTP_INTAKE_BODY) {
        size_t data_len,
            part = http_chunk_take(&intake->chunk, bytes + used, len - used, &data_len);

        if (data_len && !keep(intake, bytes + used, data_len))
            break;
        used += part;
        if (intake->chunk.left > intake->limit - http_intake_body_bytes(intake))
            refuse_large(intake);
        if (intake->chunk.state == HTTP_CHUNK_BAD)
            refuse(intake, 400, ERR_PROTOCOL, "the chunks of the body are malformed");
        if (intake->chunk.state == HTTP_CHUNK_DONE)
            intake->state = HTTP_INTAKE_WHOLE;
    }
    return used;
}

static size_t take_length(struct http_intake *intake, const char *bytes, size_t len)
{
    size_t missing = (size_t)(intake->head.length - http_intake_body_bytes(intake));
    size_t part = len < missing ? len : missing;

    if (keep(intake, bytes, part) && part == missing)
        intake->state = HTTP_INTAKE_WHOLE;
    return part;
}

size_t http_intake_take(struct http_intake *intake, const char *bytes, size_t len)
{
    size_t used = 0;

    if (intake->state == HTTP_INTAKE_HEAD)
        used = take_head(intake, bytes, len);
    if (intake->state == HTTP_INTAKE_BODY && used < len)
        used += intake->head.chunked ? take_chunks(intake, bytes + used, len - used)
                                     : take_length(intake, bytes + used, len - used);
    return used;
}

uint64_t http_intake_body_bytes(const struct http_intake *intake)
{
    return intake->spooled.file ? intake->spooled.len : intake->body.len;
}

bool http_intake_awaits_continue(const struct http_intake *intake)
{
    return intake->state == HTTP_INTAKE_BODY && intake->head.expects_continue
           && !http_intake_body_bytes(intake);
}
