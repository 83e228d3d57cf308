// SPDX-License-Identifier: Apache-2.0
#include "shared/model/canon.h"

#include <string.h>

#define EVERY_BYTE UINT64_C(0x0101010101010101)
#define HIGH_BITS UINT64_C(0x8080808080808080)

// The control characters that have a short escape; the others are written \u00xx.
static const char short_escape[] = {
    ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', [0x1F] = 0,
};

void canon_open(struct canon_reader *reader, struct span text)
{
    reader->start = reader->at = text.data ? text.data : "";
    reader->end = reader->start + text.len;
    reader->fault = reader->fault_at = reader->within = NULL;
    reader->depth = 0;
}

// With nothing left to read every later call fails by itself, without asking for the fault first.
void canon_refuse(struct canon_reader *reader, const char *why)
{
    if (reader->fault)
        return;
    reader->fault = why;
    reader->fault_at = reader->at;
    reader->at = reader->end;
}

static bool refuse(struct canon_reader *reader, const char *why)
{
    canon_refuse(reader, why);
    return false;
}

enum canon_type canon_peek(const struct canon_reader *reader)
{
    char next = reader->at == reader->end ? '\0' : *reader->at;

    switch (next) {
    case '"':
        return CANON_STRING;
    case '{':
        return CANON_OBJECT;
    case '[':
        return CANON_ARRAY;
    case 't':
    case 'f':
        return CANON_BOOLEAN;
    case 'n':
        return CANON_NULL;
    case '-':
        return CANON_INTEGER;
    default:
        return next >= '0' && next <= '9' ? CANON_INTEGER : CANON_FAULT;
    }
}

// Takes one character when it is the next one.
static bool take(struct canon_reader *reader, char c)
{
    if (reader->at == reader->end || *reader->at != c)
        return false;
    reader->at++;
    return true;
}

static bool enter(struct canon_reader *reader, char opening, const char *why)
{
    if (reader->depth == CANON_DEPTH_MAX)
        return refuse(reader, "nested deeper than 16");
    if (!take(reader, opening))
        return refuse(reader, why);
    reader->first[reader->depth++] = true;
    return true;
}

// Whether one more member or element follows; else it ends here or there is a fault.
static bool goes_on(struct canon_reader *reader, char closing, const char *why)
{
    bool *first;

    if (reader->at == reader->end)
        return refuse(reader, "the text ends too early");
    if (take(reader, closing)) {
        reader->depth--;
        return false;
    }
    first = &reader->first[reader->depth - 1];
    if (!*first && !take(reader, ','))
        return refuse(reader, why);
    *first = false;
    return true;
}

bool canon_array(struct canon_reader *reader)
{
    return enter(reader, '[', "expected an array");
}

bool canon_element(struct canon_reader *reader)
{
    return goes_on(reader, ']', "expected ',' or ']'");
}

bool canon_object(struct canon_reader *reader)
{
    if (!enter(reader, '{', "expected an object"))
        return false;
    reader->key[reader->depth - 1] = (struct span){0};
    return true;
}

// Non-zero when one of eight bytes is a control character, a quote or a backslash ("Bit Twiddling
// Hacks", Anderson: a zero byte, a byte less than n; borrows can only add bits above a true one).
static uint64_t special_bytes(uint64_t word)
{
    uint64_t quote = word ^ EVERY_BYTE * '"', backslash = word ^ EVERY_BYTE * '\\';

    return ((quote - EVERY_BYTE) & ~quote) | ((backslash - EVERY_BYTE) & ~backslash)
           | ((word - EVERY_BYTE * 0x20) & ~word);
}

// The end of the run of bytes that stand for themselves. Bits 7 of all bytes passed are gathered in
// *seen.
static const char *skip_plain(const char *at, const char *end, uint64_t *seen)
{
    uint64_t word;

    for (; end - at >= 8; at += 8) {
        memcpy(&word, at, sizeof(word));
        if (special_bytes(word) & HIGH_BITS)
            break;
        *seen |= word;
    }
    for (; at < end; at++) {
        unsigned char c = (unsigned char)*at;

        if (c < 0x20 || c == '"' || c == '\\')
            break;
        *seen |= c;
    }
    return at;
}

// Length of the canonical escape at `at` and the byte it stands for; 0 when there is none.
static size_t read_escape(const char *at, const char *end, unsigned char *value)
{
    static const char letters[] = "\"\\bfnrt", values[] = "\"\\\b\f\n\r\t";
    const char *letter;

    if (end - at < 2 || at[0] != '\\')
        return 0;
    letter = memchr(letters, at[1], sizeof(letters) - 1);
    if (letter) {
        *value = (unsigned char)values[letter - letters];
        return 2;
    }
    if (end - at < 6 || memcmp(at, "\\u00", 4) != 0
        || !text_parse_hex((struct span){at + 4, 2}, value, 1))
        return 0;
    return *value > 0 && *value < 0x20 && !short_escape[*value] ? 6 : 0;
}

bool canon_string(struct canon_reader *reader, struct span *raw)
{
    const char *start, *at;
    unsigned char value;
    uint64_t seen = 0;
    size_t escape;

    if (!take(reader, '"'))
        return refuse(reader, "expected a string");
    start = at = reader->at;
    for (;;) {
        at = reader->at = skip_plain(at, reader->end, &seen);
        if (at == reader->end)
            return refuse(reader, "the string does not end");
        if (*at == '"')
            break;
        escape = read_escape(at, reader->end, &value);
        if (!escape)
            return refuse(reader, "a control character or an escape that is not the canonical one");
        at += escape;
    }
    if (seen & HIGH_BITS && !text_utf8_valid(start, (size_t)(at - start)))
        return refuse(reader, "the string is not UTF-8");
    *raw = (struct span){start, (size_t)(at - start)};
    reader->at = at + 1;
    return true;
}

// The next byte of a raw key, unescaped. The key has been checked.
static unsigned char next_byte(struct span *raw)
{
    unsigned char value = (unsigned char)raw->data[0];
    size_t len = value == '\\' ? read_escape(raw->data, raw->data + raw->len, &value) : 1;

    raw->data += len;
    raw->len -= len;
    return value;
}

// UTF-8 sorts by code points. By UTF-16 units the supplementary characters, made of surrogates,
// come before U+E000 to U+FFFF, whose first byte is 0xEE or 0xEF: these two are lifted above 0xF4.
// Two texts that differ later than in such a first byte agree in it, so that the bytes decide as
// they are.
static int byte_order(unsigned char a, unsigned char b)
{
    return ((a & 0xFE) == 0xEE ? a + 0x10 : a) - ((b & 0xFE) == 0xEE ? b + 0x10 : b);
}

int canon_compare_raw_keys(struct span a, struct span b)
{
    while (a.len && b.len) {
        int order = byte_order(next_byte(&a), next_byte(&b));

        if (order)
            return order < 0 ? -1 : 1;
    }
    return a.len ? 1 : b.len ? -1 : 0;
}

int canon_compare_keys(struct span a, struct span b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        int order = byte_order((unsigned char)a.data[i], (unsigned char)b.data[i]);

        if (order)
            return order < 0 ? -1 : 1;
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

bool canon_member(struct canon_reader *reader, struct span *key)
{
    struct span *last;

    if (!goes_on(reader, '}', "expected ',' or '}'"))
        return false;
    if (!canon_string(reader, key))
        return false;
    last = &reader->key[reader->depth - 1];
    if (last->data && canon_compare_raw_keys(*last, *key) >= 0) {
        reader->at = key->data;
        return refuse(reader, "keys are not sorted or repeat");
    }
    *last = *key;
    if (!take(reader, ':'))
        return refuse(reader, "expected ':'");
    return true;
}

bool canon_integer(struct canon_reader *reader, int64_t *out)
{
    const char *at = reader->at, *end = reader->end;
    int64_t value = 0;

    at += at < end && *at == '-';
    while (at < end && *at >= '0' && *at <= '9' && value <= CANON_INTEGER_MAX)
        value = value * 10 + (*at++ - '0');
    if (at < end && (*at == '.' || *at == 'e' || *at == 'E'))
        return refuse(reader, "fractions and exponents are not allowed");
    if (value > CANON_INTEGER_MAX)
        return refuse(reader, "beyond 2^53-1");
    // What is left to refuse: no digit at all, zeros in front, "-0".
    if (!text_parse_i64((struct span){reader->at, (size_t)(at - reader->at)}, out))
        return refuse(reader, "expected an integer in its shortest form");
    reader->at = at;
    return true;
}

static bool take_word(struct canon_reader *reader, const char *word)
{
    size_t len = strlen(word);

    if ((size_t)(reader->end - reader->at) < len || memcmp(reader->at, word, len) != 0)
        return false;
    reader->at += len;
    return true;
}

bool canon_boolean(struct canon_reader *reader, bool *out)
{
    *out = take_word(reader, "true");
    if (!*out && !take_word(reader, "false"))
        return refuse(reader, "expected true or false");
    return true;
}

bool canon_null(struct canon_reader *reader)
{
    if (!take_word(reader, "null"))
        return refuse(reader, "expected null");
    return true;
}

bool canon_u64(struct canon_reader *reader, uint64_t *out)
{
    struct span digits;

    if (!canon_string(reader, &digits))
        return false;
    if (!text_parse_u64(digits, out))
        return refuse(reader, "expected a decimal number in a string");
    return true;
}

bool canon_uuid(struct canon_reader *reader, struct uuid *out)
{
    struct span text;

    if (!canon_string(reader, &text))
        return false;
    if (!uuid_parse(text, out))
        return refuse(reader, "expected a UUID in lower case");
    return true;
}

bool canon_value(struct canon_reader *reader, struct span *text)
{
    const char *start = reader->at;
    struct span part;
    int64_t integer;
    bool boolean;

    switch (canon_peek(reader)) {
    case CANON_STRING:
        canon_string(reader, &part);
        break;
    case CANON_INTEGER:
        canon_integer(reader, &integer);
        break;
    case CANON_BOOLEAN:
        canon_boolean(reader, &boolean);
        break;
    case CANON_NULL:
        canon_null(reader);
        break;
    case CANON_OBJECT:
        canon_object(reader);
        while (canon_member(reader, &part))
            canon_value(reader, &part);
        break;
    case CANON_ARRAY:
        canon_array(reader);
        while (canon_element(reader))
            canon_value(reader, &part);
        break;
    default:
        canon_refuse(reader, "expected a value");
    }
    if (reader->fault)
        return false;
    *text = (struct span){start, (size_t)(reader->at - start)};
    return true;
}

enum err canon_end(struct canon_reader *reader, struct error *error)
{
    if (reader->at != reader->end)
        canon_refuse(reader, "something follows the value");
    if (!reader->fault)
        return ERR_OK;
    return error_set(
        error, ERR_PARSE, "offset %zu: %s%s%s", (size_t)(reader->fault_at - reader->start),
        reader->within ? reader->within : "", reader->within ? ": " : "", reader->fault);
}

enum err canon_check(struct span text, struct error *error)
{
    struct canon_reader reader;
    struct span value;

    canon_open(&reader, text);
    canon_value(&reader, &value);
    return canon_end(&reader, error);
}

// A character that does not stand for itself.
static void put_escape(struct buffer *out, unsigned char c)
{
    char text[] = {'\\', (char)c};

    if (c < 0x20 && !short_escape[c]) {
        buffer_append(out, "\\u00", 4);
        buffer_append_hex(out, &c, 1);
        return;
    }
    if (c < 0x20)
        text[1] = short_escape[c];
    buffer_append(out, text, sizeof(text));
}

bool canon_put_string(struct buffer *out, struct span text)
{
    const char *at = text.data ? text.data : "", *end = at + text.len, *run;
    uint64_t seen = 0;

    if (memchr(at, '\0', text.len) || !text_utf8_valid(at, text.len))
        out->failed = true;
    buffer_append_char(out, '"');
    while (at < end) {
        run = at;
        at = skip_plain(at, end, &seen);
        buffer_append(out, run, (size_t)(at - run));
        if (at < end)
            put_escape(out, (unsigned char)*at++);
    }
    return buffer_append_char(out, '"');
}

bool canon_put_integer(struct buffer *out, int64_t value)
{
    if (value > CANON_INTEGER_MAX || value < -CANON_INTEGER_MAX)
        out->failed = true;
    return buffer_append_i64(out, value);
}

bool canon_put_u64(struct buffer *out, uint64_t value)
{
    buffer_append_char(out, '"');
    buffer_append_u64(out, value);
    return buffer_append_char(out, '"');
}

bool canon_put_uuid(struct buffer *out, const struct uuid *uuid)
{
    char text[UUID_TEXT];

    uuid_format(uuid, text);
    buffer_append_char(out, '"');
    buffer_append(out, text, UUID_TEXT - 1);
    return buffer_append_char(out, '"');
}

bool canon_unescape(struct span raw, struct buffer *out)
{
    const char *at = raw.data ? raw.data : "", *end = at + raw.len, *run;
    unsigned char value;
    uint64_t seen = 0;
    size_t escape;

    while (at < end) {
        run = at;
        at = skip_plain(at, end, &seen);
        buffer_append(out, run, (size_t)(at - run));
        if (at == end)
            break;
        escape = read_escape(at, end, &value);
        if (!escape) {
            out->failed = true;
            break;
        }
        buffer_append(out, &value, 1);
        at += escape;
    }
    return !out->failed;
}
