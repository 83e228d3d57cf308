// SPDX-License-Identifier: Apache-2.0
// Which user of this machine is at the other end of a loopback TCP connection: any program may
// connect to 127.0.0.1, and only those of our own user shall be heard.
#ifndef PLUMB_SHARED_NET_PEER_OWNER_H
#define PLUMB_SHARED_NET_PEER_OWNER_H

#include <stdbool.h>
#include <sys/types.h>

enum peer_owner {
    PEER_OWNER_HIDDEN, // the system does not tell (Android, or a socket that is not of the
                       // loopback)
    PEER_OWNER_KNOWN,
    PEER_OWNER_GONE // the system tells, but the peer has closed already: nobody is there to be
                    // heard
};

// Asks for the peer of a connected IPv4 socket (also one that came through an IPv6 socket). *uid is
// set when KNOWN. Linux: /proc/net/tcp and tcp6 (proc(5)); takes well under a millisecond.
enum peer_owner peer_owner_find(int fd, uid_t *uid);

// The same from the text of such a table, for the connection whose near end, seen from the peer, is
// `local` and whose far end is `remote`: in the table's own form, "0100007F:1B9E".
enum peer_owner peer_owner_read(const char *table, const char *local, const char *remote,
                                uid_t *uid);

#endif
