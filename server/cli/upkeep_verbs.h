// SPDX-License-Identifier: Apache-2.0
// plumbd verify, rebuild.
#ifndef PLUMB_SERVER_CLI_UPKEEP_VERBS_H
#define PLUMB_SERVER_CLI_UPKEEP_VERBS_H

#include "server/cli/desk.h"

extern const struct verb upkeep_verbs_verify, upkeep_verbs_rebuild;

#endif
