// SPDX-License-Identifier: Apache-2.0
// plumbd doctor: the office looks after itself, in plain words.
#ifndef PLUMB_SERVER_CLI_DOCTOR_VERB_H
#define PLUMB_SERVER_CLI_DOCTOR_VERB_H

#include "server/cli/desk.h"

extern const struct verb doctor_verb;

#endif
