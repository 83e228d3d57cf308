// SPDX-License-Identifier: Apache-2.0
// plumbd quarantine list, show, accept, reject; group list, apply.
#ifndef PLUMB_SERVER_CLI_HELD_VERBS_H
#define PLUMB_SERVER_CLI_HELD_VERBS_H

#include "server/cli/desk.h"

extern const struct verb held_verbs_list, held_verbs_show, held_verbs_accept, held_verbs_reject,
    held_verbs_groups, held_verbs_apply;

#endif
