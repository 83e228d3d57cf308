// SPDX-License-Identifier: Apache-2.0
// How often somebody may try: wrong secrets cost waiting, and one address gets a number a minute.
#ifndef PLUMB_SERVER_CONSOLE_TRIES_H
#define PLUMB_SERVER_CONSOLE_TRIES_H

#include <stdbool.h>
#include <stdint.h>

enum {
    TRIES_FREE = 5,        // wrong ones before there is any waiting
    TRIES_WAIT_MS = 30000, // after the next one; doubles with each more
    TRIES_WAIT_MOST_MS = 3600000,
    TRIES_MINUTE = 20, // sign-ins of one address in a minute
};
// How long to wait after `failed` wrong ones in a row.
int64_t tries_wait_ms(int64_t failed);

// Counts by name ("login:wang", "address:192.0.2.7") in memory, bounded: the one that was not used
// for longest makes room. From any thread.
struct tries;
struct tries *tries_create(void);
void tries_free(struct tries *tries); // accepts NULL
// Milliseconds until this name may try again; 0: now.
int64_t tries_wait(struct tries *tries, const char *name, int64_t now_ms);
void tries_failed(struct tries *tries, const char *name, int64_t now_ms);
// It was right: what was wrong before is forgotten, and the name is known from now on.
void tries_passed(struct tries *tries, const char *name, int64_t now_ms);
bool tries_known(struct tries *tries, const char *name);
// Takes one of the minute's; false when there is none left.
bool tries_take(struct tries *tries, const char *name, int64_t now_ms);

#endif
