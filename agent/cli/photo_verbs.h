// SPDX-License-Identifier: Apache-2.0
// Photos of others: their originals fetched when somebody wants to see them, and how much storage
// files of others may take.
#ifndef PLUMB_AGENT_CLI_PHOTO_VERBS_H
#define PLUMB_AGENT_CLI_PHOTO_VERBS_H

#include "shared/base/verb.h"

extern const struct verb photo_verb_get, photo_verb_room;

#endif
