// SPDX-License-Identifier: Apache-2.0
// Validated edits: what a person saves becomes journal entries and record states in one
// transaction, or nothing.
#ifndef PLUMB_AGENT_CAPTURE_CAPTURE_H
#define PLUMB_AGENT_CAPTURE_CAPTURE_H

#include "agent/capture/draft.h"
#include "agent/store/store.h"

struct capture_options {
    const struct draft *drafts; // in order; at least one, at most GROUP_MAX when grouped
    size_t count;
    bool grouped; // the office applies all of them in one commit
    struct uuid person;
};
struct capture_result {
    struct uuid id;
    struct dot dot;
};
// OK: everything is durable, and results[i] tells record and dot of drafts[i]. After an error
// nothing was saved (UNKNOWN_COMMIT: see store_commit). INVALID or DENIED name field and value, or
// the role that may not write the kind (kind_may_write); DENIED also when the person is not on the
// tablet's list (author_check). On a full disk the store's reserve is used
// once.
enum err capture_commit(struct store *store, const struct capture_options *options,
                        struct capture_result *results, struct error *error);
// One edit inside the caller's transaction.
struct capture_edit {
    const struct draft *draft;
    struct uuid person;
    struct write_group group;
    bool role_checked; // within this transaction, for this person and kind
};
enum err capture_append(struct store *store, const struct capture_edit *edit,
                        struct capture_result *result, struct error *error);

#endif
