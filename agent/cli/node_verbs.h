// SPDX-License-Identifier: Apache-2.0
// Verbs that start a node and answer its check items: node start; item set, list, measure.
#ifndef PLUMB_AGENT_CLI_NODE_VERBS_H
#define PLUMB_AGENT_CLI_NODE_VERBS_H

#include "agent/sync/tablet.h"

extern const struct verb node_verb_start, node_verb_item_set, node_verb_item_list,
    node_verb_item_measure;

#endif
