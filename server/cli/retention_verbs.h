// SPDX-License-Identifier: Apache-2.0
// plumbd retention plan · run: what was kept as long as the catalogue says, and its removal.
#ifndef PLUMB_SERVER_CLI_RETENTION_VERBS_H
#define PLUMB_SERVER_CLI_RETENTION_VERBS_H

#include "server/cli/desk.h"

extern const struct verb retention_verbs_plan;
extern const struct verb retention_verbs_run;

#endif
