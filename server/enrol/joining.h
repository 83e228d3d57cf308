// SPDX-License-Identifier: Apache-2.0
// Joining: one-time codes, and the device that comes of one (docs/PROTOCOL.md section 3).
#ifndef PLUMB_SERVER_ENROL_JOINING_H
#define PLUMB_SERVER_ENROL_JOINING_H

#include "server/storage/devices.h"
#include "server/storage/invitations.h"
#include "shared/crypto/certificate.h"
#include "shared/wire/enrol_link.h"

enum { JOINING_MINUTES = 15, JOINING_WRONG_MAX = 5 };

// Inside a commit: keeps a new code for a person; device nil: for a new tablet.
struct joining_invitation {
    char code[CODE_TEXT];
    struct uuid person, device;
};
enum err joining_invite(struct storage *storage, const struct joining_invitation *invitation,
                        struct error *error);

// Inside a commit: a code that was not used is good for nothing any more. By its digest; nothing
// happens when there is none.
enum err joining_withdraw(struct storage *storage, const struct digest *code, struct error *error);

// What a code is worth to who holds a key, at a time.
enum joining_standing {
    JOINING_OPEN,    // may be used
    JOINING_REPEATED // was used by this very key: the same answer again
};
// OK with *standing; NOT_FOUND: unknown, used by another key, dead; EXPIRED. *row is filled in for
// OK only; its spans live until the next read on the view. `key` NULL: no key could be read.
struct joining_claim {
    const char *code;
    const struct digest *key;
    int64_t now_ms;
};
enum err joining_judge(struct view *view, const struct joining_claim *claim,
                       enum joining_standing *standing, struct invitation_row *row,
                       struct error *error);
// Inside a commit: counts a request that had the code and was wrong.
enum err joining_count_wrong(struct storage *storage, const char *code, struct error *error);

// Inside a commit: uses an open code up. The device's row is made, or replaced by the new key; the
// person comes onto its list. `reply` is what a repeat is answered.
struct joining_device {
    struct uuid id;
    const char *name;
    const struct certificate_info *certificate;
    struct span public_der;
    struct span reply;
};
enum err joining_use(struct storage *storage, const struct invitation_row *invitation,
                     const struct joining_device *device, struct device_row *out,
                     struct error *error);

#endif
