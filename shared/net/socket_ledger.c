// SPDX-License-Identifier: Apache-2.0
#include "shared/net/socket_ledger.h"

// The kernel's own header: glibc's struct tcp_info ends before the byte counters.
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

static void count(int fd, uint64_t *bytes_out, uint64_t *bytes_in)
{
    struct tcp_info info = {0};
    socklen_t len = sizeof(info);

    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0
        || len < offsetof(struct tcp_info, tcpi_dsack_dups))
        return;
    *bytes_out += info.tcpi_bytes_sent - info.tcpi_bytes_retrans;
    *bytes_in += info.tcpi_bytes_received;
}

void socket_ledger_add(struct socket_ledger *ledger, int fd)
{
    ledger->opened++;
    for (int i = 0; i < SOCKET_LEDGER_MAX; i++)
        if (!ledger->open[i]) {
            ledger->open[i] = fd + 1;
            return;
        }
}

void socket_ledger_remove(struct socket_ledger *ledger, int fd)
{
    for (int i = 0; i < SOCKET_LEDGER_MAX; i++)
        if (ledger->open[i] == fd + 1) {
            count(fd, &ledger->bytes_out, &ledger->bytes_in);
            ledger->open[i] = 0;
        }
}

void socket_ledger_total(const struct socket_ledger *ledger, uint64_t *bytes_out,
                         uint64_t *bytes_in)
{
    *bytes_out = ledger->bytes_out;
    *bytes_in = ledger->bytes_in;
    for (int i = 0; i < SOCKET_LEDGER_MAX; i++)
        if (ledger->open[i])
            count(ledger->open[i] - 1, bytes_out, bytes_in);
}
