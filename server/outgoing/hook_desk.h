// SPDX-License-Identifier: Apache-2.0
// Receivers as the office keeps them: added, removed, tried, and what did not arrive sent again.
#ifndef PLUMB_SERVER_OUTGOING_HOOK_DESK_H
#define PLUMB_SERVER_OUTGOING_HOOK_DESK_H

#include "server/audit/audit.h"
#include "server/storage/hooks.h"
#include "server/sync/office.h"

// All wait for the committer: not from a loop thread. What changes something leaves an audit row.

struct hook_wish {
    const char *target;       // https://… or mailto:…
    const char *const *kinds; // of postbox_kinds
    size_t kind_count;        // 0: all
    bool allow_private;
    struct span ca_pem;         // empty: the machine's
    const struct audit_row *by; // who asks
};
// Gets events from now on. `out` is it, its fresh secret too, which is shown nowhere else. INVALID:
// an address or kind that is not possible.
enum err hook_desk_add(struct office *office, const struct hook_wish *wish, struct hook_row *out,
                       struct error *error);
enum { HOOK_SECRET_TEXT = 64 };
// As receivers are told it: "whsec_" and base64.
void hook_desk_secret(const struct hook_row *hook, char out[HOOK_SECRET_TEXT]);
enum err hook_desk_remove(struct office *office, const struct uuid *id, const struct audit_row *by,
                          struct error *error);
// It rests: nothing is sent to it, what happens waits. Or it goes on: what waits is sent at once,
// in order. NOT_FOUND.
struct hook_rest {
    struct uuid id;
    bool paused;
    const struct audit_row *by; // who asks
};
enum err hook_desk_pause(struct office *office, const struct hook_rest *rest, struct error *error);
// Another secret, from the next message on; `out` is it with the new one, which is shown nowhere
// else. What is refused until the receiver has it is sent again. NOT_FOUND.
enum err hook_desk_rotate(struct office *office, const struct uuid *id, const struct audit_row *by,
                          struct hook_row *out, struct error *error);
// Sends it a message of kind hook.test at once, past whatever waits, also when it rests; what comes
// of it is the result. Takes as long as letter_send.
enum err hook_desk_test(struct office *office, const struct uuid *id, const struct audit_row *by,
                        int *status, struct error *error);
// What waits or died is tried again at once: one delivery by its row, or all of a receiver (row 0).
// *count says how many.
struct hook_resend {
    int64_t row;
    struct uuid hook;
    const struct audit_row *by; // who asks
};
enum err hook_desk_resend(struct office *office, const struct hook_resend *which, int64_t *count,
                          struct error *error);

#endif
