// SPDX-License-Identifier: Apache-2.0
// plumbd metrics, metrics token.
#ifndef PLUMB_SERVER_CLI_METRICS_VERBS_H
#define PLUMB_SERVER_CLI_METRICS_VERBS_H

#include "server/cli/desk.h"

extern const struct verb metrics_verbs_show, metrics_verbs_token;

#endif
