// SPDX-License-Identifier: Apache-2.0
// Verbs of rectifications: fix list, show, open, assign, done, verify, reject, reopen.
#ifndef PLUMB_AGENT_CLI_FIX_VERBS_H
#define PLUMB_AGENT_CLI_FIX_VERBS_H

#include "agent/sync/tablet.h"

extern const struct verb fix_verb_list, fix_verb_show, fix_verb_open, fix_verb_assign,
    fix_verb_done, fix_verb_verify, fix_verb_reject, fix_verb_reopen;

#endif
