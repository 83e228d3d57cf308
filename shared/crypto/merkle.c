// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/merkle.h"

#include <string.h>

void merkle_leaf(struct span entry, struct digest *out)
{
    hash_pair("\x00", 1, entry.data, entry.len, out);
}

void merkle_node(const struct digest *left, const struct digest *right, struct digest *out)
{
    uint8_t bytes[1 + 2 * HASH_BYTES] = {0x01};

    memcpy(bytes + 1, left->bytes, HASH_BYTES);
    memcpy(bytes + 1 + HASH_BYTES, right->bytes, HASH_BYTES);
    hash_once(bytes, sizeof(bytes), out);
}

// The largest power of two below a size of at least 2.
static uint64_t split(uint64_t size)
{
    return UINT64_C(1) << (63 - __builtin_clzll(size - 1));
}

// MTH of the leaves [from, from + size), size at least 1. Each level halves: at most 64 deep.
static enum err subtree(const struct merkle_leaves *leaves, uint64_t from, uint64_t size,
                        struct digest *out)
{
    struct digest left, right;
    uint64_t half;
    enum err err;

    if (size == 1)
        return leaves->at(leaves->ctx, from, out);
    if (leaves->whole && !(size & (size - 1))) { // such a part begins at a multiple of its size
        unsigned level = (unsigned)__builtin_ctzll(size);

        return leaves->whole(leaves->ctx, level, from >> level, out);
    }
    half = split(size);
    err = subtree(leaves, from, half, &left);
    if (!err)
        err = subtree(leaves, from + half, size - half, &right);
    if (!err)
        merkle_node(&left, &right, out);
    return err;
}

enum err merkle_root(const struct merkle_leaves *leaves, uint64_t size, struct digest *out)
{
    if (size)
        return subtree(leaves, 0, size, out);
    hash_once("", 0, out);
    return ERR_OK;
}

// A step down the tree: on the way to a proof the siblings are met from the root on, but proofs run
// from the leaf up, so that they are gathered and turned round at the end.
static enum err add_sibling(const struct merkle_leaves *leaves, uint64_t from, uint64_t size,
                            struct merkle_proof *out)
{
    enum err err = subtree(leaves, from, size, &out->hash[out->count]);

    if (!err)
        out->count++;
    return err;
}

static void turn_round(struct merkle_proof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        struct digest *a = &proof->hash[i], *b = &proof->hash[proof->count - 1 - i], held = *a;

        *a = *b;
        *b = held;
    }
}

enum err merkle_inclusion(const struct merkle_leaves *leaves, uint64_t index, uint64_t size,
                          struct merkle_proof *out)
{
    uint64_t from = 0;
    enum err err = ERR_OK;

    out->count = 0;
    if (index >= size)
        return ERR_INVALID;
    while (size > 1 && !err) {
        uint64_t half = split(size);

        if (index - from < half) {
            err = add_sibling(leaves, from + half, size - half, out);
            size = half;
        } else {
            err = add_sibling(leaves, from, half, out);
            from += half;
            size -= half;
        }
    }
    turn_round(out);
    return err;
}

enum err merkle_consistency(const struct merkle_leaves *leaves, uint64_t from, uint64_t to,
                            struct merkle_proof *out)
{
    uint64_t start = 0, rest = from, size = to;
    bool whole = true; // the old tree is a whole subtree, whose root the asker knows
    enum err err = ERR_OK;

    out->count = 0;
    if (from > to)
        return ERR_INVALID;
    if (!from)
        return ERR_OK; // every tree goes on from the empty one
    while (rest < size && !err) {
        uint64_t half = split(size);

        if (rest <= half) {
            err = add_sibling(leaves, start + half, size - half, out);
            size = half;
        } else {
            err = add_sibling(leaves, start, half, out);
            start += half;
            rest -= half;
            size -= half;
            whole = false;
        }
    }
    if (!whole && !err)
        err = add_sibling(leaves, start, size, out);
    turn_round(out);
    return err;
}

// RFC 9162 section 2.1.3.2: `at` and `last` are the places of leaf and last leaf on each level.
bool merkle_inclusion_holds(const struct merkle_claim *claim, const struct merkle_proof *proof)
{
    uint64_t at = claim->index, last = claim->size - 1;
    struct digest root = claim->leaf;

    if (claim->index >= claim->size)
        return false;
    for (size_t i = 0; i < proof->count; i++) {
        const struct digest *sibling = &proof->hash[i];

        if (!last)
            return false;
        if (at & 1 || at == last) {
            merkle_node(sibling, &root, &root);
            for (; !(at & 1) && at; at >>= 1)
                last >>= 1;
        } else {
            merkle_node(&root, sibling, &root);
        }
        at >>= 1;
        last >>= 1;
    }
    return !last && digest_equal(&root, &claim->root);
}

// RFC 9162 section 2.1.4.2, of 0 < from < to: both roots are computed from the same hashes.
static bool grows(const struct merkle_growth *growth, const struct merkle_proof *proof)
{
    uint64_t at = growth->from - 1, last = growth->to - 1;
    bool whole = (growth->from & at) == 0; // a power of two: the proof leaves out the old root
    size_t next = whole ? 0 : 1;
    struct digest old_root, new_root;

    if (!proof->count)
        return false;
    old_root = new_root = whole ? growth->old_root : proof->hash[0];
    for (; at & 1; at >>= 1)
        last >>= 1;
    for (; next < proof->count; next++) {
        const struct digest *sibling = &proof->hash[next];

        if (!last)
            return false;
        if (at & 1 || at == last) {
            merkle_node(sibling, &old_root, &old_root);
            merkle_node(sibling, &new_root, &new_root);
            for (; !(at & 1) && at; at >>= 1)
                last >>= 1;
        } else {
            merkle_node(&new_root, sibling, &new_root);
        }
        at >>= 1;
        last >>= 1;
    }
    return !last && digest_equal(&old_root, &growth->old_root)
           && digest_equal(&new_root, &growth->new_root);
}

bool merkle_consistency_holds(const struct merkle_growth *growth, const struct merkle_proof *proof)
{
    struct digest nothing;

    hash_once("", 0, &nothing);
    if (growth->from > growth->to)
        return false;
    if (!growth->from && !digest_equal(&growth->old_root, &nothing))
        return false;
    if (growth->from == growth->to)
        return !proof->count && digest_equal(&growth->old_root, &growth->new_root);
    return growth->from ? grows(growth, proof) : !proof->count;
}
