// SPDX-License-Identifier: Apache-2.0
// The TCP sockets of one client and the bytes that passed them, as the kernel counts: what was sent
// again counts once.
#ifndef PLUMB_SHARED_NET_SOCKET_LEDGER_H
#define PLUMB_SHARED_NET_SOCKET_LEDGER_H

#include <stdint.h>

enum { SOCKET_LEDGER_MAX = 16 };

// Starts zeroed. A socket beyond SOCKET_LEDGER_MAX at a time counts as opened, its bytes do not.
struct socket_ledger {
    int open[SOCKET_LEDGER_MAX];          // descriptors plus one; 0 is a free place
    uint64_t opened, bytes_out, bytes_in; // the bytes: of closed sockets
};

void socket_ledger_add(struct socket_ledger *ledger, int fd);
// Reads the socket's counters a last time; call it before close(2).
void socket_ledger_remove(struct socket_ledger *ledger, int fd);
// Of all sockets, closed and open. Zero where the kernel does not say.
void socket_ledger_total(const struct socket_ledger *ledger, uint64_t *bytes_out,
                         uint64_t *bytes_in);

#endif
