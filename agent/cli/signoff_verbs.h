// SPDX-License-Identifier: Apache-2.0
// Verbs about sign-offs that were made: list, show, void, export.
#ifndef PLUMB_AGENT_CLI_SIGNOFF_VERBS_H
#define PLUMB_AGENT_CLI_SIGNOFF_VERBS_H

#include "agent/sync/tablet.h"

extern const struct verb signoff_verb_list, signoff_verb_show, signoff_verb_void,
    signoff_verb_export;

#endif
