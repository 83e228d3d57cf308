// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/parcel.h"

#include "shared/base/memory.h"
#include "shared/crypto/certificate.h"
#include "shared/data/json.h"
#include "shared/wire/wire_value.h"

#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define PLACE(type, member) offsetof(struct type, member), sizeof(((struct type *)0)->member)

enum { MAGIC_BYTES = 11, PIECE_BYTES = 64 << 10 };
const char parcel_magic[] = "PLUMBHAND1\n";

static const struct json_field head_fields[] = {
    {"agent", JSON_TEXT, PLACE(parcel_head, agent), true, JSON_NO_PRESENT},
    {"blobs", JSON_INTEGER, PLACE(parcel_head, blobs), true, JSON_NO_PRESENT},
    {"bytes", JSON_INTEGER, PLACE(parcel_head, bytes), true, JSON_NO_PRESENT},
    {"certificate", JSON_TEXT, PLACE(parcel_head, certificate), true, JSON_NO_PRESENT},
    {"device", JSON_UUID, PLACE(parcel_head, device), true, JSON_NO_PRESENT},
    {"entries", JSON_INTEGER, PLACE(parcel_head, entries), true, JSON_NO_PRESENT},
    {"made", JSON_INTEGER, PLACE(parcel_head, made_ms), true, JSON_NO_PRESENT},
    {"parcels", JSON_INTEGER, PLACE(parcel_head, parcels), true, JSON_NO_PRESENT},
};
static const struct json_field dot_fields[] = {
    {"actor", JSON_HEX64, PLACE(dot, actor), true, JSON_NO_PRESENT},
    {"counter", JSON_U64, PLACE(dot, counter), true, JSON_NO_PRESENT},
};
static const struct json_field blob_fields[] = {
    {"blob", JSON_DIGEST, PLACE(parcel_item, digest), true, JSON_NO_PRESENT},
    {"lane", JSON_TEXT, PLACE(parcel_item, lane), true, JSON_NO_PRESENT},
    {"record", JSON_UUID, PLACE(parcel_item, record), true, JSON_NO_PRESENT},
    {"site", JSON_UUID, PLACE(parcel_item, site), true, JSON_NO_PRESENT},
};
static const struct json_field end_fields[] = {
    {"blobs", JSON_INTEGER, PLACE(parcel_item, blobs), true, JSON_NO_PRESENT},
    {"pushes", JSON_INTEGER, PLACE(parcel_item, pushes), true, JSON_NO_PRESENT},
};

static void put_dot(struct json_writer *writer, const char *key, struct dot dot)
{
    if (dot.actor == 0) {
        json_put_null(writer, key);
        return;
    }
    json_object_open(writer, key);
    wire_value_put_hex64(writer, "actor", dot.actor);
    json_put_u64(writer, "counter", dot.counter);
    json_object_close(writer);
}

bool parcel_head_format(struct parcel_head *head, struct buffer *out)
{
    size_t before = out->len;
    struct json_writer writer;

    buffer_append(out, parcel_magic, MAGIC_BYTES);
    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    json_put_text(&writer, "agent", head->agent);
    json_put_integer(&writer, "blobs", head->blobs);
    json_put_integer(&writer, "bytes", head->bytes);
    json_put_text(&writer, "certificate", head->certificate);
    wire_value_put_uuid(&writer, "device", &head->device);
    json_put_integer(&writer, "entries", head->entries);
    put_dot(&writer, "first", head->first);
    put_dot(&writer, "last", head->last);
    json_put_integer(&writer, "made", head->made_ms);
    json_put_integer(&writer, "parcels", head->parcels);
    json_object_close(&writer);
    wire_value_end(out);
    head->size_bytes = out->len - before;
    return !out->failed;
}

static enum err read_dot(const struct json *object, struct dot *out, struct error *error)
{
    return json_is_null(object) ? ERR_OK
                                : json_read(object, dot_fields, COUNT_OF(dot_fields), out, error);
}

static enum err parse_head(struct span line, struct parcel_head *out, struct error *error)
{
    struct json *root = NULL;
    enum err code = json_parse(line, &json_limits_default, &root, error);

    if (!code)
        code = json_read(root, head_fields, COUNT_OF(head_fields), out, error);
    if (!code)
        code = read_dot(json_member(root, "first"), &out->first, error);
    if (!code)
        code = read_dot(json_member(root, "last"), &out->last, error);
    if (!code && (out->entries < 0 || out->blobs < 0 || out->parcels < 0 || out->bytes < 0))
        code = error_set(error, ERR_PARSE, "a figure is negative");
    json_free(root);
    return code;
}

enum err parcel_head_read(const struct parcel_source *source, struct parcel_head *out,
                          struct error *error)
{
    char text[PARCEL_HEAD_MAX];
    size_t len = source->size_bytes < sizeof(text) ? (size_t)source->size_bytes : sizeof(text);
    enum err code = parcel_source_read(source, 0, text, len, error);
    const char *end;

    *out = (struct parcel_head){0};
    if (code)
        return code;
    if (len < MAGIC_BYTES || memcmp(text, parcel_magic, MAGIC_BYTES) != 0)
        return error_set(error, ERR_PARSE,
                         "不是交接文件(.plumbhand) it is no handover file (.plumbhand)");
    end = memchr(text + MAGIC_BYTES, '\n', len - MAGIC_BYTES);
    if (!end)
        return error_set(error, ERR_FORGED, "交接文件不完整 the handover file is cut");
    out->size_bytes = (uint64_t)(end - text) + 1;
    code = parse_head((struct span){text + MAGIC_BYTES, (size_t)(end - text) - MAGIC_BYTES}, out,
                      error);
    return code ? error_wrap(error, code, "交接文件的开头读不懂 head of the handover file")
                : ERR_OK;
}

bool parcel_item_format(const struct parcel_item *item, struct buffer *out)
{
    struct json_writer writer;

    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    if (item->kind == PARCEL_PUSH) {
        json_put_integer(&writer, "push", (int64_t)item->size_bytes);
    } else if (item->kind == PARCEL_BLOB) {
        json_put_hex(&writer, "blob", item->digest.bytes, HASH_BYTES);
        json_put_text(&writer, "lane", item->lane);
        wire_value_put_uuid(&writer, "record", &item->record);
        wire_value_put_uuid(&writer, "site", &item->site);
        json_put_integer(&writer, "size", (int64_t)item->size_bytes);
    } else if (item->kind == PARCEL_END) {
        json_object_open(&writer, "end");
        json_put_integer(&writer, "blobs", item->blobs);
        json_put_integer(&writer, "pushes", item->pushes);
        json_object_close(&writer);
    } else {
        out->failed = true;
    }
    json_object_close(&writer);
    return wire_value_end(out);
}

static enum err read_size(const struct json *value, struct parcel_item *out, struct error *error)
{
    int64_t size = -1;

    if (!json_integer(value, &size) || size < 0)
        return error_set(error, ERR_PARSE, "an item without a size");
    out->size_bytes = (uint64_t)size;
    return ERR_OK;
}

enum err parcel_item_parse(struct span line, struct parcel_item *out, struct error *error)
{
    struct json *root = NULL;
    enum err code = json_parse(line, &json_limits_default, &root, error);
    const struct json *end = json_member(root, "end"), *push = json_member(root, "push");

    *out = (struct parcel_item){.kind = PARCEL_UNKNOWN};
    if (!code && end) {
        out->kind = PARCEL_END;
        code = json_read(end, end_fields, COUNT_OF(end_fields), out, error);
    } else if (!code && push) {
        out->kind = PARCEL_PUSH;
        code = read_size(push, out, error);
    } else if (!code) {
        code = read_size(json_member(root, "size"), out, error);
        if (!code && json_member(root, "blob")) {
            out->kind = PARCEL_BLOB;
            code = json_read(root, blob_fields, COUNT_OF(blob_fields), out, error);
        }
    }
    json_free(root);
    return code;
}

bool parcel_statement(const struct digest *digest, struct buffer *out)
{
    char text[HASH_TEXT];

    digest_format(digest, text);
    return buffer_printf(out, "plumbline handover v1\n%s\n", text);
}

struct parcel_check {
    struct hash_stream *hash;
    uint64_t signed_bytes, seen; // signed_bytes: everything before the signature
    bool cut;                    // it is too short to have one
    uint8_t seal[PARCEL_SEAL_BYTES];
    size_t seal_len;
};

struct parcel_check *parcel_check_begin(uint64_t size_bytes)
{
    struct parcel_check *check = mem_alloc(sizeof(*check));

    check->cut = size_bytes < PARCEL_SEAL_BYTES;
    check->signed_bytes = check->cut ? size_bytes : size_bytes - PARCEL_SEAL_BYTES;
    check->hash = hash_stream_create();
    return check;
}

void parcel_check_add(struct parcel_check *check, const void *bytes, size_t len)
{
    uint64_t room = check->signed_bytes - check->seen;
    size_t piece = room < len ? (size_t)room : len;

    hash_stream_add(check->hash, bytes, piece);
    check->seen += piece;
    if (len - piece > sizeof(check->seal) - check->seal_len) {
        check->cut = true; // it grew meanwhile
        return;
    }
    if (len > piece)
        memcpy(check->seal + check->seal_len, (const char *)bytes + piece, len - piece);
    check->seal_len += len - piece;
}

enum err parcel_check_read(struct parcel_check *check, const struct parcel_source *source,
                           const struct parcel_pass *pass, struct error *error)
{
    char *piece = mem_alloc(PIECE_BYTES);
    enum err code = ERR_OK;

    for (uint64_t at = 0; !code && at < source->size_bytes;) {
        uint64_t rest = source->size_bytes - at;
        size_t want = rest < PIECE_BYTES ? (size_t)rest : PIECE_BYTES;

        code = parcel_source_read(source, at, piece, want, error);
        if (code)
            break;
        parcel_check_add(check, piece, want);
        if (pass)
            code = pass->piece(pass->ctx, piece, want, error);
        at += want;
    }
    mem_free(piece);
    return code;
}

// In the one form that key_sign and its caller write: nobody can make another file of it.
static bool is_plain_seal(const uint8_t seal[PARCEL_SEAL_BYTES])
{
    if (seal[0] > KEY_SIGNATURE_MAX || seal[PARCEL_SEAL_BYTES - 1] != '\n')
        return false;
    for (size_t i = 1 + seal[0]; i < PARCEL_SEAL_BYTES - 1; i++)
        if (seal[i] != 0)
            return false;
    return key_signature_low(seal + 1, seal[0]);
}

static bool is_signed(struct parcel_check *check, const struct key *key, struct digest *whole)
{
    struct hash_stream *all = hash_stream_dup(check->hash);
    struct digest digest;
    struct buffer statement;
    bool good;

    hash_stream_add(all, check->seal, sizeof(check->seal));
    hash_stream_finish(all, whole);
    hash_stream_free(all);
    hash_stream_finish(check->hash, &digest);
    hash_stream_free(check->hash);
    check->hash = NULL;
    buffer_init(&statement, 256);
    good = parcel_statement(&digest, &statement) && is_plain_seal(check->seal)
           && key_verify(key, statement.data, statement.len, check->seal + 1, check->seal[0]);
    buffer_clear(&statement);
    return good;
}

enum err parcel_head_check(const struct parcel_head *head, struct span ca_pem, struct error *error)
{
    struct span pem = span_of(head->certificate);
    struct certificate_info info;
    char device[UUID_TEXT];
    struct error why = {0};

    uuid_format(&head->device, device);
    if (certificate_check(pem, ca_pem, CERTIFICATE_CLIENT, &why) != ERR_OK
        || certificate_read(pem, &info, &why) != ERR_OK || strcmp(info.common_name, device) != 0)
        return error_set(
            error, ERR_DENIED,
            "这份交接文件属于另一个办公室,本办公室的平板不能代送 this handover file is of "
            "another office");
    return ERR_OK;
}

enum err parcel_check_finish(struct parcel_check *check, const struct parcel_head *head,
                             struct span ca_pem, struct digest *digest, struct error *error)
{
    struct key *key = NULL;
    struct digest whole;
    enum err code = parcel_head_check(head, ca_pem, error);

    if (!code)
        code = certificate_public_key(span_of(head->certificate), &key, error);
    if (!code
        && (check->cut || check->seen != check->signed_bytes
            || check->seal_len != sizeof(check->seal) || !is_signed(check, key, &whole)))
        code
            = error_set(error, ERR_FORGED,
                        "交接文件不完整或已被改动,请从原平板重新取一份 the handover file is cut or "
                        "changed: take it from the old tablet again");
    if (!code && digest)
        *digest = whole;
    key_free(key);
    return code;
}

void parcel_check_free(struct parcel_check *check)
{
    if (!check)
        return;
    hash_stream_free(check->hash);
    mem_free(check);
}
