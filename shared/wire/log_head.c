// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/log_head.h"

#include "shared/model/shape.h"
#include "shared/model/vector.h"

#define LEAF_FORMAT "plumbline-leaf-1"
#define HEAD_FORMAT "plumbline-head-1"

static bool read_digest(struct canon_reader *reader, struct digest *out)
{
    struct span hex;

    if (!canon_string(reader, &hex))
        return false;
    if (!digest_parse(hex.data, hex.len, out))
        canon_refuse(reader, "expected a digest of 64 lower-case hex digits");
    return !reader->fault;
}

static bool read_time(struct canon_reader *reader, int64_t *out)
{
    if (canon_integer(reader, out) && *out < 0)
        canon_refuse(reader, "a time before 1970");
    return !reader->fault;
}

static bool read_format(struct canon_reader *reader, const char *format)
{
    struct span text;

    if (canon_string(reader, &text) && !span_is(text, format))
        canon_refuse(reader, "another format");
    return !reader->fault;
}

static void put_digest(struct buffer *out, const char *key, const struct digest *digest)
{
    char hex[HASH_TEXT];

    digest_format(digest, hex);
    buffer_printf(out, "\"%s\":\"%s\",", key, hex);
}

static bool leaf_certificate(struct canon_reader *reader, void *into)
{
    return read_digest(reader, &((struct log_leaf *)into)->certificate);
}

static bool leaf_format(struct canon_reader *reader, void *into)
{
    (void)into;
    return read_format(reader, LEAF_FORMAT);
}

static bool leaf_received(struct canon_reader *reader, void *into)
{
    return read_time(reader, &((struct log_leaf *)into)->received_ms);
}

static bool leaf_seal(struct canon_reader *reader, void *into)
{
    struct log_leaf *leaf = into;
    struct span hex;

    if (!canon_string(reader, &hex))
        return false;
    leaf->seal_len = hex.len / 2;
    if (!hex.len || hex.len > 2 * KEY_SIGNATURE_MAX
        || !text_parse_hex(hex, leaf->seal, leaf->seal_len))
        canon_refuse(reader, "expected a seal in lower-case hex digits");
    return !reader->fault;
}

static bool leaf_sealed(struct canon_reader *reader, void *into)
{
    return read_digest(reader, &((struct log_leaf *)into)->sealed);
}

bool log_leaf_format(const struct log_leaf *leaf, struct buffer *out)
{
    buffer_append_char(out, '{');
    put_digest(out, "certificate", &leaf->certificate);
    buffer_append_text(out, "\"format\":\"" LEAF_FORMAT "\",\"received_ms\":");
    canon_put_integer(out, leaf->received_ms);
    buffer_append_text(out, ",\"seal\":\"");
    buffer_append_hex(out, leaf->seal, leaf->seal_len);
    buffer_append_text(out, "\",");
    put_digest(out, "sealed", &leaf->sealed);
    if (!out->failed)
        out->data[out->len - 1] = '}'; // the last comma
    return !out->failed;
}

enum err log_leaf_parse(struct span text, struct log_leaf *out, struct error *error)
{
    static const struct shape_member members[] = {
        {"certificate", leaf_certificate, false}, {"format", leaf_format, false},
        {"received_ms", leaf_received, false},    {"seal", leaf_seal, false},
        {"sealed", leaf_sealed, false},
    };
    static const struct shape shape = {members, sizeof(members) / sizeof(members[0]), false};
    struct canon_reader reader;

    *out = (struct log_leaf){0};
    canon_open(&reader, text);
    shape_read(&reader, &shape, out);
    return canon_end(&reader, error);
}

static bool head_certificate(struct canon_reader *reader, void *into)
{
    return read_digest(reader, &((struct log_head *)into)->certificate);
}

static bool head_epoch(struct canon_reader *reader, void *into)
{
    return dot_read_actor(reader, &((struct log_head *)into)->epoch);
}

static bool head_format(struct canon_reader *reader, void *into)
{
    (void)into;
    return read_format(reader, HEAD_FORMAT);
}

static bool head_root(struct canon_reader *reader, void *into)
{
    return read_digest(reader, &((struct log_head *)into)->root);
}

static bool head_size(struct canon_reader *reader, void *into)
{
    return dot_read_counter(reader, &((struct log_head *)into)->size);
}

static bool head_time(struct canon_reader *reader, void *into)
{
    return read_time(reader, &((struct log_head *)into)->time_ms);
}

bool log_head_format(const struct log_head *head, struct buffer *out)
{
    char epoch[ACTOR_TEXT];

    actor_format(head->epoch, epoch);
    buffer_append_char(out, '{');
    put_digest(out, "certificate", &head->certificate);
    buffer_printf(out, "\"epoch\":\"%s\",\"format\":\"" HEAD_FORMAT "\",", epoch);
    put_digest(out, "root", &head->root);
    buffer_append_text(out, "\"size\":");
    canon_put_u64(out, head->size);
    buffer_append_text(out, ",\"time_ms\":");
    canon_put_integer(out, head->time_ms);
    return buffer_append_char(out, '}');
}

enum err log_head_parse(struct span text, struct log_head *out, struct error *error)
{
    static const struct shape_member members[] = {
        {"certificate", head_certificate, false},
        {"epoch", head_epoch, false},
        {"format", head_format, false},
        {"root", head_root, false},
        {"size", head_size, false},
        {"time_ms", head_time, false},
    };
    static const struct shape shape = {members, sizeof(members) / sizeof(members[0]), false};
    struct canon_reader reader;

    *out = (struct log_head){0};
    canon_open(&reader, text);
    shape_read(&reader, &shape, out);
    return canon_end(&reader, error);
}
