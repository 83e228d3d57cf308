// SPDX-License-Identifier: Apache-2.0
#include "server/sync/log_line.h"

#include "shared/crypto/key.h"
#include "shared/crypto/pem.h"
#include "shared/model/shape.h"
#include "shared/model/vector.h"
#include "shared/wire/log_head.h"

#include <string.h>

static const char start[] = "{\"log\":{";

bool log_line_is(struct span text)
{
    return text.len >= sizeof(start) - 1 && memcmp(text.data, start, sizeof(start) - 1) == 0;
}

static void put_leaf(struct buffer *out, const struct signoff_leaf *leaf)
{
    buffer_append_text(out, "{\"leaf\":");
    buffer_append(out, leaf->leaf.data, leaf->leaf.len);
    buffer_append_text(out, ",\"signoff\":");
    canon_put_uuid(out, &leaf->signoff);
    buffer_append_text(out, ",\"site\":");
    canon_put_uuid(out, &leaf->site);
    buffer_append_char(out, '}');
}

bool log_line_format(const struct log_line *line, struct buffer *out)
{
    char tag[ACTOR_TEXT];

    actor_format(line->stamp.tag, tag);
    buffer_append_text(out, "{\"log\":{\"certificate\":\"");
    buffer_append_base64(out, line->head.certificate.data, line->head.certificate.len);
    buffer_append_text(out, "\",\"commit\":");
    canon_put_u64(out, line->stamp.number);
    buffer_append_text(out, ",\"from\":");
    canon_put_u64(out, line->leaves[0].index);
    buffer_append_text(out, ",\"head\":");
    buffer_append(out, line->head.head.data, line->head.head.len);
    buffer_append_text(out, ",\"leaves\":[");
    for (size_t i = 0; i < line->count; i++) {
        if (i > 0)
            buffer_append_char(out, ',');
        put_leaf(out, &line->leaves[i]);
    }
    buffer_append_text(out, "],\"seal\":\"");
    buffer_append_hex(out, line->head.seal.data, line->head.seal.len);
    buffer_printf(out, "\",\"tag\":\"%s\"}}", tag);
    return !out->failed;
}

// What reading needs besides the line.
struct reading {
    struct log_line *line;
    struct arena *arena;
    struct signoff_leaf *leaf; // under way
    uint64_t from;
};

static bool full(struct canon_reader *reader)
{
    canon_refuse(reader, "too large");
    return false;
}

static bool read_certificate(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;
    struct span text;
    size_t len = 0;
    char *der = arena_take(reading->arena, PEM_DER_MAX);

    if (!der)
        return full(reader);
    if (!canon_string(reader, &text))
        return false;
    if (!text_parse_base64(text, der, PEM_DER_MAX, &len))
        canon_refuse(reader, "expected base64");
    reading->line->head.certificate = (struct span){der, len};
    return !reader->fault;
}

static bool read_commit(struct canon_reader *reader, void *into)
{
    return canon_u64(reader, &((struct reading *)into)->line->stamp.number);
}

static bool read_from(struct canon_reader *reader, void *into)
{
    return canon_u64(reader, &((struct reading *)into)->from);
}

static bool read_head(struct canon_reader *reader, void *into)
{
    return canon_value(reader, &((struct reading *)into)->line->head.head);
}

static bool read_leaf_text(struct canon_reader *reader, void *into)
{
    return canon_value(reader, &((struct reading *)into)->leaf->leaf);
}

static bool read_signoff(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct reading *)into)->leaf->signoff);
}

static bool read_site(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct reading *)into)->leaf->site);
}

static bool read_leaves(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {
        {"leaf", read_leaf_text, false},
        {"signoff", read_signoff, false},
        {"site", read_site, false},
    };
    static const struct shape shape = {members, sizeof(members) / sizeof(members[0]), false};
    struct reading *reading = into;
    struct log_line *line = reading->line;

    line->leaves = arena_take(reading->arena, LOG_LINE_LEAVES_MAX * sizeof(*line->leaves));
    if (!line->leaves)
        return full(reader);
    canon_array(reader);
    while (canon_element(reader)) {
        if (line->count == LOG_LINE_LEAVES_MAX)
            return full(reader);
        reading->leaf = &line->leaves[line->count++];
        if (!shape_read(reader, &shape, reading))
            return false;
    }
    return !reader->fault;
}

static bool read_seal(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;
    struct span hex;
    char *seal;

    if (!canon_string(reader, &hex))
        return false;
    seal = arena_take(reading->arena, KEY_SIGNATURE_MAX);
    if (!seal)
        return full(reader);
    if (hex.len > 2 * KEY_SIGNATURE_MAX || !text_parse_hex(hex, seal, hex.len / 2))
        canon_refuse(reader, "expected a seal in hex digits");
    reading->line->head.seal = (struct span){seal, hex.len / 2};
    return !reader->fault;
}

static bool read_tag(struct canon_reader *reader, void *into)
{
    return dot_read_actor(reader, &((struct reading *)into)->line->stamp.tag);
}

static bool read_log(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {
        {"certificate", read_certificate, false},
        {"commit", read_commit, false},
        {"from", read_from, false},
        {"head", read_head, false},
        {"leaves", read_leaves, false},
        {"seal", read_seal, false},
        {"tag", read_tag, false},
    };
    static const struct shape shape = {members, sizeof(members) / sizeof(members[0]), false};

    return shape_read(reader, &shape, into);
}

enum err log_line_parse(struct span text, struct arena *arena, struct log_line *out,
                        struct error *error)
{
    static const struct shape_member members[] = {{"log", read_log, false}};
    static const struct shape shape = {members, 1, false};
    struct reading reading = {.line = out, .arena = arena};
    struct canon_reader reader;
    struct log_head head;
    enum err result;

    *out = (struct log_line){0};
    canon_open(&reader, text);
    shape_read(&reader, &shape, &reading);
    result = canon_end(&reader, error);
    if (result == ERR_OK)
        result = log_head_parse(out->head.head, &head, error);
    if (result != ERR_OK)
        return result;
    out->head.size = head.size;
    if (out->count == 0 || head.size - out->count != reading.from)
        return error_set(error, ERR_PARSE, "its leaves do not lead up to its head");
    for (size_t i = 0; i < out->count; i++)
        out->leaves[i].index = reading.from + i;
    return ERR_OK;
}
