// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/merkle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

// The eight leaves and the roots of their trees that the programs of Certificate Transparency test
// with (RFC 6962 section 2.1), as facts.
static const struct {
    const char *entry;
    size_t len;
} entries[] = {
    {"", 0},
    {"\x00", 1},
    {"\x10", 1},
    {"\x20\x21", 2},
    {"\x30\x31", 2},
    {"\x40\x41\x42\x43", 4},
    {"\x50\x51\x52\x53\x54\x55\x56\x57", 8},
    {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16},
};
static const char *const roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static enum err known_leaf(void *ctx, uint64_t index, struct digest *out)
{
    (void)ctx;
    merkle_leaf((struct span){entries[index].entry, entries[index].len}, out);
    return ERR_OK;
}

static enum err made_leaf(void *ctx, uint64_t index, struct digest *out)
{
    (void)ctx;
    merkle_leaf((struct span){(const char *)&index, sizeof(index)}, out);
    return ERR_OK;
}

static enum err no_leaf(void *ctx, uint64_t index, struct digest *out)
{
    (void)out;
    return index == *(uint64_t *)ctx ? ERR_IO : made_leaf(NULL, index, out);
}

static const struct merkle_leaves known = {.at = known_leaf}, made = {.at = made_leaf};

// A keeper of whole subtrees, who counts what is asked.
static unsigned asked;
static enum err whole_part(void *ctx, unsigned level, uint64_t index, struct digest *out)
{
    static const struct merkle_leaves plain = {.at = made_leaf};
    struct digest left, right;
    enum err err;

    asked += ctx != NULL;
    assert_true(level > 0);
    if (level > 1) {
        err = whole_part(NULL, level - 1, 2 * index, &left);
        err = err ? err : whole_part(NULL, level - 1, 2 * index + 1, &right);
    } else {
        err = plain.at(NULL, 2 * index, &left);
        err = err ? err : plain.at(NULL, 2 * index + 1, &right);
    }
    merkle_node(&left, &right, out);
    return err;
}

static struct digest digest_of(const char *hex)
{
    struct digest digest;

    assert_true(digest_parse(hex, strlen(hex), &digest));
    return digest;
}

static void assert_digest(const struct digest *digest, const char *hex)
{
    char text[HASH_TEXT];

    digest_format(digest, text);
    assert_string_equal(text, hex);
}

static void the_roots_of_the_known_leaves_are_the_known_ones(void **state)
{
    struct digest root;

    for (uint64_t size = 0; size <= 8; size++) {
        assert_int_equal(merkle_root(&known, size, &root), ERR_OK);
        assert_digest(&root, roots[size]);
    }
}

struct path {
    uint64_t a, b; // index and size, or from and to
    size_t count;
    const char *hash[4];
};

static void assert_path(const struct merkle_proof *proof, const struct path *path)
{
    assert_int_equal(proof->count, path->count);
    for (size_t i = 0; i < path->count; i++)
        assert_digest(&proof->hash[i], path->hash[i]);
}

static void the_known_inclusion_paths_come_out_and_hold(void **state)
{
    static const struct path paths[] = {
        {0, 1, 0, {NULL}},
        {0,
         8,
         3,
         {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
        {5,
         8,
         3,
         {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
        {2, 3, 1, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
        {1,
         5,
         3,
         {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
    };

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        struct merkle_claim claim = {.index = paths[i].a, .size = paths[i].b};
        struct merkle_proof proof;

        assert_int_equal(merkle_inclusion(&known, claim.index, claim.size, &proof), ERR_OK);
        assert_path(&proof, &paths[i]);
        known_leaf(NULL, claim.index, &claim.leaf);
        claim.root = digest_of(roots[claim.size]);
        assert_true(merkle_inclusion_holds(&claim, &proof));
    }
}

static void the_known_consistency_proofs_come_out_and_hold(void **state)
{
    static const struct path paths[] = {
        {1, 1, 0, {NULL}},
        {1,
         8,
         3,
         {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
        {6,
         8,
         3,
         {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
        {2,
         5,
         2,
         {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
          "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
    };

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        struct merkle_growth growth = {.from = paths[i].a, .to = paths[i].b};
        struct merkle_proof proof;

        assert_int_equal(merkle_consistency(&known, growth.from, growth.to, &proof), ERR_OK);
        assert_path(&proof, &paths[i]);
        growth.old_root = digest_of(roots[growth.from]);
        growth.new_root = digest_of(roots[growth.to]);
        assert_true(merkle_consistency_holds(&growth, &proof));
    }
}

enum { SIZES = 70 };

// Each way to be wrong must be noticed: another index, size, leaf, root, a hash changed, one more,
// one less.
static void refuses_what_is_near(const struct merkle_claim *claim, const struct merkle_proof *proof)
{
    struct merkle_claim wrong;
    struct merkle_proof bent;

    for (uint64_t other = 0; other <= claim->size; other++) {
        wrong = *claim;
        wrong.index = other;
        assert_int_equal(merkle_inclusion_holds(&wrong, proof), other == claim->index);
    }
    for (size_t i = 0; i < proof->count; i++) {
        bent = *proof;
        bent.hash[i].bytes[i] ^= 0x10;
        assert_false(merkle_inclusion_holds(claim, &bent));
    }
    bent = *proof;
    bent.hash[bent.count++] = claim->root;
    assert_false(merkle_inclusion_holds(claim, &bent));
    wrong = *claim;
    wrong.leaf.bytes[0] ^= 1;
    assert_false(merkle_inclusion_holds(&wrong, proof));
    wrong = *claim;
    wrong.root.bytes[31] ^= 1;
    assert_false(merkle_inclusion_holds(&wrong, proof));
    bent = *proof;
    if (bent.count && bent.count--)
        assert_false(merkle_inclusion_holds(claim, &bent));
}

static void every_inclusion_holds_and_no_other_does(void **state)
{
    for (uint64_t size = 1; size <= SIZES; size++) {
        struct merkle_claim claim = {.size = size};
        struct merkle_proof proof;

        assert_int_equal(merkle_root(&made, size, &claim.root), ERR_OK);
        for (claim.index = 0; claim.index < size; claim.index++) {
            made_leaf(NULL, claim.index, &claim.leaf);
            assert_int_equal(merkle_inclusion(&made, claim.index, size, &proof), ERR_OK);
            assert_true(merkle_inclusion_holds(&claim, &proof));
            refuses_what_is_near(&claim, &proof);
        }
    }
}

static void refuses_other_growth(const struct merkle_growth *growth,
                                 const struct merkle_proof *proof)
{
    struct merkle_growth wrong = *growth;
    struct merkle_proof bent;

    wrong.old_root.bytes[5] ^= 1;
    assert_false(merkle_consistency_holds(&wrong, proof));
    wrong = *growth;
    wrong.new_root.bytes[5] ^= 1;
    // The empty tree says nothing about what follows it.
    assert_int_equal(merkle_consistency_holds(&wrong, proof),
                     growth->from < growth->to && !growth->from);
    bent = *proof;
    bent.hash[bent.count++] = growth->new_root;
    assert_false(merkle_consistency_holds(growth, &bent));
    for (size_t i = 0; i < proof->count; i++) {
        bent = *proof;
        bent.hash[i].bytes[31] ^= 1;
        assert_false(merkle_consistency_holds(growth, &bent));
    }
    bent = *proof;
    if (bent.count && bent.count--)
        assert_false(merkle_consistency_holds(growth, &bent));
}

static void every_growth_holds_and_no_other_does(void **state)
{
    for (uint64_t to = 0; to <= SIZES; to++) {
        struct merkle_growth growth = {.to = to};
        struct merkle_proof proof;

        assert_int_equal(merkle_root(&made, to, &growth.new_root), ERR_OK);
        for (growth.from = 0; growth.from <= to; growth.from++) {
            assert_int_equal(merkle_root(&made, growth.from, &growth.old_root), ERR_OK);
            assert_int_equal(merkle_consistency(&made, growth.from, to, &proof), ERR_OK);
            assert_true(merkle_consistency_holds(&growth, &proof));
            refuses_other_growth(&growth, &proof);
        }
    }
}

static void a_log_that_was_rewritten_is_not_consistent(void **state)
{
    struct merkle_growth growth = {.from = 6, .to = 8};
    struct merkle_proof proof;

    assert_int_equal(merkle_root(&made, 6, &growth.old_root), ERR_OK);
    assert_int_equal(merkle_root(&known, 8, &growth.new_root), ERR_OK);
    assert_int_equal(merkle_consistency(&known, 6, 8, &proof), ERR_OK);
    assert_false(merkle_consistency_holds(&growth, &proof));
}

static void what_lies_outside_the_tree_has_no_proof(void **state)
{
    struct merkle_proof proof = {.count = 0};
    struct merkle_claim claim = {.index = 0, .size = 0};
    struct merkle_growth growth = {.from = 2, .to = 1};

    assert_int_equal(merkle_inclusion(&known, 3, 3, &proof), ERR_INVALID);
    assert_int_equal(merkle_inclusion(&known, 0, 0, &proof), ERR_INVALID);
    assert_int_equal(merkle_consistency(&known, 4, 3, &proof), ERR_INVALID);
    assert_false(merkle_inclusion_holds(&claim, &proof));
    assert_false(merkle_consistency_holds(&growth, &proof));
}

static void a_leaf_that_cannot_be_read_is_an_error(void **state)
{
    uint64_t bad = 0;
    struct merkle_leaves leaves = {.ctx = &bad, .at = no_leaf};
    struct merkle_proof proof;
    struct digest root;

    for (bad = 0; bad < 7; bad++) {
        assert_int_equal(merkle_root(&leaves, 7, &root), ERR_IO);
        if (bad != 2)
            assert_int_equal(merkle_inclusion(&leaves, 2, 7, &proof), ERR_IO);
        assert_int_equal(merkle_consistency(&leaves, 3, 7, &proof), ERR_IO);
    }
}

// The largest sizes a head can name: no shift or subtraction goes wrong.
static void hostile_sizes_are_only_wrong(void **state)
{
    struct merkle_proof proof = {.count = MERKLE_PROOF_MAX};
    struct merkle_claim claim = {.index = UINT64_MAX - 1, .size = UINT64_MAX};
    struct merkle_growth growth = {.from = UINT64_MAX - 1, .to = UINT64_MAX};

    assert_false(merkle_inclusion_holds(&claim, &proof));
    assert_false(merkle_consistency_holds(&growth, &proof));
    claim.index = 0;
    assert_false(merkle_inclusion_holds(&claim, &proof));
    growth.from = UINT64_C(1) << 63;
    assert_false(merkle_consistency_holds(&growth, &proof));
}

static void assert_same_proof(const struct merkle_proof *a, const struct merkle_proof *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        assert_true(digest_equal(&a->hash[i], &b->hash[i]));
}

static void kept_subtrees_give_the_same_roots_and_proofs_with_few_looks(void **state)
{
    const struct merkle_leaves kept = {.ctx = &asked, .at = made_leaf, .whole = whole_part};
    struct merkle_proof proof, same;
    struct digest root, again;

    (void)state;
    for (uint64_t size = 1; size <= 70; size++) {
        assert_int_equal(merkle_root(&made, size, &root), ERR_OK);
        assert_int_equal(merkle_root(&kept, size, &again), ERR_OK);
        assert_true(digest_equal(&root, &again));
        for (uint64_t index = 0; index < size; index++) {
            assert_int_equal(merkle_inclusion(&made, index, size, &proof), ERR_OK);
            assert_int_equal(merkle_inclusion(&kept, index, size, &same), ERR_OK);
            assert_same_proof(&proof, &same);
            assert_int_equal(merkle_consistency(&made, index, size, &proof), ERR_OK);
            assert_int_equal(merkle_consistency(&kept, index, size, &same), ERR_OK);
            assert_same_proof(&proof, &same);
        }
    }
    asked = 0;
    assert_int_equal(merkle_root(&kept, 1023, &root), ERR_OK);
    assert_int_equal(asked, 9); // 512, 256, … 2, and the last leaf
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_roots_of_the_known_leaves_are_the_known_ones),
        cmocka_unit_test(the_known_inclusion_paths_come_out_and_hold),
        cmocka_unit_test(the_known_consistency_proofs_come_out_and_hold),
        cmocka_unit_test(every_inclusion_holds_and_no_other_does),
        cmocka_unit_test(every_growth_holds_and_no_other_does),
        cmocka_unit_test(a_log_that_was_rewritten_is_not_consistent),
        cmocka_unit_test(what_lies_outside_the_tree_has_no_proof),
        cmocka_unit_test(a_leaf_that_cannot_be_read_is_an_error),
        cmocka_unit_test(hostile_sizes_are_only_wrong),
        cmocka_unit_test(kept_subtrees_give_the_same_roots_and_proofs_with_few_looks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
