// SPDX-License-Identifier: Apache-2.0
// A call as the console sees it, between console.c and the routes of signing in.
#ifndef PLUMB_SERVER_CONSOLE_CONSOLE_CALL_H
#define PLUMB_SERVER_CONSOLE_CONSOLE_CALL_H

#include "server/console/console.h"
#include "server/console/signed_in.h"
#include "server/console/tries.h"

#define CONSOLE_CALL_COOKIE "__Host-plumbd"

struct bell;
struct site_lists;

// The session of a route_call.
struct console_call {
    struct console *console;
    unsigned worker;
    bool viewing; // console_view has begun
    struct console_rules rules;
    struct signed_in who; // as it was when the call came
    const char *address;  // of the caller
};
struct console_call *console_call_of(const struct route_call *call);

// What the console's own routes share.
struct bell *console_call_bell(const struct route_call *call);
struct tries *console_call_tries(const struct route_call *call);
struct site_lists *console_call_sites(const struct route_call *call);
const char *console_call_version(const struct route_call *call);
// A text of argon2id that no password fits, so that an unknown login costs what a known one does.
const char *console_call_decoy(const struct route_call *call);
// Looks the caller up again, after its session or account changed; `secret` NULL: by the cookie.
enum err console_call_again(struct route_call *call, const struct digest *secret,
                            struct error *error);

#endif
