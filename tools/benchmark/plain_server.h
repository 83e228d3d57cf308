// SPDX-License-Identifier: Apache-2.0
// The server of the limits: a thread a connection, one committer that takes all waiting pushes into
// one transaction, photos into plain synced files.
#ifndef PLUMB_TOOLS_BENCHMARK_PLAIN_SERVER_H
#define PLUMB_TOOLS_BENCHMARK_PLAIN_SERVER_H

// Serves from `folder`, which it makes, on a port of the system's choice; prints "listening on
// PORT" and does not return.
_Noreturn void plain_server_run(const char *folder);

#endif
