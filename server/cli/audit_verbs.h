// SPDX-License-Identifier: Apache-2.0
// Verbs about the audit.
#ifndef PLUMB_SERVER_CLI_AUDIT_VERBS_H
#define PLUMB_SERVER_CLI_AUDIT_VERBS_H

#include "server/cli/desk.h"

extern const struct verb audit_verbs_list, audit_verbs_verify, audit_verbs_seal;

#endif
