// SPDX-License-Identifier: Apache-2.0
// Which addresses a request that somebody else named may go to: the public internet, and nothing of
// this machine or the networks behind it.
#ifndef PLUMB_SHARED_NET_ADDRESS_GUARD_H
#define PLUMB_SHARED_NET_ADDRESS_GUARD_H

#include <stdbool.h>
#include <sys/socket.h>

// False for loopback, private, link-local, shared, documentation, multicast and reserved addresses
// (IANA's special-purpose registries), for IPv6 that carries an IPv4 address, and for anything but
// IPv4 and IPv6. To be asked of the resolved address that is about to be connected to, so that no
// name can lead elsewhere.
bool address_guard_is_public(const struct sockaddr *address, socklen_t len);

#endif
