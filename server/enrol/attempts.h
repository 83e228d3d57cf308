// SPDX-License-Identifier: Apache-2.0
// How often an address may knock: a bucket of attempts for each, in memory.
#ifndef PLUMB_SERVER_ENROL_ATTEMPTS_H
#define PLUMB_SERVER_ENROL_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

struct attempts; // thread-safe
struct attempts *attempts_create(void);
void attempts_free(struct attempts *attempts); // accepts NULL
// Takes one attempt of the address at boot clock `now_ms`; false when none is left. A depot behind
// one address enrols its tablets in one go; who guesses gets two tries a second.
bool attempts_take(struct attempts *attempts, const char *address, int64_t now_ms);

#endif
