// SPDX-License-Identifier: Apache-2.0
// plumb verify: whether an exported sign-off is genuine, on any machine.
#ifndef PLUMB_AGENT_CLI_VERIFY_VERB_H
#define PLUMB_AGENT_CLI_VERIFY_VERB_H

#include "shared/base/verb.h"

extern const struct verb verify_verb;

#endif
