// SPDX-License-Identifier: Apache-2.0
// plumbd log head, heads, list, show, prove: the sign-off log as anybody may check it.
#ifndef PLUMB_SERVER_CLI_LOG_VERBS_H
#define PLUMB_SERVER_CLI_LOG_VERBS_H

#include "server/cli/desk.h"

extern const struct verb log_verbs_head, log_verbs_heads, log_verbs_list, log_verbs_show,
    log_verbs_prove;

#endif
