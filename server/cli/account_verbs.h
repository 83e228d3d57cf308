// SPDX-License-Identifier: Apache-2.0
// Verbs about accounts of the console.
#ifndef PLUMB_SERVER_CLI_ACCOUNT_VERBS_H
#define PLUMB_SERVER_CLI_ACCOUNT_VERBS_H

#include "server/cli/desk.h"

extern const struct verb account_verbs_add, account_verbs_list, account_verbs_grant,
    account_verbs_revoke, account_verbs_block, account_verbs_unblock, account_verbs_reset,
    account_verbs_totp_off;

#endif
