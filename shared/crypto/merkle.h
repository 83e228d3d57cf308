// SPDX-License-Identifier: Apache-2.0
// Merkle tree hashing, inclusion and consistency proofs (RFC 6962 section 2.1; verification as in
// RFC 9162 sections 2.1.3.2 and 2.1.4.2).
#ifndef PLUMB_SHARED_CRYPTO_MERKLE_H
#define PLUMB_SHARED_CRYPTO_MERKLE_H

#include "shared/base/err.h"
#include "shared/base/text.h"
#include "shared/crypto/hash.h"

enum { MERKLE_PROOF_MAX = 64 };

void merkle_leaf(struct span entry, struct digest *out); // SHA-256(0x00 ‖ entry)
void merkle_node(const struct digest *left, const struct digest *right, struct digest *out);
// Leaf hashes on demand, so that a log need not be in memory.
struct merkle_leaves {
    void *ctx;
    enum err (*at)(void *ctx, uint64_t index, struct digest *out);
    // The hash of the whole subtree over the leaves [index << level, (index + 1) << level), level
    // above 0, where somebody keeps them; NULL: computed from the leaves.
    enum err (*whole)(void *ctx, unsigned level, uint64_t index, struct digest *out);
};
// The root of the first `size` leaves; of none: SHA-256 of nothing. Errors of leaves->at.
enum err merkle_root(const struct merkle_leaves *leaves, uint64_t size, struct digest *out);
struct merkle_proof {
    struct digest hash[MERKLE_PROOF_MAX];
    size_t count;
};
// INVALID when index is not below size (or from above to).
enum err merkle_inclusion(const struct merkle_leaves *leaves, uint64_t index, uint64_t size,
                          struct merkle_proof *out);
enum err merkle_consistency(const struct merkle_leaves *leaves, uint64_t from, uint64_t to,
                            struct merkle_proof *out);
struct merkle_claim {
    uint64_t index, size;
    struct digest leaf, root;
};
bool merkle_inclusion_holds(const struct merkle_claim *claim, const struct merkle_proof *proof);
struct merkle_growth {
    uint64_t from, to;
    struct digest old_root, new_root;
};
bool merkle_consistency_holds(const struct merkle_growth *growth, const struct merkle_proof *proof);

#endif
