// SPDX-License-Identifier: Apache-2.0
// Voiding a sign-off: by a new record with person and reason; the sign-off itself stays as it is
// (domain.md D6.4).
#ifndef PLUMB_AGENT_CAPTURE_VOIDING_H
#define PLUMB_AGENT_CAPTURE_VOIDING_H

#include "agent/capture/deed.h"

struct voiding_options {
    struct store *store;
    struct uuid signoff;
    struct uuid person;
    const char *reason;
    const struct once *once; // the tap that asks for it; NULL: none
};
// OK: durable, *id is the void record. NOT_FOUND: no such sign-off here. EXISTS: it is voided
// already; says why. INVALID: no reason. DENIED: the person's role does not void (D6.4).
enum err voiding_make(const struct voiding_options *options, struct uuid *id, struct error *error);

#endif
