// SPDX-License-Identifier: Apache-2.0
#include "shared/base/text.h"

#include <string.h>

struct span span_of(const char *text)
{
    return (struct span){.data = text, .len = text ? strlen(text) : 0};
}

bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool span_is(struct span a, const char *text)
{
    return span_equal(a, span_of(text));
}

int span_compare(struct span a, struct span b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.data, b.data, len) : 0;

    if (order)
        return order < 0 ? -1 : 1;
    return a.len < b.len ? -1 : a.len > b.len;
}

// Whether the second byte may follow the first (Unicode 15, table 3-7): it excludes longer forms of
// what fits in fewer bytes, surrogates, and what lies above U+10FFFF.
static bool second_byte_fits(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0:
        return second >= 0xA0 && second <= 0xBF;
    case 0xED:
        return second >= 0x80 && second <= 0x9F;
    case 0xF0:
        return second >= 0x90 && second <= 0xBF;
    case 0xF4:
        return second >= 0x80 && second <= 0x8F;
    default:
        return second >= 0x80 && second <= 0xBF;
    }
}

size_t text_utf8_step(const char *bytes, size_t len)
{
    const unsigned char *at = (const unsigned char *)bytes;
    size_t need;

    if (len == 0)
        return 0;
    if (at[0] < 0x80)
        return 1;
    if (at[0] < 0xC2 || at[0] > 0xF4)
        return 0;
    need = at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    if (need > len || !second_byte_fits(at[0], at[1]))
        return 0;
    for (size_t i = 2; i < need; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    return need;
}

bool text_utf8_valid(const char *bytes, size_t len)
{
    while (len) {
        size_t step = text_utf8_step(bytes, len);

        if (!step)
            return false;
        bytes += step;
        len -= step;
    }
    return true;
}

// Characters that turn the direction of what follows, so that text reads otherwise than it is
// written: U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069.
static bool turns(const unsigned char *at, size_t step)
{
    if (step != 3 || at[0] != 0xE2)
        return false;
    return (at[1] == 0x80 && (at[2] == 0x8E || at[2] == 0x8F || (at[2] >= 0xAA && at[2] <= 0xAE)))
           || (at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9);
}

bool text_plain(struct span text)
{
    for (size_t at = 0, step; at < text.len; at += step) {
        const unsigned char *here = (const unsigned char *)text.data + at;

        step = text_utf8_step(text.data + at, text.len - at);
        if (step == 0 || here[0] < 0x20 || here[0] == 0x7F || turns(here, step)
            || (step == 2 && here[0] == 0xC2 && here[1] < 0xA0))
            return false;
    }
    return true;
}

void text_flatten(char *text)
{
    size_t left = strlen(text);

    while (left) {
        const unsigned char *at = (const unsigned char *)text;
        size_t step = text_utf8_step(text, left);

        if (at[0] < 0x20 || at[0] == 0x7F) {
            text[0] = ' ';
        } else if (turns(at, step) || (step == 2 && at[0] == 0xC2 && at[1] < 0xA0)) {
            memset(text, ' ', step);
        } else if (step == 0) {
            text[0] = '?';
            step = 1;
        }
        text += step;
        left -= step;
    }
}

bool text_blank(struct span text)
{
    static const struct span spaces[] = {{"\xC2\xA0", 2}, {"\xE3\x80\x80", 3}};
    size_t at = 0;

    while (at < text.len) {
        size_t step = (unsigned char)text.data[at] <= ' ' || text.data[at] == 0x7F;

        for (size_t i = 0; !step && i < sizeof(spaces) / sizeof(spaces[0]); i++)
            if (text.len - at >= spaces[i].len
                && memcmp(text.data + at, spaces[i].data, spaces[i].len) == 0)
                step = spaces[i].len;
        if (!step)
            return false;
        at += step;
    }
    return true;
}

bool text_copy(char *out, size_t size, struct span text)
{
    bool fits = text.len < size;
    size_t len = fits ? text.len : size - 1;

    if (!size)
        return false;
    // Step back over continuation bytes so that no character is cut in half.
    while (!fits && len > 0 && ((unsigned char)text.data[len] & 0xC0) == 0x80)
        len--;
    if (len)
        memcpy(out, text.data, len);
    out[len] = '\0';
    return fits;
}

bool text_parse_u64(struct span text, uint64_t *out)
{
    uint64_t number = 0;

    if (text.len == 0 || (text.len > 1 && text.data[0] == '0'))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];

        if (c < '0' || c > '9' || __builtin_mul_overflow(number, 10u, &number)
            || __builtin_add_overflow(number, (uint64_t)(c - '0'), &number))
            return false;
    }
    *out = number;
    return true;
}

bool text_parse_i64(struct span text, int64_t *out)
{
    bool negative = text.len && text.data[0] == '-';
    uint64_t size;

    if (negative)
        text = (struct span){text.data + 1, text.len - 1};
    if (!text_parse_u64(text, &size) || (negative && size == 0))
        return false;
    if (size > (uint64_t)INT64_MAX + negative)
        return false;
    *out = !negative ? (int64_t)size : size > INT64_MAX ? INT64_MIN : -(int64_t)size;
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

bool text_parse_hex(struct span text, void *out, size_t size)
{
    unsigned char *bytes = out;

    if (text.len % 2 || text.len / 2 != size)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (hex_digit(text.data[i]) < 0)
            return false;
    for (size_t i = 0; i < size; i++) {
        int high = hex_digit(text.data[2 * i]), low = hex_digit(text.data[2 * i + 1]);

        bytes[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

void text_format_hex(char *out, const void *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *in = bytes;

    for (size_t i = 0; i < size; i++) {
        *out++ = digits[in[i] >> 4];
        *out++ = digits[in[i] & 15];
    }
    *out = '\0';
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// Decodes four digits, of which the last `pad` are '='. Bits that no byte uses must be zero, so
// that every value has one spelling.
static bool base64_group(const char *text, size_t pad, unsigned char out[3])
{
    uint32_t group = 0;

    for (size_t i = 0; i < 4; i++) {
        int digit = i < 4 - pad ? base64_digit(text[i]) : 0;

        if (digit < 0)
            return false;
        group = group << 6 | (uint32_t)digit;
    }
    out[0] = (unsigned char)(group >> 16);
    out[1] = (unsigned char)(group >> 8);
    out[2] = (unsigned char)group;
    return (pad < 1 || out[2] == 0) && (pad < 2 || out[1] == 0);
}

bool text_parse_base64(struct span text, void *out, size_t size, size_t *out_len)
{
    unsigned char *bytes = out, group[3];
    size_t pad = 0, len;

    if (text.len % 4)
        return false;
    if (text.len && text.data[text.len - 1] == '=')
        pad = text.data[text.len - 2] == '=' ? 2 : 1;
    len = text.len / 4 * 3 - pad;
    if (len > size)
        return false;
    for (size_t i = 0; i < text.len / 4; i++) {
        bool last = (i + 1) * 4 == text.len;

        if (!base64_group(text.data + i * 4, last ? pad : 0, group))
            return false;
        memcpy(bytes + i * 3, group, last ? 3 - pad : 3);
    }
    *out_len = len;
    return true;
}

bool text_split_pair(struct span text, struct span *name, struct span *value)
{
    const char *equals = text.len ? memchr(text.data, '=', text.len) : NULL;
    size_t name_len;

    if (!equals)
        return false;
    name_len = (size_t)(equals - text.data);
    *name = (struct span){text.data, name_len};
    *value = (struct span){equals + 1, text.len - name_len - 1};
    return true;
}
