// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/enrol_link.h"

#include <string.h>

enum { CODE_BITS_A_DIGIT = 5 };

static const char code_digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void enrol_code_make(const uint8_t random[17], char out[CODE_TEXT])
{
    for (unsigned i = 0; i < CODE_TEXT - 1; i++) {
        unsigned bit = i * CODE_BITS_A_DIGIT;
        unsigned pair = (unsigned)random[bit / 8] << 8;

        if (bit / 8 + 1 < 17)
            pair |= random[bit / 8 + 1];
        out[i] = code_digits[pair >> (16 - CODE_BITS_A_DIGIT - bit % 8) & 31];
    }
    out[CODE_TEXT - 1] = '\0';
}

bool enrol_code_parse(struct span text, char out[CODE_TEXT])
{
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];

        if (c == '-')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (c == 'O')
            c = '0';
        if (c == 'I' || c == 'L')
            c = '1';
        if (!c || !strchr(code_digits, c) || len == CODE_TEXT - 1)
            return false;
        out[len++] = c;
    }
    out[len] = '\0';
    return len == CODE_TEXT - 1;
}

// Takes what stands before the next `stop` off *rest, with it; false when there is none.
static bool take_until(struct span *rest, char stop, struct span *out)
{
    const char *end = rest->len ? memchr(rest->data, stop, rest->len) : NULL;

    if (!end)
        return false;
    *out = (struct span){rest->data, (size_t)(end - rest->data)};
    rest->data = end + 1;
    rest->len -= out->len + 1;
    return true;
}

static bool only(struct span text, const char *allowed)
{
    for (size_t i = 0; i < text.len; i++)
        if (!text.data[i] || !strchr(allowed, text.data[i]))
            return false;
    return text.len > 0;
}

static bool host_port_valid(struct span text)
{
    struct span host;
    uint64_t port;

    if (text.len && text.data[0] == '[') {
        text.data++;
        text.len--;
        if (!take_until(&text, ']', &host) || !only(host, "0123456789abcdefABCDEF:.") || !text.len
            || text.data[0] != ':')
            return false;
        text.data++;
        text.len--;
    } else if (!take_until(&text, ':', &host)
               || !only(host,
                        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")) {
        return false;
    }
    return text_parse_u64(text, &port) && port >= 1 && port <= 65535;
}

static enum err read_parameters(struct span rest, struct enrol_link *out, struct error *error)
{
    bool pin = false, ca = false;

    while (rest.len) {
        struct span part, name, value;

        if (!take_until(&rest, '&', &part)) {
            part = rest;
            rest.len = 0;
        }
        if (!text_split_pair(part, &name, &value))
            continue;
        if (span_is(name, "pin") && (pin || !digest_parse(value.data, value.len, &out->pin)))
            return error_set(error, ERR_PARSE, "enrolment link: pin is no SHA-256, or twice there");
        if (span_is(name, "ca") && (ca || !digest_parse(value.data, value.len, &out->ca)))
            return error_set(error, ERR_PARSE, "enrolment link: ca is no SHA-256, or twice there");
        pin = pin || span_is(name, "pin");
        ca = ca || span_is(name, "ca");
    }
    if (!pin || !ca)
        return error_set(error, ERR_PARSE, "enrolment link: pin or ca is missing");
    return ERR_OK;
}

enum err enrol_link_parse(struct span text, struct enrol_link *out, struct error *error)
{
    static const char scheme[] = "plumb://";
    const size_t scheme_len = sizeof(scheme) - 1;
    struct span rest = text, office, code;

    *out = (struct enrol_link){0};
    if (text.len < scheme_len || memcmp(text.data, scheme, scheme_len) != 0)
        return error_set(error, ERR_PARSE, "enrolment link: it does not start with %s", scheme);
    rest.data += scheme_len;
    rest.len -= scheme_len;
    if (!take_until(&rest, '/', &office) || !host_port_valid(office)
        || !text_copy(out->office, sizeof(out->office), office))
        return error_set(error, ERR_PARSE, "enrolment link: expected host:port");
    if (!take_until(&rest, '?', &code) || !enrol_code_parse(code, out->code))
        return error_set(error, ERR_PARSE, "enrolment link: the code is not 26 characters of it");
    return read_parameters(rest, out, error);
}

bool enrol_link_format(const struct enrol_link *link, struct buffer *out)
{
    buffer_printf(out, "plumb://%s/%s?pin=", link->office, link->code);
    buffer_append_hex(out, link->pin.bytes, HASH_BYTES);
    buffer_append_text(out, "&ca=");
    buffer_append_hex(out, link->ca.bytes, HASH_BYTES);
    return !out->failed;
}
