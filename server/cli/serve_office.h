// SPDX-License-Identifier: Apache-2.0
// plumbd init and plumbd serve.
#ifndef PLUMB_SERVER_CLI_SERVE_OFFICE_H
#define PLUMB_SERVER_CLI_SERVE_OFFICE_H

#include "server/cli/desk.h"

extern const struct verb serve_office_init, serve_office_verb;

#endif
