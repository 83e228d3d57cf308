// SPDX-License-Identifier: Apache-2.0
// plumbd record get, list, set.
#ifndef PLUMB_SERVER_CLI_EDIT_VERBS_H
#define PLUMB_SERVER_CLI_EDIT_VERBS_H

#include "server/cli/desk.h"

extern const struct verb edit_verbs_get, edit_verbs_list, edit_verbs_set;

#endif
