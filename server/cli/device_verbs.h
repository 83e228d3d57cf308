// SPDX-License-Identifier: Apache-2.0
// plumbd invite; device list, revoke, wipe, person.
#ifndef PLUMB_SERVER_CLI_DEVICE_VERBS_H
#define PLUMB_SERVER_CLI_DEVICE_VERBS_H

#include "server/cli/desk.h"

extern const struct verb device_verbs_invite, device_verbs_list, device_verbs_revoke,
    device_verbs_wipe, device_verbs_person;

#endif
