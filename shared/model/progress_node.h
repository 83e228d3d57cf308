// SPDX-License-Identifier: Apache-2.0
// How far one node is, by the catalogue that it is pinned to.
#ifndef PLUMB_SHARED_MODEL_PROGRESS_NODE_H
#define PLUMB_SHARED_MODEL_PROGRESS_NODE_H

#include "shared/model/progress.h"

// `out` holds catalogue, node and record (NULL: not started); the rest is filled in. Incomplete
// when the arena is full: its `failed` stands.
void progress_node_read(const struct progress_options *options, struct progress_node *out);
// Whether a sign-off changed after signing and nobody of that role signed the form again (D6.2).
bool progress_node_outdated(const struct facts *facts, const struct fact *signoff);

#endif
