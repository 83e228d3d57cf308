// SPDX-License-Identifier: Apache-2.0
// plumbd export signoff: one evidence file, or all of a node's.
#ifndef PLUMB_SERVER_CLI_EXPORT_SIGNOFF_VERB_H
#define PLUMB_SERVER_CLI_EXPORT_SIGNOFF_VERB_H

#include "server/cli/desk.h"

extern const struct verb export_signoff_verb;

#endif
