// SPDX-License-Identifier: Apache-2.0
#include "shared/web/session_token.h"

#include "shared/base/memory.h"

#include <string.h>
#include <strings.h>

void session_token_make(const struct random *random, char text[SESSION_TOKEN_TEXT],
                        struct digest *digest)
{
    uint8_t bytes[SESSION_TOKEN_BYTES];

    random_fill(random, bytes, sizeof(bytes));
    text_format_hex(text, bytes, sizeof(bytes));
    hash_once(bytes, sizeof(bytes), digest);
    mem_wipe(bytes, sizeof(bytes));
}

bool session_token_digest(struct span text, struct digest *digest)
{
    uint8_t bytes[SESSION_TOKEN_BYTES];

    if (!text_parse_hex(text, bytes, sizeof(bytes)))
        return false;
    hash_once(bytes, sizeof(bytes), digest);
    mem_wipe(bytes, sizeof(bytes));
    return true;
}

bool session_token_equal(const struct digest *a, const struct digest *b)
{
    unsigned difference = 0;

    for (size_t i = 0; i < sizeof(a->bytes); i++)
        difference |= (unsigned)(a->bytes[i] ^ b->bytes[i]);
    return difference == 0;
}

// Cuts the next "name=value" off a Cookie header; false at its end.
static bool next_pair(struct span *rest, struct span *pair)
{
    const char *end;

    while (rest->len && (*rest->data == ' ' || *rest->data == ';')) {
        rest->data++;
        rest->len--;
    }
    if (!rest->len)
        return false;
    end = memchr(rest->data, ';', rest->len);
    *pair = (struct span){rest->data, end ? (size_t)(end - rest->data) : rest->len};
    rest->data += pair->len;
    rest->len -= pair->len;
    return true;
}

bool session_token_read(const struct http_request *request, const char *name, struct digest *digest)
{
    struct span pair, key, value, found = {0};

    // A browser may send its cookies in several headers.
    for (size_t i = 0; i < request->header_count; i++) {
        struct span rest = span_of(request->headers[i].value);

        if (strcasecmp(request->headers[i].name, "Cookie") != 0)
            continue;
        while (next_pair(&rest, &pair)) {
            if (!text_split_pair(pair, &key, &value) || !span_is(key, name))
                continue;
            if (found.data)
                return false;
            found = value;
        }
    }
    return found.data && session_token_digest(found, digest);
}

void session_token_write(struct http_response *response, const char *name, const char *text,
                         bool secure)
{
    http_response_header(response, "Set-Cookie", "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                         name, text, secure ? "; Secure" : "", *text ? "" : "; Max-Age=0");
}
