// SPDX-License-Identifier: Apache-2.0
// plumbd init and plumbd serve.
#ifndef PLUMB_SERVER_CLI_SERVE_OFFICE_H
#define PLUMB_SERVER_CLI_SERVE_OFFICE_H

#include "server/cli/desk.h"

// How many loop threads, and so readers, a call of serve asks for.
unsigned serve_office_loops(const struct verb_call *call);
// How a call of serve wants log lines written.
enum log_form serve_office_log(const struct verb_call *call);

extern const struct verb serve_office_init, serve_office_verb;

#endif
