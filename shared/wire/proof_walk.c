// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/proof_walk.h"

#include "shared/base/memory.h"
#include "shared/data/json.h"
#include "shared/wire/wire_value.h"

#include <string.h>

enum { PLACE_BYTES = 8, ITEM_BYTES = 16, PRINTS_BYTES = PROOF_FAN * PROOF_PRINT_BYTES };

static const char digits[] = "0123456789abcdefghijklmnopqrstuv";

static void put_u64(uint8_t out[PLACE_BYTES], uint64_t value)
{
    for (int i = 0; i < PLACE_BYTES; i++)
        out[i] = (uint8_t)(value >> (56 - 8 * i));
}

static uint64_t get_u64(const uint8_t bytes[PLACE_BYTES])
{
    uint64_t value = 0;

    for (int i = 0; i < PLACE_BYTES; i++)
        value = value << 8 | bytes[i];
    return value;
}

void proof_places_clear(struct proof_places *list)
{
    mem_free(list->places);
    *list = (struct proof_places){0};
}

bool proof_places_has(const struct proof_places *list, uint64_t place)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->places[i] == place)
            return true;
    return false;
}

bool proof_places_add(struct proof_places *list, uint64_t place)
{
    if (proof_places_has(list, place))
        return true;
    if (list->count == PROOF_PLACES_MAX)
        return false;
    list->places = mem_room(list->places, list->count, &list->cap, sizeof(*list->places));
    list->places[list->count++] = place;
    return true;
}

bool proof_places_add_digest(struct proof_places *list, const struct digest *digest)
{
    return proof_places_add(list, get_u64(digest->bytes));
}

bool proof_places_has_digest(const struct proof_places *list, const struct digest *digest)
{
    return proof_places_has(list, get_u64(digest->bytes));
}

void proof_places_format(const struct proof_places *list, struct buffer *out)
{
    uint8_t *bytes = mem_alloc_array(list->count + 1, PLACE_BYTES);

    for (size_t i = 0; i < list->count; i++)
        put_u64(bytes + i * PLACE_BYTES, list->places[i]);
    buffer_append_base64(out, bytes, list->count * PLACE_BYTES);
    mem_free(bytes);
}

enum err proof_places_parse(struct span text, struct proof_places *out, struct error *error)
{
    uint8_t bytes[PROOF_PLACES_MAX * PLACE_BYTES];
    size_t len;

    if (!text_parse_base64(text, bytes, sizeof(bytes), &len) || len % PLACE_BYTES)
        return error_set(error, ERR_PARSE, "expected base64 of at most %d times 8 bytes",
                         PROOF_PLACES_MAX);
    for (size_t at = 0; at < len; at += PLACE_BYTES)
        proof_places_add(out, get_u64(bytes + at));
    return ERR_OK;
}

void proof_walk_clear(struct proof_walk *walk)
{
    mem_free(walk->ranges);
    proof_places_clear(&walk->places);
    *walk = (struct proof_walk){0};
}

static void add_range(struct proof_walk *walk, struct proof_range range)
{
    if (walk->range_count == PROOF_RANGES_MAX) {
        walk->full = true;
        return;
    }
    walk->ranges
        = mem_room(walk->ranges, walk->range_count, &walk->range_cap, sizeof(*walk->ranges));
    walk->ranges[walk->range_count++] = range;
}

static void add_place(struct proof_walk *walk, uint64_t place)
{
    if (!proof_places_add(&walk->places, place))
        walk->full = true;
}

static void format_at(struct proof_range range, char out[PROOF_DIGITS_MAX + 1])
{
    for (unsigned i = 0; i < range.digits; i++)
        out[i] = digits[range.first >> (64 - PROOF_DIGIT_BITS * (i + 1)) & (PROOF_FAN - 1)];
    out[range.digits] = '\0';
}

static bool parse_at(const char *text, struct proof_range *out)
{
    *out = (struct proof_range){0};
    for (; *text; text++) {
        const char *digit = strchr(digits, *text);

        if (!digit || out->digits == PROOF_DIGITS_MAX)
            return false;
        *out = proof_range_child(*out, (unsigned)(digit - digits));
    }
    return true;
}

static void put_prints(struct json_writer *writer, struct proof_set *set, struct proof_range range)
{
    uint8_t prints[PRINTS_BYTES];

    for (unsigned i = 0; i < PROOF_FAN; i++)
        proof_set_print(set, proof_range_child(range, i), prints + i * PROOF_PRINT_BYTES);
    json_put_base64(writer, "prints", prints, sizeof(prints));
}

static void put_items(struct json_writer *writer, const struct proof_set *set, size_t from,
                      size_t to)
{
    uint8_t bytes[PROOF_PLACES_MAX * ITEM_BYTES];
    size_t len = 0;

    for (size_t i = from; i < to && len < sizeof(bytes); i++, len += ITEM_BYTES) {
        put_u64(bytes + len, set->items[i].place);
        memcpy(bytes + len + PLACE_BYTES, set->items[i].mark.bytes, PLACE_BYTES);
    }
    json_put_base64(writer, "items", bytes, len);
}

bool proof_walk_tell(struct proof_set *set, struct proof_range range, struct buffer *out)
{
    struct json_writer writer;
    char at[PROOF_DIGITS_MAX + 1];
    size_t from, to;

    proof_set_span(set, range, &from, &to);
    format_at(range, at);
    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    json_put_text(&writer, "at", at);
    if (to - from > PROOF_FEW && range.digits < PROOF_DIGITS_MAX)
        put_prints(&writer, set, range);
    else
        put_items(&writer, set, from, to);
    json_object_close(&writer);
    return wire_value_end(out);
}

// Whether their list has our item.
static bool lists(const uint8_t *theirs, size_t count, const struct proof_item *item)
{
    for (size_t i = 0; i < count; i++, theirs += ITEM_BYTES)
        if (item->place == get_u64(theirs)
            && memcmp(item->mark.bytes, theirs + PLACE_BYTES, PLACE_BYTES) == 0)
            return true;
    return false;
}

static void meet(struct proof_walk *walk, struct proof_told *told, uint64_t place)
{
    add_place(walk, place);
    told->differs = true;
}

static enum err hear_items(struct proof_set *set, const char *text, struct proof_walk *walk,
                           struct proof_told *told, struct error *error)
{
    uint8_t theirs[PROOF_PLACES_MAX * ITEM_BYTES];
    size_t len, count, from, to;

    if (!text_parse_base64(span_of(text), theirs, sizeof(theirs), &len) || len % ITEM_BYTES)
        return error_set(error, ERR_PARSE, "items: expected base64 of 16 bytes each");
    count = len / ITEM_BYTES;
    told->items = true;
    for (size_t at = 0; at < len; at += ITEM_BYTES) {
        if (!proof_range_holds(told->range, get_u64(theirs + at)))
            return error_set(error, ERR_PARSE, "items: one is not of its range");
        if (!proof_set_has(set, get_u64(theirs + at), theirs + at + PLACE_BYTES))
            meet(walk, told, get_u64(theirs + at));
    }
    proof_set_span(set, told->range, &from, &to);
    for (size_t i = from; i < to && !walk->full; i++)
        if (!lists(theirs, count, &set->items[i]))
            meet(walk, told, set->items[i].place);
    return ERR_OK;
}

static enum err hear_prints(struct proof_set *set, const char *text, struct proof_walk *walk,
                            struct proof_told *told, struct error *error)
{
    uint8_t theirs[PRINTS_BYTES], ours[PROOF_PRINT_BYTES];
    size_t len;

    if (!text_parse_base64(span_of(text), theirs, sizeof(theirs), &len) || len != sizeof(theirs))
        return error_set(error, ERR_PARSE, "prints: expected base64 of 32 times 8 bytes");
    if (told->range.digits == PROOF_DIGITS_MAX)
        return error_set(error, ERR_PARSE, "at: nothing lies below so many digits");
    for (unsigned i = 0; i < PROOF_FAN; i++) {
        struct proof_range child = proof_range_child(told->range, i);

        proof_set_print(set, child, ours);
        if (memcmp(ours, theirs + i * PROOF_PRINT_BYTES, PROOF_PRINT_BYTES) == 0)
            continue;
        add_range(walk, child);
        told->differs = true;
    }
    return ERR_OK;
}

enum err proof_walk_hear(struct proof_set *set, struct span line, struct proof_walk *walk,
                         struct proof_told *told, struct error *error)
{
    struct json *object = NULL;
    const char *at, *text;
    enum err code = json_parse(line, &json_limits_default, &object, error);

    *told = (struct proof_told){0};
    if (code)
        return error_wrap(error, code, "range");
    if (!json_text(json_member(object, "at"), &at) || !parse_at(at, &told->range))
        code = error_set(error, ERR_PARSE, "at: expected up to %d digits 0-9, a-v",
                         PROOF_DIGITS_MAX);
    else if (json_text(json_member(object, "prints"), &text))
        code = hear_prints(set, text, walk, told, error);
    else if (json_text(json_member(object, "items"), &text))
        code = hear_items(set, text, walk, told, error);
    else
        code = error_set(error, ERR_PARSE, "expected prints or items");
    json_free(object);
    return code ? error_wrap(error, code, "range") : ERR_OK;
}
