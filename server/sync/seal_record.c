// SPDX-License-Identifier: Apache-2.0
#include "server/sync/seal_record.h"

#include "server/storage/signoff_log.h"
#include "server/sync/erasure_guard.h"
#include "shared/model/kind.h"
#include "shared/wire/log_head.h"

#include <inttypes.h>
#include <stdio.h>

// A string value of the record, in the arena.
static struct span quote(const struct seal_record_parts *parts, struct span plain)
{
    struct buffer text;
    struct span out;

    buffer_init(&text, KIND_TEXT_MAX);
    canon_put_string(&text, plain);
    if (text.failed)
        parts->arena->failed = 1;
    out = (struct span){arena_dup(parts->arena, text.data, text.len), text.len};
    buffer_clear(&text);
    return out;
}

static struct span quote_bytes(const struct seal_record_parts *parts, struct span bytes,
                               bool base64)
{
    struct buffer text;
    struct span out;

    buffer_init(&text, KIND_TEXT_MAX);
    buffer_append_char(&text, '"');
    if (base64)
        buffer_append_base64(&text, bytes.data, bytes.len);
    else
        buffer_append_hex(&text, bytes.data, bytes.len);
    buffer_append_char(&text, '"');
    if (text.failed)
        parts->arena->failed = 1;
    out = (struct span){arena_dup(parts->arena, text.data, text.len), text.len};
    buffer_clear(&text);
    return out;
}

static struct span write_integer(const struct seal_record_parts *parts, int64_t value)
{
    char text[24];
    int len = snprintf(text, sizeof(text), "%" PRId64, value);

    return (struct span){arena_dup(parts->arena, text, (size_t)len), (size_t)len};
}

struct uuid seal_record_id(const struct uuid *signoff, struct span head)
{
    char id[UUID_TEXT + 2] = "\"", hex[HASH_TEXT + 2] = "\"";
    struct digest digest;

    uuid_format(signoff, id + 1);
    id[UUID_TEXT] = '"';
    hash_once(head.data, head.len, &digest);
    digest_format(&digest, hex + 1);
    hex[HASH_TEXT] = '"';
    return kind_key_id("counter_seal",
                       (const struct span[]){{id, UUID_TEXT + 1}, {hex, HASH_TEXT + 1}}, 2);
}

static enum err write_record(const struct seal_record_parts *parts, const struct signoff_leaf *leaf,
                             const struct signoff_head *head, const struct merkle_proof *proof,
                             struct error *error)
{
    char signoff[UUID_TEXT];
    struct log_leaf parsed;
    enum err result = log_leaf_parse(leaf->leaf, &parsed, error);
    struct work *there = NULL;
    bool erased = false;
    struct office_edit edit = {.site = leaf->site, .kind = "counter_seal"};
    struct span hashes = {(const char *)proof->hash, proof->count * HASH_BYTES};

    uuid_format(&leaf->signoff, signoff);
    const struct field fields[] = {
        {span_of("certificate"), quote_bytes(parts, head->certificate, true)},
        {span_of("head"), quote(parts, head->head)},
        {span_of("head_seal"), quote_bytes(parts, head->seal, false)},
        {span_of("leaf"), quote(parts, leaf->leaf)},
        {span_of("log_index"), write_integer(parts, (int64_t)leaf->index)},
        {span_of("proof"), quote_bytes(parts, hashes, false)},
        {span_of("received_at"), write_integer(parts, parsed.received_ms)},
        {span_of("signoff"), quote(parts, span_of(signoff))},
    };
    edit.fields = fields;
    edit.field_count = sizeof(fields) / sizeof(fields[0]);
    edit.id = seal_record_id(&leaf->signoff, head->head);
    if (result == ERR_OK && parts->arena->failed)
        result = error_set(error, ERR_TOO_LARGE, "a seal needs more memory than allowed");
    if (result == ERR_OK)
        result = workset_find(parts->workset, &edit.id, &there, error);
    if (result == ERR_OK)
        result = erasure_guard_site(parts->workset, &leaf->site, &erased, error);
    return result == ERR_OK && !there && !erased ? office_pen_write(parts->pen, &edit, error)
                                                 : result;
}

static struct span keep(const struct seal_record_parts *parts, struct span span)
{
    return (struct span){arena_dup(parts->arena, span.data, span.len), span.len};
}

enum err seal_record_write(const struct seal_record_parts *parts, const struct uuid *signoff,
                           struct error *error)
{
    struct merkle_leaves tree = signoff_log_tree(parts->view);
    struct signoff_leaf leaf;
    struct signoff_head head;
    struct merkle_proof proof;
    enum err result = signoff_log_find(parts->view, signoff, &leaf, error);

    if (result != ERR_OK)
        return result;
    leaf.leaf = keep(parts, leaf.leaf);
    result = signoff_log_over(parts->view, leaf.index, &head, error);
    if (result != ERR_OK)
        return result == ERR_NOT_FOUND ? error_set(error, ERR_CORRUPT, "a leaf without a head")
                                       : result;
    head.certificate = keep(parts, head.certificate);
    head.head = keep(parts, head.head);
    head.seal = keep(parts, head.seal);
    result = merkle_inclusion(&tree, leaf.index, head.size, &proof);
    if (result != ERR_OK)
        return error_set(error, result, "the tree of the sign-off log cannot be read");
    return write_record(parts, &leaf, &head, &proof, error);
}
