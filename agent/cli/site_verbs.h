// SPDX-License-Identifier: Apache-2.0
// How far the sites of this tablet are: plumb site list, site show, node list, node show.
#ifndef PLUMB_AGENT_CLI_SITE_VERBS_H
#define PLUMB_AGENT_CLI_SITE_VERBS_H

#include "shared/base/verb.h"

extern const struct verb site_verbs_list, site_verbs_show, site_verbs_node_list,
    site_verbs_node_show;

#endif
