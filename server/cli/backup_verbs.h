// SPDX-License-Identifier: Apache-2.0
// plumbd backup, backup check, backup list, backup schedule, restore.
#ifndef PLUMB_SERVER_CLI_BACKUP_VERBS_H
#define PLUMB_SERVER_CLI_BACKUP_VERBS_H

#include "server/cli/desk.h"

extern const struct verb backup_verbs_make, backup_verbs_check, backup_verbs_list,
    backup_verbs_schedule, backup_verbs_restore;

#endif
