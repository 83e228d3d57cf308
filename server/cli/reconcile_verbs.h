// SPDX-License-Identifier: Apache-2.0
// plumbd reconcile: the picture of now and of every night; nights that are kept, their settings,
// and whether the history still leads to them.
#ifndef PLUMB_SERVER_CLI_RECONCILE_VERBS_H
#define PLUMB_SERVER_CLI_RECONCILE_VERBS_H

#include "shared/base/verb.h"

extern const struct verb reconcile_verbs_take, reconcile_verbs_list, reconcile_verbs_set,
    reconcile_verbs_check;

#endif
