// SPDX-License-Identifier: Apache-2.0
#include "shared/model/canon_from.h"

#include <stdlib.h>
#include <string.h>

// One member of an object that is being written: `"key":value` in the output.
struct member {
    size_t at, len, key_len;
    const char *text; // only while sorting, when the output does not move
};

struct conversion {
    struct canon_reader reader; // its primitives read what has only one form anyway
    struct buffer *out;
    struct buffer text;    // of the string at hand, unescaped
    struct buffer members; // struct member of every open object, outermost first
    struct buffer sorted;
};

// The one fault that is not the text's.
static const char too_long[] = "longer in canonical form than there is room";

static bool convert_value(struct conversion *conversion);

static void skip_space(struct canon_reader *reader)
{
    while (reader->at < reader->end && memchr(" \t\r\n", *reader->at, 4))
        reader->at++;
}

// Takes one character after white space when it is the next one.
static bool take(struct canon_reader *reader, char c)
{
    skip_space(reader);
    if (reader->at == reader->end || *reader->at != c)
        return false;
    reader->at++;
    return true;
}

// Takes the four digits of a \u escape, in either case.
static bool take_unit(struct canon_reader *reader, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdefABCDEF";
        const char *digit = reader->at < reader->end ? memchr(digits, *reader->at, 22) : NULL;

        if (!digit) {
            canon_refuse(reader, "a \\u escape has four hexadecimal digits");
            return false;
        }
        *unit = *unit << 4 | (uint32_t)(digit - digits - (digit - digits > 15 ? 6 : 0));
        reader->at++;
    }
    return true;
}

// Takes the second half of a surrogate pair.
static bool take_low_surrogate(struct canon_reader *reader, uint32_t *code)
{
    uint32_t low = 0;

    if (reader->end - reader->at >= 2 && memcmp(reader->at, "\\u", 2) == 0) {
        reader->at += 2;
        if (!take_unit(reader, &low))
            return false;
    }
    if (*code > 0xDBFF || low < 0xDC00 || low > 0xDFFF) {
        canon_refuse(reader, "a lone surrogate");
        return false;
    }
    *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

// Appends a character as UTF-8.
static void put_character(struct buffer *text, uint32_t code)
{
    static const uint32_t lead[] = {0, 0xC0, 0xE0, 0xF0};
    int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;

    buffer_append_char(text, (char)(lead[more] | code >> 6 * more));
    while (more-- > 0)
        buffer_append_char(text, (char)(0x80 | (code >> 6 * more & 0x3F)));
}

// Takes what follows a backslash.
static bool take_escape(struct canon_reader *reader, struct buffer *text)
{
    static const char letters[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char letter = reader->at < reader->end ? *reader->at++ : '\0';
    const char *known = memchr(letters, letter, sizeof(letters) - 1);
    uint32_t code;

    if (known)
        return buffer_append_char(text, values[known - letters]);
    if (letter != 'u') {
        canon_refuse(reader, "no such escape");
        return false;
    }
    if (!take_unit(reader, &code))
        return false;
    if (code >= 0xD800 && code <= 0xDFFF && !take_low_surrogate(reader, &code))
        return false;
    put_character(text, code);
    return true;
}

// Collects the text of a string up to its closing quote, which is taken.
static void take_text(struct canon_reader *reader, struct buffer *text)
{
    while (reader->at < reader->end && *reader->at != '"') {
        char c = *reader->at;

        if ((unsigned char)c < 0x20) {
            canon_refuse(reader, "a control character");
            return;
        }
        reader->at++;
        if (c != '\\')
            buffer_append_char(text, c);
        else if (!take_escape(reader, text))
            return;
    }
    if (!take(reader, '"'))
        canon_refuse(reader, "the string does not end");
}

static bool convert_string(struct conversion *conversion)
{
    struct canon_reader *reader = &conversion->reader;
    struct buffer *text = &conversion->text;

    buffer_reset(text);
    if (!take(reader, '"'))
        canon_refuse(reader, "expected a string");
    take_text(reader, text);
    if (text->failed) // never longer than its canonical form, which does not fit either
        canon_refuse(reader, too_long);
    if (text->len
        && (memchr(text->data, '\0', text->len) || !text_utf8_valid(text->data, text->len)))
        canon_refuse(reader, "the string before this is not UTF-8 or holds U+0000");
    if (!reader->fault && !canon_put_string(conversion->out, (struct span){text->data, text->len}))
        canon_refuse(reader, too_long);
    return !reader->fault;
}

static int compare_members(const void *a, const void *b)
{
    const struct member *one = a, *other = b;

    return canon_compare_raw_keys((struct span){one->text + 1, one->key_len},
                                  (struct span){other->text + 1, other->key_len});
}

// Puts the members of an object in order, where they stand in the output.
static void sort_members(struct conversion *conversion, struct member *members, size_t count)
{
    struct buffer *sorted = &conversion->sorted;
    char *out = conversion->out->data;
    size_t start = members[0].at;
    bool rising = true;

    for (size_t i = 0; i < count; i++) {
        members[i].text = out + members[i].at;
        rising = rising && (i == 0 || compare_members(&members[i - 1], &members[i]) < 0);
    }
    if (rising)
        return;
    qsort(members, count, sizeof(*members), compare_members);
    buffer_reset(sorted);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && compare_members(&members[i - 1], &members[i]) == 0)
            canon_refuse(&conversion->reader, "a key repeats in the object before this");
        if (i > 0)
            buffer_append_char(sorted, ',');
        buffer_append(sorted, members[i].text, members[i].len);
    }
    if (sorted->failed)
        canon_refuse(&conversion->reader, too_long);
    else
        memcpy(out + start, sorted->data, sorted->len);
}

// One member; false when the object cannot go on.
static bool convert_member(struct conversion *conversion)
{
    struct buffer *out = conversion->out, *members = &conversion->members;
    struct member member = {.at = out->len};

    if (!convert_string(conversion))
        return false;
    member.key_len = out->len - member.at - 2;
    if (!take(&conversion->reader, ':'))
        canon_refuse(&conversion->reader, "expected ':'");
    buffer_append_char(out, ':');
    if (!convert_value(conversion))
        return false;
    member.len = out->len - member.at;
    if (!buffer_append(members, &member, sizeof(member)))
        canon_refuse(&conversion->reader, "too many members");
    return true;
}

static void convert_object(struct conversion *conversion)
{
    struct canon_reader *reader = &conversion->reader;
    struct buffer *members = &conversion->members;
    size_t outer = members->len, count;

    if (!canon_object(reader)) // keeps the depth; the rest of an object is freer here
        return;
    buffer_append_char(conversion->out, '{');
    if (!take(reader, '}')) {
        while (convert_member(conversion) && take(reader, ','))
            buffer_append_char(conversion->out, ',');
        if (!take(reader, '}'))
            canon_refuse(reader, "expected ',' or '}'");
    }
    count = (members->len - outer) / sizeof(struct member);
    if (count && !reader->fault)
        sort_members(conversion, (struct member *)(void *)(members->data + outer), count);
    members->len = outer;
    reader->depth--;
    buffer_append_char(conversion->out, '}');
}

static void convert_array(struct conversion *conversion)
{
    struct canon_reader *reader = &conversion->reader;

    if (!canon_array(reader))
        return;
    buffer_append_char(conversion->out, '[');
    if (!take(reader, ']')) {
        while (convert_value(conversion) && take(reader, ','))
            buffer_append_char(conversion->out, ',');
        if (!take(reader, ']'))
            canon_refuse(reader, "expected ',' or ']'");
    }
    reader->depth--;
    buffer_append_char(conversion->out, ']');
}

// One value; false when nothing can follow it.
static bool convert_value(struct conversion *conversion)
{
    struct canon_reader *reader = &conversion->reader;
    struct span text;

    skip_space(reader);
    switch (canon_peek(reader)) {
    case CANON_STRING:
        convert_string(conversion);
        break;
    case CANON_OBJECT:
        convert_object(conversion);
        break;
    case CANON_ARRAY:
        convert_array(conversion);
        break;
    default: // a number, true, false or null has one form only
        if (canon_value(reader, &text))
            buffer_append(conversion->out, text.data, text.len);
    }
    if (conversion->out->failed)
        canon_refuse(reader, too_long);
    return !reader->fault;
}

enum err canon_from_json(struct span json, struct buffer *out, struct error *error)
{
    struct conversion conversion = {.out = out};
    size_t start = out->len;
    enum err result;

    canon_open(&conversion.reader, json);
    buffer_init(&conversion.text, out->max);
    buffer_init(&conversion.members, CANON_FROM_MEMBERS_MAX * sizeof(struct member));
    buffer_init(&conversion.sorted, CANON_FROM_SORT_MAX);
    convert_value(&conversion);
    skip_space(&conversion.reader);
    result = canon_end(&conversion.reader, error);
    if (conversion.reader.fault == too_long)
        result = error_set(error, ERR_TOO_LARGE, "%s", too_long);
    if (result != ERR_OK && out->len > start) {
        out->len = start;
        out->data[start] = '\0';
    }
    buffer_clear(&conversion.text);
    buffer_clear(&conversion.members);
    buffer_clear(&conversion.sorted);
    return result;
}
