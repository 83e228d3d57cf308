// SPDX-License-Identifier: Apache-2.0
#include "server/sync/tus_header.h"

#include "shared/base/buffer.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { VALUE_MAX = 1024 };
static const char *const lanes[] = {"seal", "record", "thumbnail", "photo"};

// One pair, decoded.
struct pair {
    struct span key;
    char value[VALUE_MAX];
    size_t len;
};

static bool is_key_char(char c)
{
    return c > ' ' && c < 0x7f && c != ',';
}

// Takes what stands before the next comma off the text, without the spaces around it.
static struct span take_item(struct span *rest)
{
    const char *comma = memchr(rest->data, ',', rest->len);
    struct span item = {rest->data, comma ? (size_t)(comma - rest->data) : rest->len};
    size_t used = item.len + (comma != NULL);

    rest->data += used;
    rest->len -= used;
    while (item.len > 0 && item.data[0] == ' ') {
        item.data++;
        item.len--;
    }
    while (item.len > 0 && item.data[item.len - 1] == ' ')
        item.len--;
    return item;
}

// A key, and behind one space its value; both the space and the value may be missing.
static enum err read_pair(struct span item, struct pair *out, struct error *error)
{
    size_t len = 0;

    while (len < item.len && is_key_char(item.data[len]))
        len++;
    out->key = (struct span){item.data, len};
    out->len = 0;
    if (len == 0 || (len < item.len && item.data[len] != ' '))
        return error_set(error, ERR_USAGE, "Upload-Metadata: a key is missing");
    if (len < item.len) {
        struct span value = {item.data + len + 1, item.len - len - 1};

        if (value.len > 0 && !text_parse_base64(value, out->value, sizeof(out->value), &out->len))
            return error_set(error, ERR_USAGE, "Upload-Metadata: the value of %.*s is no base64",
                             (int)(len < 40 ? len : 40), out->key.data);
    }
    return ERR_OK;
}

static bool copy_lane(char out[TUS_LANE_MAX], struct span value)
{
    for (size_t i = 0; i < sizeof(lanes) / sizeof(lanes[0]); i++)
        if (span_is(value, lanes[i]))
            return text_copy(out, TUS_LANE_MAX, value);
    return false;
}

static enum err take_pair(const struct pair *pair, struct tus_header_metadata *out,
                          struct error *error)
{
    struct span value = {pair->value, pair->len};
    bool good = true;

    if (span_is(pair->key, "sha256"))
        good = out->has_digest = digest_parse(value.data, value.len, &out->digest);
    else if (span_is(pair->key, "site"))
        good = uuid_parse(value, &out->site);
    else if (span_is(pair->key, "record"))
        good = uuid_parse(value, &out->record);
    else if (span_is(pair->key, "lane"))
        good = copy_lane(out->lane, value);
    return good ? ERR_OK
                : error_set(error, ERR_USAGE, "Upload-Metadata: the value of %.*s is none",
                            (int)pair->key.len, pair->key.data);
}

enum err tus_header_metadata_read(const char *text, struct tus_header_metadata *out,
                                  struct error *error)
{
    struct span rest = span_of(text), keys[TUS_PAIRS_MAX];
    struct pair pair;
    size_t count = 0;
    enum err result = ERR_OK;

    *out = (struct tus_header_metadata){0};
    if (rest.len > TUS_METADATA_MAX)
        return error_set(error, ERR_USAGE, "Upload-Metadata: longer than %d bytes",
                         TUS_METADATA_MAX);
    while (rest.len > 0 && result == ERR_OK) {
        result = read_pair(take_item(&rest), &pair, error);
        for (size_t i = 0; i < count && result == ERR_OK; i++)
            if (span_equal(keys[i], pair.key))
                result = error_set(error, ERR_USAGE, "Upload-Metadata: a key stands twice");
        if (result == ERR_OK && count == TUS_PAIRS_MAX)
            result
                = error_set(error, ERR_USAGE, "Upload-Metadata: more than %d keys", TUS_PAIRS_MAX);
        if (result == ERR_OK) {
            keys[count++] = pair.key;
            result = take_pair(&pair, out, error);
        }
    }
    return result;
}

static void put_pair(struct buffer *out, const char *key, const char *value)
{
    if (out->len > 0)
        buffer_append_char(out, ',');
    buffer_append_text(out, key);
    buffer_append_char(out, ' ');
    buffer_append_base64(out, value, strlen(value));
}

bool tus_header_metadata_format(const struct tus_header_metadata *metadata, struct buffer *out)
{
    char digest[HASH_TEXT], id[UUID_TEXT];

    digest_format(&metadata->digest, digest);
    put_pair(out, "sha256", digest);
    if (!uuid_is_nil(&metadata->site)) {
        uuid_format(&metadata->site, id);
        put_pair(out, "site", id);
    }
    if (!uuid_is_nil(&metadata->record)) {
        uuid_format(&metadata->record, id);
        put_pair(out, "record", id);
    }
    if (metadata->lane[0])
        put_pair(out, "lane", metadata->lane);
    return !out->failed;
}

enum err tus_header_checksum_read(const char *text, struct digest *out, struct error *error)
{
    static const char name[] = "sha256 ";
    struct span value = span_of(text);
    size_t len;

    if (value.len < sizeof(name) - 1 || memcmp(value.data, name, sizeof(name) - 1) != 0)
        return error_set(error, ERR_USAGE, "Upload-Checksum: sha256 is spoken here");
    value.data += sizeof(name) - 1;
    value.len -= sizeof(name) - 1;
    if (!text_parse_base64(value, out->bytes, sizeof(out->bytes), &len)
        || len != sizeof(out->bytes))
        return error_set(error, ERR_USAGE, "Upload-Checksum: no base64 of 32 bytes");
    return ERR_OK;
}

void tus_header_date_format(int64_t unix_ms, char out[TUS_DATE_TEXT])
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[]
        = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(unix_ms / 1000);
    struct tm date;

    out[0] = '\0';
    if (gmtime_r(&seconds, &date))
        snprintf(out, TUS_DATE_TEXT, "%s, %02d %s %d %02d:%02d:%02d GMT", days[date.tm_wday],
                 date.tm_mday, months[date.tm_mon], date.tm_year + 1900, date.tm_hour, date.tm_min,
                 date.tm_sec);
}

// The last n bytes.
static enum err read_suffix(struct span digits, uint64_t size, struct tus_header_range *out)
{
    uint64_t n;

    if (!text_parse_u64(digits, &n))
        return ERR_NOT_FOUND;
    if (n == 0)
        return ERR_INVALID;
    out->len = n < size ? n : size;
    out->from = size - out->len;
    return ERR_OK;
}

enum err tus_header_range_read(const char *text, uint64_t size, struct tus_header_range *out)
{
    static const char unit[] = "bytes=";
    struct span range = span_of(text), first, last;
    const char *dash;
    uint64_t from, to;

    if (range.len < sizeof(unit) - 1 || memcmp(range.data, unit, sizeof(unit) - 1) != 0)
        return ERR_NOT_FOUND;
    range.data += sizeof(unit) - 1;
    range.len -= sizeof(unit) - 1;
    dash = memchr(range.data, '-', range.len);
    if (!dash)
        return ERR_NOT_FOUND;
    first = (struct span){range.data, (size_t)(dash - range.data)};
    last = (struct span){dash + 1, range.len - first.len - 1};
    if (first.len == 0)
        return read_suffix(last, size, out);
    if (!text_parse_u64(first, &from) || (last.len > 0 && !text_parse_u64(last, &to))
        || (last.len > 0 && to < from))
        return ERR_NOT_FOUND;
    if (from >= size)
        return ERR_INVALID;
    if (last.len == 0 || to >= size)
        to = size - 1;
    *out = (struct tus_header_range){from, to - from + 1};
    return ERR_OK;
}
