// SPDX-License-Identifier: Apache-2.0
// plumbd reconcile: the morning picture, kept for every day it was taken.
#ifndef PLUMB_SERVER_CLI_RECONCILE_VERB_H
#define PLUMB_SERVER_CLI_RECONCILE_VERB_H

#include "server/cli/desk.h"

extern const struct verb reconcile_verb;

#endif
