// SPDX-License-Identifier: Apache-2.0
// The names under which browsers reach the office listener, as the Host header must say them.
#ifndef PLUMB_SERVER_CLI_OFFICE_HOSTS_H
#define PLUMB_SERVER_CLI_OFFICE_HOSTS_H

#include "server/console/console.h"

enum { OFFICE_HOSTS_MAX = 80 };
struct office_hosts {
    char *texts[OFFICE_HOSTS_MAX]; // owned
    struct console_hosts hosts;    // borrows from texts
};
struct office_hosts_listener {
    const char *address; // where it listens, numeric
    uint16_t port;
    const char *advertised; // HOST:PORT, or NULL
    struct span certificate_pem;
};
// Own address, the advertised one, and the names in the certificate; on port 443 without a port
// too. A listener on all addresses is reached by any of them.
void office_hosts_make(const struct office_hosts_listener *listener, struct office_hosts *out);
void office_hosts_clear(struct office_hosts *hosts);

#endif
