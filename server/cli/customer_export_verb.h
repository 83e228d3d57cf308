// SPDX-License-Identifier: Apache-2.0
// plumbd customer export: everything about a customer as a folder that anybody can read.
#ifndef PLUMB_SERVER_CLI_CUSTOMER_EXPORT_VERB_H
#define PLUMB_SERVER_CLI_CUSTOMER_EXPORT_VERB_H

#include "server/cli/desk.h"

extern const struct verb customer_verbs_export;

#endif
