// SPDX-License-Identifier: Apache-2.0
// plumb serve: the tablet's interface, background sync, and the owner's door for other verbs; plumb
// open: a link into it.
#ifndef PLUMB_AGENT_CLI_SERVE_VERB_H
#define PLUMB_AGENT_CLI_SERVE_VERB_H

#include "agent/sync/tablet.h"

extern const struct verb serve_verb, serve_verb_open;
// Frees what serve left standing for verbs that were handed over. After the last of them.
void serve_verb_close(struct tablet *tablet);

#endif
