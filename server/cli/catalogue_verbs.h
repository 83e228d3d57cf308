// SPDX-License-Identifier: Apache-2.0
// plumbd catalogue list, show, check, publish, compare.
#ifndef PLUMB_SERVER_CLI_CATALOGUE_VERBS_H
#define PLUMB_SERVER_CLI_CATALOGUE_VERBS_H

#include "shared/base/verb.h"

extern const struct verb catalogue_verbs_list, catalogue_verbs_show, catalogue_verbs_check,
    catalogue_verbs_publish, catalogue_verbs_compare;

#endif
