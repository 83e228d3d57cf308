// SPDX-License-Identifier: Apache-2.0
// plumbd customer erase · erased: a customer is erased by law, in two steps; and what is known of
// those who were.
#ifndef PLUMB_SERVER_CLI_CUSTOMER_VERBS_H
#define PLUMB_SERVER_CLI_CUSTOMER_VERBS_H

#include "server/cli/desk.h"

extern const struct verb customer_verbs_erase;
extern const struct verb customer_verbs_erased;

#endif
