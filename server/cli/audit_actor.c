// SPDX-License-Identifier: Apache-2.0
#include "server/cli/audit_actor.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

void audit_actor_make(struct audit_actor *out, const char *act)
{
    char space[4096];
    struct passwd entry, *found = NULL;

    if (getpwuid_r(geteuid(), &entry, space, sizeof(space), &found) == 0 && found
        && text_plain(span_of(found->pw_name)))
        snprintf(out->who, sizeof(out->who), "unix:%s", found->pw_name);
    else
        snprintf(out->who, sizeof(out->who), "unix:%lu", (unsigned long)geteuid());
    out->row = (struct audit_row){.who = span_of(out->who), .act = span_of(act)};
}
