// SPDX-License-Identifier: Apache-2.0
// Verbs of deliveries: delivery add, arrive, accept, refuse, list, show.
#ifndef PLUMB_AGENT_CLI_GOODS_VERBS_H
#define PLUMB_AGENT_CLI_GOODS_VERBS_H

#include "agent/sync/tablet.h"

extern const struct verb goods_verb_add, goods_verb_arrive, goods_verb_accept, goods_verb_refuse,
    goods_verb_list, goods_verb_show;

#endif
