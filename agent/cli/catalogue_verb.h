// SPDX-License-Identifier: Apache-2.0
// The catalogues on this tablet in words: plumb catalogue list, show.
#ifndef PLUMB_AGENT_CLI_CATALOGUE_VERB_H
#define PLUMB_AGENT_CLI_CATALOGUE_VERB_H

#include "shared/base/verb.h"

extern const struct verb catalogue_verb_list, catalogue_verb_show;

#endif
