// SPDX-License-Identifier: Apache-2.0
// "Did you mean …": the nearest of several names to what somebody typed.
#ifndef PLUMB_SHARED_BASE_SUGGEST_H
#define PLUMB_SHARED_BASE_SUGGEST_H

#include <stddef.h>

struct suggest {
    const char *given, *best; // borrowed; best is NULL while nothing is near enough
    unsigned distance;
};

void suggest_init(struct suggest *suggest, const char *given);
// Compares one candidate (borrowed). Near means at most a third of its letters (but one in any
// case) inserted, dropped, replaced or swapped with the neighbour (optimal string alignment
// distance); the first of equals wins.
void suggest_offer(struct suggest *suggest, const char *name);

#endif
