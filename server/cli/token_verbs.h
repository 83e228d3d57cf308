// SPDX-License-Identifier: Apache-2.0
// plumbd token add, list, revoke: what other systems may fetch and write.
#ifndef PLUMB_SERVER_CLI_TOKEN_VERBS_H
#define PLUMB_SERVER_CLI_TOKEN_VERBS_H

#include "server/cli/desk.h"

extern const struct verb token_verbs_add, token_verbs_list, token_verbs_revoke;

#endif
