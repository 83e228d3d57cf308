// SPDX-License-Identifier: Apache-2.0
// Whoever holds everything that must be true of the office's sign-off log against what is there.
#ifndef PLUMB_TESTS_UNIT_LOG_WITNESS_H
#define PLUMB_TESTS_UNIT_LOG_WITNESS_H

#include "server/storage/records.h"
#include "server/storage/signoff_log.h"
#include "shared/crypto/pem.h"
#include "shared/model/fact.h"
#include "shared/wire/log_head.h"
#include "tests/unit/rollback_fixture.h"

static inline uint64_t log_size(struct world *world)
{
    uint64_t size = 0;

    assert_int_equal(signoff_log_size(writer_of(world), &size, NULL), ERR_OK);
    return size;
}

// The head as it is kept, parsed, its seal and certificate checked.
static inline struct log_head check_head(struct world *world, const struct signoff_head *kept)
{
    const struct authority *authority = office_authority(world->bench.office);
    struct key *key = NULL;
    struct log_head head;
    struct digest digest;
    struct buffer pem;
    struct span text;

    buffer_init(&pem, 16384);
    assert_int_equal(pem_write("CERTIFICATE", kept->certificate.data, kept->certificate.len, &pem),
                     ERR_OK);
    text = (struct span){pem.data, pem.len};
    assert_int_equal(certificate_check(text,
                                       (struct span){authority->ca_pem.data, authority->ca_pem.len},
                                       CERTIFICATE_LOG, &world->bench.error),
                     ERR_OK);
    assert_int_equal(certificate_public_key(text, &key, NULL), ERR_OK);
    assert_true(key_verify(key, kept->head.data, kept->head.len, (const uint8_t *)kept->seal.data,
                           kept->seal.len));
    assert_int_equal(log_head_parse(kept->head, &head, &world->bench.error), ERR_OK);
    hash_once(kept->certificate.data, kept->certificate.len, &digest);
    assert_true(digest_equal(&digest, &head.certificate));
    assert_int_equal(head.size, kept->size);
    key_free(key);
    buffer_clear(&pem);
    return head;
}

struct heads {
    struct world *world;
    struct log_head list[64];
    size_t count;
};

static inline bool add_head(void *arg, const struct signoff_head *kept)
{
    struct heads *heads = arg;

    assert_true(heads->count < 64);
    heads->list[heads->count++] = check_head(heads->world, kept);
    return true;
}

// Every head is signed, its root is that of the leaves, and each grows out of the one before.
static inline void read_heads(struct world *world, struct heads *heads)
{
    struct merkle_leaves tree = signoff_log_tree(writer_of(world));
    struct merkle_leaves plain = {.ctx = tree.ctx, .at = tree.at};
    struct merkle_growth growth = {0};
    struct merkle_proof proof;
    struct digest root;

    *heads = (struct heads){.world = world};
    assert_int_equal(signoff_log_heads(writer_of(world), 0, add_head, heads, NULL), ERR_OK);
    for (size_t i = 0; i < heads->count; i++) {
        const struct log_head *head = &heads->list[i];

        assert_int_equal(merkle_root(&plain, head->size, &root), ERR_OK);
        assert_true(digest_equal(&root, &head->root));
        growth.to = head->size;
        growth.new_root = head->root;
        if (i > 0) {
            assert_int_equal(merkle_consistency(&tree, growth.from, growth.to, &proof), ERR_OK);
            assert_true(merkle_consistency_holds(&growth, &proof));
        }
        growth.from = growth.to;
        growth.old_root = growth.new_root;
    }
    assert_int_equal(heads->count ? heads->list[heads->count - 1].size : 0, log_size(world));
}

// Records of kind counter_seal on the site.
struct seals {
    struct arena arena;
    struct fact list[2048];
    struct record records[2048];
    size_t count;
};

static inline bool add_seal(void *arg, const struct record_row *row)
{
    struct seals *seals = arg;
    struct fact *fact = &seals->list[seals->count];
    struct record *record = &seals->records[seals->count];
    const char *copy;

    if (!span_is(row->kind, "counter_seal"))
        return true;
    assert_true(seals->count < 2048);
    copy = arena_dup(&seals->arena, row->state.data, row->state.len);
    assert_int_equal(record_parse((struct span){copy, row->state.len}, &seals->arena, record, NULL),
                     ERR_OK);
    assert_int_equal(record->write_count, 1);
    *fact = (struct fact){.record = record, .kind = kind_find(row->kind)};
    seals->count++;
    return true;
}

static inline struct seals *read_seals(struct world *world)
{
    struct seals *seals = mem_alloc(sizeof(*seals));
    struct records_filter filter = {.site = world->site};

    arena_init(&seals->arena, 64 << 20);
    assert_int_equal(records_list(writer_of(world), &filter, add_seal, seals, NULL), ERR_OK);
    return seals;
}

static inline void free_seals(struct seals *seals)
{
    for (size_t i = 0; i < seals->count; i++)
        record_clear(&seals->records[i]);
    arena_clear(&seals->arena);
    mem_free(seals);
}

static inline void unescape(const struct fact *fact, const char *field, struct buffer *out)
{
    struct span raw = {0};

    assert_true(fact_text(fact, field, &raw));
    buffer_init(out, 65536);
    assert_true(canon_unescape(raw, out));
}

static inline void read_proof(const struct fact *seal, struct merkle_proof *proof)
{
    struct span hex = {0};

    *proof = (struct merkle_proof){.count = 0};
    assert_true(fact_text(seal, "proof", &hex));
    proof->count = hex.len / 2 / HASH_BYTES;
    assert_true(text_parse_hex(hex, proof->hash, hex.len / 2));
}

// The record proves by itself that the sign-off is in the log.
static inline void check_seal(struct world *world, const struct fact *seal)
{
    struct signoff_head kept;
    struct merkle_claim claim;
    struct merkle_proof proof;
    struct signoff_leaf held;
    struct buffer leaf, head;
    struct uuid signoff;
    struct log_head parsed;
    struct log_leaf said;
    int64_t index = -1, received = -1;
    struct span hex;
    char seal_hex[2 * KEY_SIGNATURE_MAX + 1];

    assert_true(fact_uuid(seal, "signoff", &signoff));
    assert_true(fact_integer(seal, "log_index", &index));
    assert_true(fact_integer(seal, "received_at", &received));
    assert_int_equal(signoff_log_find(writer_of(world), &signoff, &held, NULL), ERR_OK);
    assert_int_equal(held.index, index);
    unescape(seal, "leaf", &leaf);
    unescape(seal, "head", &head);
    assert_true(span_equal(held.leaf, (struct span){leaf.data, leaf.len}));
    assert_int_equal(log_leaf_parse((struct span){leaf.data, leaf.len}, &said, NULL), ERR_OK);
    assert_int_equal(said.received_ms, received);
    assert_int_equal(signoff_log_over(writer_of(world), held.index, &kept, NULL), ERR_OK);
    assert_true(span_equal(kept.head, (struct span){head.data, head.len}));
    assert_true(fact_text(seal, "head_seal", &hex));
    text_format_hex(seal_hex, kept.seal.data, kept.seal.len);
    assert_true(span_is(hex, seal_hex));
    assert_int_equal(log_head_parse(kept.head, &parsed, NULL), ERR_OK); // read_heads checks it
    claim = (struct merkle_claim){(uint64_t)index, parsed.size, {{0}}, parsed.root};
    merkle_leaf((struct span){leaf.data, leaf.len}, &claim.leaf);
    read_proof(seal, &proof);
    assert_true(merkle_inclusion_holds(&claim, &proof));
    buffer_clear(&leaf);
    buffer_clear(&head);
}

// Everything that must hold at any time: `count` sign-offs, each logged once with one good seal.
static inline void check_all(struct world *world, uint64_t count, struct heads *heads)
{
    struct seals *seals = read_seals(world);
    struct heads here;

    read_heads(world, heads ? heads : &here);
    assert_int_equal(log_size(world), count);
    assert_int_equal(seals->count, count);
    for (size_t i = 0; i < seals->count; i++)
        check_seal(world, &seals->list[i]);
    free_seals(seals);
}

#endif
