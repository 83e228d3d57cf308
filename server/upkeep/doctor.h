// SPDX-License-Identifier: Apache-2.0
// The office looks after itself: disk, clock, certificates, permissions, backups, in plain words.
#ifndef PLUMB_SERVER_UPKEEP_DOCTOR_H
#define PLUMB_SERVER_UPKEEP_DOCTOR_H

#include "server/storage/view.h"
#include "shared/base/clock.h"
#include "shared/base/disk.h"

enum doctor_tone { DOCTOR_GOOD, DOCTOR_NOTE, DOCTOR_PROBLEM };

// One thing that was looked at. Texts are in both languages; advice is NULL when nothing is to be
// done.
struct doctor_finding {
    const char *code; // one word, for scripts; stable
    const char *what;
    enum doctor_tone tone;
    const char *detail, *advice;
};
typedef void doctor_each(void *arg, const struct doctor_finding *finding);

struct doctor_parts {
    const struct disk *disk; // the office's folder
    struct clock clock;
    struct view *view; // on a snapshot
};
// Looks at everything quickly: no file's content is read. What `plumbd verify` and the drills of
// the backups look at is not looked at again; when they last did is.
void doctor_examine(const struct doctor_parts *parts, doctor_each *each, void *arg);

// The company's certificate for the office listener: how long it is still good.
void doctor_certificate(struct span pem, int64_t now_ms, doctor_each *each, void *arg);

#endif
