// SPDX-License-Identifier: Apache-2.0
// plumbd export form: a signed form on paper, as PDF.
#ifndef PLUMB_SERVER_CLI_EXPORT_FORM_VERB_H
#define PLUMB_SERVER_CLI_EXPORT_FORM_VERB_H

#include "server/cli/desk.h"

extern const struct verb export_form_verb;

#endif
