// SPDX-License-Identifier: Apache-2.0
// How far the sites are, in the office: plumbd site list, site show.
#ifndef PLUMB_SERVER_CLI_PROGRESS_VERBS_H
#define PLUMB_SERVER_CLI_PROGRESS_VERBS_H

#include "shared/base/verb.h"

extern const struct verb progress_verbs_list, progress_verbs_show;

#endif
