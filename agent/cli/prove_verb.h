// SPDX-License-Identifier: Apache-2.0
// plumb prove: compare with the office what both hold, and repair what differs.
#ifndef PLUMB_AGENT_CLI_PROVE_VERB_H
#define PLUMB_AGENT_CLI_PROVE_VERB_H

#include "agent/sync/tablet.h"

extern const struct verb prove_verb;

#endif
