// SPDX-License-Identifier: Apache-2.0
#include "server/sync/position.h"

#include <string.h>

// What the mac covers: a word that no state begins with, the device, then the position.
enum {
    HEAD_BYTES = 1 + UUID_BYTES + 8 + 8,
    PLACE_BYTES = 1 + 8 + UUID_BYTES + 8,
    PLACE_BYTES_SHORT = 1,
    FLAG_CURSOR = 1,
    FLAG_FRESH = 2,
    FLAG_PARTIAL = 4,
};

static void put_u64(uint8_t *out, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)(value >> (56 - 8 * i));
}

static uint64_t get_u64(const uint8_t *bytes)
{
    uint64_t value = 0;

    for (int i = 0; i < 8; i++)
        value = value << 8 | bytes[i];
    return value;
}

// The part behind number and tag; returns its length.
static size_t pack_place(const struct position *position, uint8_t out[PLACE_BYTES])
{
    out[0]
        = (uint8_t)((position->kind == POSITION_CURSOR ? FLAG_CURSOR : 0)
                    | (position->fresh ? FLAG_FRESH : 0) | (position->partial ? FLAG_PARTIAL : 0));
    if (!position->partial)
        return PLACE_BYTES_SHORT;
    put_u64(out + 1, position->base);
    memcpy(out + 9, position->site.bytes, UUID_BYTES);
    put_u64(out + 9 + UUID_BYTES, position->seq);
    return PLACE_BYTES;
}

static bool unpack_place(struct position *position, const uint8_t *bytes, size_t len)
{
    if (len < PLACE_BYTES_SHORT)
        return false;
    position->kind = bytes[0] & FLAG_CURSOR ? POSITION_CURSOR : POSITION_WITNESS;
    position->fresh = bytes[0] & FLAG_FRESH;
    position->partial = bytes[0] & FLAG_PARTIAL;
    if (len != (position->partial ? (size_t)PLACE_BYTES : (size_t)PLACE_BYTES_SHORT))
        return false;
    if (!position->partial)
        return true;
    position->base = get_u64(bytes + 1);
    memcpy(position->site.bytes, bytes + 9, UUID_BYTES);
    position->seq = get_u64(bytes + 9 + UUID_BYTES);
    return true;
}

static void seal(const struct position_owner *owner, const struct position *position,
                 const uint8_t *place, size_t place_len, uint8_t mac[MAC_BYTES])
{
    uint8_t text[HEAD_BYTES + PLACE_BYTES];

    text[0] = 'P';
    memcpy(text + 1, owner->device.bytes, UUID_BYTES);
    put_u64(text + 1 + UUID_BYTES, position->number);
    put_u64(text + 1 + UUID_BYTES + 8, position->tag);
    memcpy(text + HEAD_BYTES, place, place_len);
    mac_make(owner->key, text, HEAD_BYTES + place_len, mac);
}

void position_format(const struct position_owner *owner, const struct position *position,
                     char out[POSITION_TEXT])
{
    uint8_t sealed[PLACE_BYTES + MAC_BYTES];
    size_t len = pack_place(position, sealed);
    struct buffer text;

    seal(owner, position, sealed, len, sealed + len);
    buffer_init(&text, POSITION_TEXT);
    buffer_printf(&text, "%llu.%016llx.", (unsigned long long)position->number,
                  (unsigned long long)position->tag);
    buffer_append_base64(&text, sealed, len + MAC_BYTES);
    text_copy(out, POSITION_TEXT, (struct span){text.data, text.len});
    buffer_clear(&text);
}

// Takes what stands before the next '.' off the text.
static bool take_part(struct span *text, struct span *part)
{
    const char *dot = memchr(text->data, '.', text->len);

    if (!dot)
        return false;
    *part = (struct span){text->data, (size_t)(dot - text->data)};
    text->len -= part->len + 1;
    text->data = dot + 1;
    return true;
}

bool position_parse(const struct position_owner *owner, enum position_kind kind, const char *text,
                    struct position *out)
{
    struct span rest = span_of(text), number, tag;
    uint8_t sealed[PLACE_BYTES + MAC_BYTES], mac[MAC_BYTES], tag_bytes[8];
    size_t len;

    *out = (struct position){0};
    if (!take_part(&rest, &number) || !take_part(&rest, &tag))
        return false;
    if (!text_parse_u64(number, &out->number) || !text_parse_hex(tag, tag_bytes, sizeof(tag_bytes)))
        return false;
    if (!text_parse_base64(rest, sealed, sizeof(sealed), &len) || len < MAC_BYTES
        || !unpack_place(out, sealed, len - MAC_BYTES))
        return false;
    out->tag = get_u64(tag_bytes);
    seal(owner, out, sealed, len - MAC_BYTES, mac);
    return mac_equal(mac, sealed + len - MAC_BYTES) && out->kind == kind;
}
