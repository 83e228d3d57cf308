// SPDX-License-Identifier: Apache-2.0
// The office's commits: numbered without holes, each with a random tag, so that a position names
// one timeline.
#ifndef PLUMB_SERVER_STORAGE_COMMIT_H
#define PLUMB_SERVER_STORAGE_COMMIT_H

#include "server/storage/view.h"

struct commit_stamp {
    uint64_t number, tag;
    int64_t at_ms;
};
// Newest commit visible in the view (number 0, tag 0 before the first).
enum err commit_head(struct view *view, struct commit_stamp *out, struct error *error);
// A commit by its number: NOT_FOUND when unknown.
enum err commit_get(struct view *view, uint64_t number, struct commit_stamp *out,
                    struct error *error);

#endif
