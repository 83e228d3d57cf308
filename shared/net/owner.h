// SPDX-License-Identifier: Apache-2.0
// One owner process a data folder: the lock, and the socket by which other processes hand it their
// verbs.
#ifndef PLUMB_SHARED_NET_OWNER_H
#define PLUMB_SHARED_NET_OWNER_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"

enum { OWNER_ARGUMENTS_MAX = 4096, OWNER_REQUEST_BYTES = 1 << 20, OWNER_OUTPUT_BYTES = 64 << 20 };

struct owner; // holds the lock until closed, or until the process ends however it ends

// Takes `owner.lock` in the folder. LOCKED when another process has it.
enum err owner_open(const char *folder, struct owner **out, struct error *error);
void owner_deafen(struct owner *owner); // stops listening; the lock stays. Accepts NULL
void owner_close(struct owner *owner);  // stops listening and gives the lock back; accepts NULL

// A verb handed over. Strings live during the call. out and err are what its process will print.
struct owner_call {
    int argc;
    char **argv;     // argv[0] is the program's name; NULL-terminated
    const char *cwd; // relative file arguments are relative to this
    struct buffer out, err;
    int exit_code;
};
typedef void owner_run(void *ctx, struct owner_call *call);
// Listens on `owner.sock` (0600) in the folder and runs each verb on a thread of its own listener,
// one at a time. Only processes of the same user are heard.
enum err owner_listen(struct owner *owner, owner_run *run, void *ctx, struct error *error);

// Hands a verb to the owner of `folder` and waits for its end. TOO_LARGE beyond
// OWNER_ARGUMENTS_MAX or OWNER_REQUEST_BYTES. UNAVAILABLE when nobody listens (the
// owner is itself a short verb, or just ended: try the lock again), NETWORK when it went away in
// the middle: the verb may have been run.
enum err owner_hand_over(const char *folder, struct owner_call *call, struct error *error);

#endif
