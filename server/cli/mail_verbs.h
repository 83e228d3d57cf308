// SPDX-License-Identifier: Apache-2.0
// plumbd mail set, test: the office's mail server.
#ifndef PLUMB_SERVER_CLI_MAIL_VERBS_H
#define PLUMB_SERVER_CLI_MAIL_VERBS_H

#include "server/cli/desk.h"

extern const struct verb mail_verbs_set, mail_verbs_test;

#endif
