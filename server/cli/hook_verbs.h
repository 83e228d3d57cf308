// SPDX-License-Identifier: Apache-2.0
// plumbd hook add, list, remove, test, resend, pause, resume, rotate: who is told what happens.
#ifndef PLUMB_SERVER_CLI_HOOK_VERBS_H
#define PLUMB_SERVER_CLI_HOOK_VERBS_H

#include "server/cli/desk.h"

extern const struct verb hook_verbs_add, hook_verbs_list, hook_verbs_remove, hook_verbs_test,
    hook_verbs_resend, hook_verbs_pause, hook_verbs_resume, hook_verbs_rotate;

#endif
