// SPDX-License-Identifier: Apache-2.0
// The check items of a node or inspection with their answers, for people or scripts.
#ifndef PLUMB_AGENT_CLI_ITEM_LIST_H
#define PLUMB_AGENT_CLI_ITEM_LIST_H

#include "agent/store/store.h"
#include "shared/base/uuid.h"
#include "shared/base/verb_output.h"

struct item_question {
    struct store *store;
    struct uuid site, of; // of: as in agent/capture/item_set.h
    int64_t attempt;
};
enum err item_list_print(const struct item_question *question, struct verb_output *output,
                         struct error *error);

#endif
