// SPDX-License-Identifier: Apache-2.0
#include "server/console/listing_cursor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLAIN_BYTES = LISTING_CURSOR / 2 };

static struct span cut(const char *text, size_t most)
{
    struct span span = span_of(text);

    span.len = span.len < most ? span.len : most;
    return span;
}

struct listing_place listing_place_of(const struct table *table, size_t row, size_t key,
                                      size_t sort)
{
    const struct table_cell *cell;
    struct listing_place place
        = {.row = row, .key = cut(table_cell(table, row, key)->zh, LISTING_PLACE_KEY)};

    if (sort == SIZE_MAX)
        return place;
    cell = table_cell(table, row, sort);
    place.empty = table_cell_empty(cell);
    place.number = cell->number;
    if (!place.empty && cell->zh)
        place.text = cut(cell->zh, LISTING_PLACE_TEXT);
    return place;
}

static int compare_values(const struct listing_place *a, const struct listing_place *b)
{
    if (a->text.data || b->text.data)
        return span_compare(a->text, b->text);
    return (a->number > b->number) - (a->number < b->number);
}

static int compare(const struct listing_place *a, const struct listing_place *b, bool descending)
{
    int order = 0;

    if (a->empty != b->empty)
        return a->empty ? 1 : -1;
    if (!a->empty)
        order = compare_values(a, b);
    if (order)
        return descending ? -order : order;
    return span_compare(a->key, b->key);
}

static int rising(const void *a, const void *b)
{
    return compare(a, b, false);
}

static int falling(const void *a, const void *b)
{
    return compare(a, b, true);
}

void listing_place_sort(struct listing_place *places, size_t count, bool descending)
{
    if (count > 1)
        qsort(places, count, sizeof(*places), descending ? falling : rising);
}

// "code desc type key-length value key", before it becomes hexadecimal digits.
bool listing_cursor_make(const struct listing_order *order, size_t at, char out[LISTING_CURSOR + 1])
{
    const struct listing_place *place = &order->places[at];
    struct buffer plain;
    bool fits;

    buffer_init(&plain, PLAIN_BYTES);
    buffer_printf(&plain, "%s/%d/%c/%zu/", order->code, order->descending,
                  place->empty       ? 'e'
                  : place->text.data ? 't'
                                     : 'n',
                  place->key.len);
    buffer_append(&plain, place->key.data, place->key.len);
    if (!place->empty && place->text.data)
        buffer_append(&plain, place->text.data, place->text.len);
    else if (!place->empty)
        buffer_append_i64(&plain, place->number);
    fits = !plain.failed;
    if (fits)
        text_format_hex(out, plain.data, plain.len);
    buffer_clear(&plain);
    return fits;
}

// Cuts a part that ends with '/' off.
static bool next_part(struct span *rest, struct span *part)
{
    const char *end = rest->len ? memchr(rest->data, '/', rest->len) : NULL;

    if (!end)
        return false;
    *part = (struct span){rest->data, (size_t)(end - rest->data)};
    *rest = (struct span){end + 1, rest->len - part->len - 1};
    return true;
}

static bool read_value(struct span type, struct span rest, struct listing_place *out)
{
    out->empty = span_is(type, "e");
    if (span_is(type, "t"))
        out->text = rest;
    else if (span_is(type, "n"))
        return text_parse_i64(rest, &out->number);
    return out->empty ? rest.len == 0 : span_is(type, "t");
}

static bool read_place(const struct listing_order *order, struct span plain,
                       struct listing_place *out)
{
    struct span code, falls, type, length;
    uint64_t key_len;

    if (!next_part(&plain, &code) || !next_part(&plain, &falls) || !next_part(&plain, &type)
        || !next_part(&plain, &length) || !text_parse_u64(length, &key_len) || key_len > plain.len
        || !span_is(code, order->code) || !span_is(falls, order->descending ? "1" : "0"))
        return false;
    out->key = (struct span){plain.data, (size_t)key_len};
    return read_value(type, (struct span){plain.data + key_len, plain.len - (size_t)key_len}, out);
}

enum err listing_cursor_find(const struct listing_order *order, const char *text, size_t *from,
                             struct error *error)
{
    struct listing_place place = {0};
    char plain[PLAIN_BYTES];
    size_t len = strlen(text) / 2, low = 0, high = order->count;

    if (len > sizeof(plain) || !text_parse_hex(span_of(text), plain, len)
        || !read_place(order, (struct span){plain, len}, &place))
        return error_set(
            error, ERR_INVALID,
            "after: 这一页不属于现在的排序，请从头看 the page belongs to another order: "
            "begin again");
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(&order->places[middle], &place, order->descending) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    *from = low;
    return ERR_OK;
}
