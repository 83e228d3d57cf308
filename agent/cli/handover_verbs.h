// SPDX-License-Identifier: Apache-2.0
// handover: what only this tablet has, as one file; a file of another tablet, carried along.
#ifndef PLUMB_AGENT_CLI_HANDOVER_VERBS_H
#define PLUMB_AGENT_CLI_HANDOVER_VERBS_H

#include "agent/sync/tablet.h"

extern const struct verb handover_verb_write, handover_verb_import; // context: struct tablet

#endif
