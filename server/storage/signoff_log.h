// SPDX-License-Identifier: Apache-2.0
// The sign-off log as it is kept: leaves in order of arrival, the signed heads, and the hashes of
// whole subtrees, so that roots and proofs cost a few look-ups (docs/EVIDENCE.md).
#ifndef PLUMB_SERVER_STORAGE_SIGNOFF_LOG_H
#define PLUMB_SERVER_STORAGE_SIGNOFF_LOG_H

#include "server/storage/storage.h"
#include "shared/crypto/merkle.h"

// Leaves count from 0 here, as in the tree.
struct signoff_leaf {
    uint64_t index;
    struct uuid signoff, site;
    struct span leaf; // canonical text (shared/wire/log_head.h)
};
struct signoff_head {
    uint64_t size;
    struct span certificate; // DER of the log key's
    struct span head;        // canonical text
    struct span seal;        // DER signature over it
};

// How many leaves there are; and how many there were under the newest head that this store ever
// had, which is kept elsewhere in it: more than there are, when some were removed.
enum err signoff_log_size(struct view *view, uint64_t *out, struct error *error);
enum err signoff_log_reached(struct view *view, uint64_t *out, struct error *error);
// NOT_FOUND: no such leaf, or none of this sign-off.
enum err signoff_log_leaf(struct view *view, uint64_t index, struct signoff_leaf *out,
                          struct error *error);
enum err signoff_log_find(struct view *view, const struct uuid *signoff, struct signoff_leaf *out,
                          struct error *error);
// The newest head; and the first one over the leaf at `index`. NOT_FOUND: there is none.
enum err signoff_log_newest(struct view *view, struct signoff_head *out, struct error *error);
enum err signoff_log_over(struct view *view, uint64_t index, struct signoff_head *out,
                          struct error *error);
// Leaves from an index on, heads over more than `size` leaves, in order, until `each` returns
// false.
typedef bool signoff_leaf_each(void *arg, const struct signoff_leaf *leaf);
enum err signoff_log_leaves(struct view *view, uint64_t from, signoff_leaf_each *each, void *arg,
                            struct error *error);
typedef bool signoff_head_each(void *arg, const struct signoff_head *head);
enum err signoff_log_heads(struct view *view, uint64_t size, signoff_head_each *each, void *arg,
                           struct error *error);
// Sign-offs, in the log or not, with ids from `low` to `high`: the first ones, at most `max`.
struct signoff_ids {
    struct uuid low, high;
    struct uuid *list; // the caller's, for `max`
    size_t max, count;
};
enum err signoff_log_ids(struct view *view, struct signoff_ids *ids, struct error *error);
// The tree, for roots and proofs: borrows the view. CORRUPT from its functions: a leaf or subtree
// is missing.
struct merkle_leaves signoff_log_tree(struct view *view);

// Inside a commit. The leaf's index must be the size (else INVALID); EXISTS: the sign-off is in the
// log already.
enum err signoff_log_append(struct storage *storage, const struct signoff_leaf *leaf,
                            struct error *error);
// A head over all leaves there are; EXISTS: there is one.
enum err signoff_log_seal(struct storage *storage, const struct signoff_head *head,
                          struct error *error);
// Computes the subtrees that end with the leaf at `index` again; *differed counts those that were
// wrong.
enum err signoff_log_derive(struct storage *storage, uint64_t index, uint64_t *differed,
                            struct error *error);

#endif
