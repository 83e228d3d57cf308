// SPDX-License-Identifier: Apache-2.0
// Verbs for records and photos: record set, get, list; photo add.
#ifndef PLUMB_AGENT_CLI_RECORD_VERBS_H
#define PLUMB_AGENT_CLI_RECORD_VERBS_H

#include "agent/sync/tablet.h"

extern const struct verb record_verb_set, record_verb_get, record_verb_list, photo_verb_add;

#endif
