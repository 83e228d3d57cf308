// SPDX-License-Identifier: Apache-2.0
// plumbd job add, list, fetch: exports that are made in the background.
#ifndef PLUMB_SERVER_CLI_JOB_VERBS_H
#define PLUMB_SERVER_CLI_JOB_VERBS_H

#include "server/cli/desk.h"

extern const struct verb job_verbs_add, job_verbs_list, job_verbs_fetch;

#endif
