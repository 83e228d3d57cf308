// SPDX-License-Identifier: Apache-2.0
// What a role may do at the console (domain.md D1): one table of capabilities, one of roles.
#ifndef PLUMB_SERVER_CONSOLE_ROLE_RIGHTS_H
#define PLUMB_SERVER_CONSOLE_ROLE_RIGHTS_H

#include "shared/base/text.h"

// Access bits of routes. A caller is a stranger, or partly in, or in; who is in has the
// capabilities of the granted roles beside. A route names all that it serves.
enum console_access {
    CONSOLE_STRANGER = 1 << 0,
    CONSOLE_PARTIAL = 1 << 1, // the password was right; a code or another password is owed
    CONSOLE_ANYBODY = 1 << 2, // signed in
    CONSOLE_SEE = 1 << 3,     // sites, board, issues, sign-offs, without personal data
    CONSOLE_PERSONAL = 1 << 4,
    CONSOLE_SETTLE = 1 << 5,
    CONSOLE_HELD = 1 << 6,
    CONSOLE_DEVICES = 1 << 7,
    CONSOLE_CATALOGUE = 1 << 8,
    CONSOLE_PEOPLE = 1 << 9,
    CONSOLE_EXPORT = 1 << 10,
    CONSOLE_AUDIT = 1 << 11,
    CONSOLE_OPERATE = 1 << 12,
    CONSOLE_ERASE = 1 << 13,
    CONSOLE_CAPABILITIES = (1 << 14) - (1 << 3), // all that a role can give
    CONSOLE_EVERYBODY = CONSOLE_STRANGER | CONSOLE_PARTIAL | CONSOLE_ANYBODY,
};
extern const char *const role_rights_access_names[]; // from the lowest bit on, ends with NULL

struct role_rights_capability {
    unsigned bit;
    const char *name, *zh, *en;
    bool global; // counts only where it is granted for all stores
};
const struct role_rights_capability *role_rights_capabilities(size_t *count);

struct role_rights {
    const char *role, *zh, *en; // as in the kind table
    unsigned rights;            // capabilities; 0: works with a tablet only
    bool guarded;               // needs a one-time code when the office asks for them
};
const struct role_rights *role_rights_list(size_t *count);
const struct role_rights *role_rights_find(struct span role); // NULL: there is none

#endif
