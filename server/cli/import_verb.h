// SPDX-License-Identifier: Apache-2.0
// plumbd import: people, sites, assignments and the catalogue from CSV or JSON lines, all or
// nothing.
#ifndef PLUMB_SERVER_CLI_IMPORT_VERB_H
#define PLUMB_SERVER_CLI_IMPORT_VERB_H

#include "server/cli/desk.h"

extern const struct verb import_verb;

#endif
