// SPDX-License-Identifier: Apache-2.0
// The verb that lets somebody sign: look at the page, then seal it.
#ifndef PLUMB_AGENT_CLI_SIGN_VERB_H
#define PLUMB_AGENT_CLI_SIGN_VERB_H

#include "agent/sync/tablet.h"

extern const struct verb sign_verb;

#endif
