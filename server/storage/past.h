// SPDX-License-Identifier: Apache-2.0
// What the office knew at a moment of the past, as far as other tables overwrite it (contacts_at
// and history_after have the rest).
#ifndef PLUMB_SERVER_STORAGE_PAST_H
#define PLUMB_SERVER_STORAGE_PAST_H

#include "server/storage/commit.h"
#include "server/storage/devices.h"
#include "server/storage/held.h"

// The newest commit that began at `at_ms` or before. NOT_FOUND: the office is younger.
enum err past_commit(struct view *view, int64_t at_ms, struct commit_stamp *out,
                     struct error *error);
// Name, state and end of certificate of a tablet as of a commit: replaces those three in the row.
// NOT_FOUND: it was not enrolled.
enum err past_device(struct view *view, uint64_t commit, struct device_row *device,
                     struct error *error);
// Reason and decision of a held entry as of a commit: replaces those two in the row. NOT_FOUND: it
// was not held yet.
enum err past_held(struct view *view, uint64_t commit, struct held_row *held, struct error *error);
// Blobs that were not held as of a commit. Costs the blobs there are.
typedef bool past_blob_each(void *arg, const struct digest *digest, int64_t since_ms);
enum err past_blobs_missing(struct view *view, uint64_t commit, past_blob_each *each, void *arg,
                            struct error *error);

#endif
