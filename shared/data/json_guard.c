// SPDX-License-Identifier: Apache-2.0
#include "shared/data/json_guard.h"

#include "shared/base/buffer.h"

#include <stdlib.h>
#include <string.h>

const struct json_limits json_limits_default = {.bytes_max = 1 << 20, .tokens_max = 20000};

// What may come next.
enum expect {
    EXPECT_VALUE,
    EXPECT_FIRST_VALUE, // or ']'
    EXPECT_KEY,
    EXPECT_FIRST_KEY, // or '}'
    EXPECT_NEXT,      // ',' or the end of the container
};

struct scan {
    const char *at, *end;
    const char *fault; // the first one, which sticks
    enum err code;
    enum expect expect;
    size_t tokens_left;
    unsigned depth;
    bool object[JSON_DEPTH_MAX];
    size_t key_base[JSON_DEPTH_MAX]; // where the keys of each open object start in `keys`
    struct buffer keys;              // raw spans of all keys of the open objects
};

static bool refuse(struct scan *scan, enum err code, const char *fault)
{
    if (!scan->fault) {
        scan->fault = fault;
        scan->code = code;
    }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_space(struct scan *scan)
{
    while (scan->at < scan->end
           && (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\t' || *scan->at == '\r'))
        scan->at++;
}

// The value of four hex digits; above 0xFFFF when they are none.
static uint32_t hex4(const char *at, const char *end)
{
    uint32_t value = 0;

    if (end - at < 4)
        return UINT32_MAX;
    for (int i = 0; i < 4; i++) {
        char c = at[i];

        if (is_digit(c))
            value = value << 4 | (uint32_t)(c - '0');
        else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            value = value << 4 | (uint32_t)((c | 0x20) - 'a' + 10);
        else
            return UINT32_MAX;
    }
    return value;
}

// Behind "\u".
static bool scan_unicode(struct scan *scan)
{
    uint32_t unit = hex4(scan->at, scan->end), low;

    if (unit > 0xFFFF)
        return refuse(scan, ERR_PARSE, "\\u needs four hex digits");
    if (unit == 0)
        return refuse(scan, ERR_PARSE, "a NUL in a string");
    scan->at += 4;
    if (unit < 0xD800 || unit > 0xDFFF)
        return true;
    low = scan->end - scan->at > 2 && scan->at[0] == '\\' && scan->at[1] == 'u'
              ? hex4(scan->at + 2, scan->end)
              : 0;
    if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
        return refuse(scan, ERR_PARSE, "half of a surrogate pair");
    scan->at += 6;
    return true;
}

// Behind the opening quote; leaves the raw text between the quotes. UTF-8 was checked over the
// whole text.
static bool scan_string(struct scan *scan, struct span *raw)
{
    raw->data = scan->at;
    while (scan->at < scan->end) {
        char c = *scan->at++;

        if (c == '"') {
            raw->len = (size_t)(scan->at - 1 - raw->data);
            return true;
        }
        if ((unsigned char)c < 0x20) {
            scan->at--;
            return refuse(scan, ERR_PARSE, "a control character in a string");
        }
        if (c != '\\' || scan->at == scan->end)
            continue;
        c = *scan->at++;
        if (c == 'u') {
            if (!scan_unicode(scan))
                return false;
        } else if (!c || !strchr("\"\\/bfnrt", c)) {
            return refuse(scan, ERR_PARSE, "an unknown escape");
        }
    }
    return refuse(scan, ERR_PARSE, "the string does not end");
}

static bool scan_digits(struct scan *scan)
{
    const char *start = scan->at;

    while (scan->at < scan->end && is_digit(*scan->at))
        scan->at++;
    return scan->at > start || refuse(scan, ERR_PARSE, "a digit is missing");
}

static bool scan_number(struct scan *scan)
{
    const char *start = scan->at;

    scan->at += *scan->at == '-';
    if (scan->at < scan->end && *scan->at == '0')
        scan->at++;
    else if (!scan_digits(scan))
        return false;
    if (scan->at < scan->end && *scan->at == '.') {
        scan->at++;
        if (!scan_digits(scan))
            return false;
    }
    if (scan->at < scan->end && (*scan->at | 0x20) == 'e') {
        scan->at++;
        if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
            scan->at++;
        if (!scan_digits(scan))
            return false;
    }
    return scan->at - start <= JSON_NUMBER_MAX
           || refuse(scan, ERR_PARSE, "a number of more than 20 characters");
}

static bool scan_word(struct scan *scan)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t len = strlen(words[i]);

        if ((size_t)(scan->end - scan->at) >= len && memcmp(scan->at, words[i], len) == 0) {
            scan->at += len;
            return true;
        }
    }
    return refuse(scan, ERR_PARSE, "expected a value");
}

// One code point of a raw string that scan_string and the UTF-8 check have passed.
static uint32_t take_point(struct span *raw)
{
    static const char escapes[] = "b\bf\fn\nr\rt\t";
    const char *at = raw->data, *end = at + raw->len, *pair;
    uint32_t point = (unsigned char)*at++;

    if (point >= 0x80) {
        int more = point >= 0xF0 ? 3 : point >= 0xE0 ? 2 : 1;

        point &= 0x3Fu >> more;
        while (more--)
            point = point << 6 | ((unsigned char)*at++ & 0x3F);
    } else if (point == '\\' && *at == 'u') {
        point = hex4(at + 1, end);
        at += 5;
        if (point >= 0xD800 && point <= 0xDBFF) {
            point = 0x10000 + ((point - 0xD800) << 10) + (hex4(at + 2, end) - 0xDC00);
            at += 6;
        }
    } else if (point == '\\') {
        pair = strchr(escapes, *at);
        point = (unsigned char)(pair ? pair[1] : *at);
        at++;
    }
    raw->len -= (size_t)(at - raw->data);
    raw->data = at;
    return point;
}

// By code points, which for text without escapes is the order of its bytes.
static int compare_keys(const void *left, const void *right)
{
    struct span a = *(const struct span *)left, b = *(const struct span *)right;

    if (!memchr(a.data, '\\', a.len) && !memchr(b.data, '\\', b.len))
        return span_compare(a, b);
    while (a.len && b.len) {
        uint32_t p = take_point(&a), q = take_point(&b);

        if (p != q)
            return p < q ? -1 : 1;
    }
    return a.len ? 1 : b.len ? -1 : 0;
}

// At the end of an object: sorted, equal keys are neighbours, whatever a hostile sender chose.
static bool keys_differ(struct scan *scan)
{
    size_t base = scan->key_base[scan->depth], bytes = scan->keys.len - base;
    size_t count = bytes / sizeof(struct span);
    struct span *keys = (void *)(scan->keys.data + base);

    if (count > 1)
        qsort(keys, count, sizeof(*keys), compare_keys);
    for (size_t i = 1; i < count; i++)
        if (compare_keys(&keys[i - 1], &keys[i]) == 0)
            return refuse(scan, ERR_PARSE, "the object holds a key twice");
    scan->keys.len = base;
    return true;
}

static bool scan_open(struct scan *scan, bool object)
{
    if (scan->depth == JSON_DEPTH_MAX)
        return refuse(scan, ERR_PARSE, "more than 16 levels deep");
    scan->at++;
    scan->object[scan->depth] = object;
    scan->key_base[scan->depth] = scan->keys.len;
    scan->depth++;
    scan->expect = object ? EXPECT_FIRST_KEY : EXPECT_FIRST_VALUE;
    return true;
}

static bool scan_close(struct scan *scan)
{
    scan->at++;
    scan->depth--;
    scan->expect = EXPECT_NEXT;
    return !scan->object[scan->depth] || !scan->keys.data || keys_differ(scan);
}

static bool count_token(struct scan *scan)
{
    if (!scan->tokens_left)
        return refuse(scan, ERR_TOO_LARGE, "too many values and keys");
    scan->tokens_left--;
    return true;
}

static bool scan_value(struct scan *scan)
{
    struct span raw;
    char c = *scan->at;

    if (!count_token(scan))
        return false;
    if (c == '{' || c == '[')
        return scan_open(scan, c == '{');
    scan->expect = EXPECT_NEXT;
    if (c == '"') {
        scan->at++;
        return scan_string(scan, &raw);
    }
    return c == '-' || is_digit(c) ? scan_number(scan) : scan_word(scan);
}

static bool scan_key(struct scan *scan)
{
    struct span raw;

    if (*scan->at != '"')
        return refuse(scan, ERR_PARSE, "expected a key");
    scan->at++;
    if (!count_token(scan) || !scan_string(scan, &raw))
        return false;
    if (!buffer_append(&scan->keys, &raw, sizeof(raw)))
        return refuse(scan, ERR_BUSY, "no memory to compare the keys");
    skip_space(scan);
    if (scan->at == scan->end || *scan->at != ':')
        return refuse(scan, ERR_PARSE, "expected ':'");
    scan->at++;
    scan->expect = EXPECT_VALUE;
    return true;
}

static bool scan_next(struct scan *scan)
{
    bool object = scan->object[scan->depth - 1];

    if (*scan->at == ',') {
        scan->at++;
        scan->expect = object ? EXPECT_KEY : EXPECT_VALUE;
        return true;
    }
    if (*scan->at == (object ? '}' : ']'))
        return scan_close(scan);
    return refuse(scan, ERR_PARSE, object ? "expected ',' or '}'" : "expected ',' or ']'");
}

static bool scan_step(struct scan *scan)
{
    skip_space(scan);
    if (scan->at == scan->end)
        return refuse(scan, ERR_PARSE, "it ends too early");
    switch (scan->expect) {
    case EXPECT_FIRST_VALUE:
        return *scan->at == ']' ? scan_close(scan) : scan_value(scan);
    case EXPECT_FIRST_KEY:
        return *scan->at == '}' ? scan_close(scan) : scan_key(scan);
    case EXPECT_VALUE:
        return scan_value(scan);
    case EXPECT_KEY:
        return scan_key(scan);
    case EXPECT_NEXT:
        return scan_next(scan);
    }
    return false;
}

static void scan_text(struct scan *scan)
{
    do {
        if (!scan_step(scan))
            return;
    } while (scan->depth || scan->expect != EXPECT_NEXT);
    skip_space(scan);
    if (scan->at != scan->end)
        refuse(scan, ERR_PARSE, "something follows the value");
}

enum err json_guard(struct span text, const struct json_limits *limits, struct error *error)
{
    struct scan scan = {.at = text.data, .expect = EXPECT_VALUE, .tokens_left = limits->tokens_max};

    if (text.len > limits->bytes_max)
        return error_set(error, ERR_TOO_LARGE, "JSON: %zu bytes, at most %zu", text.len,
                         limits->bytes_max);
    if (!text.len)
        return error_set(error, ERR_PARSE, "JSON: it is empty");
    if (!text_utf8_valid(text.data, text.len))
        return error_set(error, ERR_PARSE, "JSON: it is not UTF-8");
    scan.end = text.data + text.len;
    // Every key is a token, so this can only run out of memory, not out of its maximum.
    buffer_init(&scan.keys, limits->tokens_max * sizeof(struct span));
    scan_text(&scan);
    buffer_clear(&scan.keys);
    if (!scan.fault)
        return ERR_OK;
    return error_set(error, scan.code, "JSON: offset %zu: %s", (size_t)(scan.at - text.data),
                     scan.fault);
}
