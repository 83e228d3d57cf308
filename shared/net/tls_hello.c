// SPDX-License-Identifier: Apache-2.0
#include "shared/net/tls_hello.h"

enum {
    RECORD_HANDSHAKE = 22,
    MESSAGE_CLIENT_HELLO = 1,
    EXTENSION_SESSION_TICKET = 35,
    EXTENSION_PRE_SHARED_KEY = 41,
    VERSION_AND_RANDOM_BYTES = 34
};

// Takes `len` bytes off the front; what is not there empties both.
static struct span take(struct span *from, size_t len)
{
    struct span part = {from->data, len};

    if (len > from->len) {
        *from = (struct span){0};
        return *from;
    }
    if (len)
        *from = (struct span){from->data + len, from->len - len};
    return part;
}

static size_t take_number(struct span *from, size_t bytes)
{
    struct span digits = take(from, bytes);
    size_t number = 0;

    for (size_t i = 0; i < digits.len; i++)
        number = number << 8 | (uint8_t)digits.data[i];
    return number;
}

// A field behind its length, which takes so many bytes.
static struct span take_field(struct span *from, size_t length_bytes)
{
    size_t len = take_number(from, length_bytes);

    return take(from, len);
}

static struct span find_ticket(struct span extensions)
{
    while (extensions.len) {
        size_t type = take_number(&extensions, 2);
        struct span body = take_field(&extensions, 2);

        if (type == EXTENSION_SESSION_TICKET && body.len)
            return body;
        if (type == EXTENSION_PRE_SHARED_KEY) {
            struct span identities = take_field(&body, 2);

            return take_field(&identities, 2);
        }
    }
    return (struct span){0};
}

struct span tls_hello_ticket(struct span bytes)
{
    struct span hello;

    if (take_number(&bytes, 1) != RECORD_HANDSHAKE)
        return (struct span){0};
    take(&bytes, 2); // version
    hello = take_field(&bytes, 2);
    if (take_number(&hello, 1) != MESSAGE_CLIENT_HELLO)
        return (struct span){0};
    hello = take_field(&hello, 3);
    take(&hello, VERSION_AND_RANDOM_BYTES);
    take_field(&hello, 1); // session id
    take_field(&hello, 2); // cipher suites
    take_field(&hello, 1); // compression
    return find_ticket(take_field(&hello, 2));
}
