// SPDX-License-Identifier: Apache-2.0
// Records of this tablet printed for people or scripts, with what of them is still waiting.
#ifndef PLUMB_AGENT_CLI_RECORD_SHOW_H
#define PLUMB_AGENT_CLI_RECORD_SHOW_H

#include "agent/store/replica.h"
#include "shared/base/verb_output.h"

enum err record_show_one(struct store *store, const struct uuid *id, struct verb_output *output,
                         struct error *error);
enum err record_show_list(struct store *store, const struct replica_filter *filter,
                          struct verb_output *output, struct error *error);

#endif
