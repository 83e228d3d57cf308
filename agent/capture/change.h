// SPDX-License-Identifier: Apache-2.0
// Change orders (domain.md D9.1, D9.2): issued, approved, carried out, confirmed by the customer's
// signature.
#ifndef PLUMB_AGENT_CAPTURE_CHANGE_H
#define PLUMB_AGENT_CAPTURE_CHANGE_H

#include "agent/capture/step.h"

// fields of the change order; category, description, asked_by and due are needed, issued_at is now
// when it is not given.
enum err change_add(const struct deed_options *options, const struct deed_fields *fields,
                    struct deed_report *report, struct error *error);

// Steps: approve, carry_out, cancel, as in step.h. carry_out is refused, with what is missing,
// while a change that touches a promise lacks the customer department's approval or the dated
// notice (D9.1); cancel needs a note. Nobody confirms it by hand: the customer's signature does
// (D9.2, signing.h).
struct change_step {
    struct uuid id;
    const char *move;
    struct deed_fields fields; // of the move
    struct uuid approved_by;   // of approve; nil: who does it
    bool settle;
};
enum err change_move(const struct deed_options *options, const struct change_step *step,
                     struct deed_report *report, struct error *error);
// What a change that touches a promise needs before it is carried out; either may be missing.
struct change_promise {
    struct uuid id;
    struct uuid approved_by; // of the customer department (an information officer); nil: not now
    int64_t noticed_ms;      // when the customer was told; 0: not now
};
// INVALID: the person is not of the customer department, or the notice lies ahead of now.
enum err change_settle_promise(const struct deed_options *options,
                               const struct change_promise *promise, struct deed_report *report,
                               struct error *error);

#endif
