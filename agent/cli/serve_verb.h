// SPDX-License-Identifier: Apache-2.0
// plumb serve: background sync, a status page on the loopback, and the owner's door for other
// verbs.
#ifndef PLUMB_AGENT_CLI_SERVE_VERB_H
#define PLUMB_AGENT_CLI_SERVE_VERB_H

#include "agent/sync/tablet.h"

extern const struct verb serve_verb;

#endif
