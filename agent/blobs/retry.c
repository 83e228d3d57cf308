// SPDX-License-Identifier: Apache-2.0
#include "agent/blobs/retry.h"

#include "shared/wire/error_body.h"

// One row a code that is not simply tried again.
static const struct {
    enum err code;
    enum retry_class class;
} retry_table[] = {
    {ERR_OK, RETRY_NONE},        {ERR_REVOKED, RETRY_NEVER},  {ERR_AUTH, RETRY_SLOWLY},
    {ERR_DENIED, RETRY_SLOWLY},  {ERR_VERSION, RETRY_SLOWLY}, {ERR_USAGE, RETRY_SLOWLY},
    {ERR_PARSE, RETRY_SLOWLY},   {ERR_INVALID, RETRY_SLOWLY}, {ERR_NOT_FOUND, RETRY_SLOWLY},
    {ERR_CORRUPT, RETRY_SLOWLY}, {ERR_METHOD, RETRY_SLOWLY},  {ERR_TOO_LARGE, RETRY_SLOWLY},
};

enum retry_class retry_classify(enum err code)
{
    for (size_t i = 0; i < sizeof retry_table / sizeof *retry_table; i++)
        if (retry_table[i].code == code)
            return retry_table[i].class;
    return RETRY_BACKOFF;
}

enum err retry_read(const struct transport_reply *reply, bool *wipe, int64_t *after_ms,
                    struct error *error)
{
    char text[24];
    uint64_t seconds = 0;
    *wipe = false;
    *after_ms = 0;
    if (transport_reply_header(reply, "Retry-After", text, sizeof text)
        && text_parse_u64(span_of(text), &seconds))
        *after_ms = seconds > 3600 ? RETRY_SLOW_MS : (int64_t)seconds * 1000;
    struct error read;
    error_clear(&read);
    if (error_body_parse((struct span){reply->body.data, reply->body.len}, &read, wipe) == ERR_OK
        && read.code != ERR_OK)
        return error_set(error, read.code, "the office says: %s", read.detail);
    if (reply->status == 503 || reply->status == 429)
        return error_set(error, ERR_BUSY, "status %d", reply->status);
    return error_set(error, ERR_PROTOCOL,
                     "status %d without an answer of ours (another network's log-in page?)",
                     reply->status);
}

int64_t retry_delay_ms(unsigned failures, int64_t after_ms, const struct random *random)
{
    int64_t most = RETRY_FIRST_MS;
    while (failures-- > 1 && most < RETRY_MOST_MS)
        most *= 2;
    if (most > RETRY_MOST_MS)
        most = RETRY_MOST_MS;
    int64_t delay = (int64_t)random_below(random, (uint64_t)most + 1);
    if (delay < 100)
        delay = 100;
    return delay < after_ms ? after_ms + delay / 10 : delay;
}

bool retry_is_general(enum err code, int status)
{
    return code == ERR_REVOKED || code == ERR_AUTH || code == ERR_VERSION || code == ERR_PROTOCOL
           || status >= 500 || status == 429;
}
