// SPDX-License-Identifier: Apache-2.0
// The sealed sign-off, made here and now without a network: exactly what was shown, who said what,
// handwriting, time, place and journal position, sealed by the tablet's own key (domain.md D6,
// sync.md section 8).
#ifndef PLUMB_AGENT_CAPTURE_SIGNING_H
#define PLUMB_AGENT_CAPTURE_SIGNING_H

#include "agent/capture/signing_page.h"
#include "agent/store/once.h"
#include "agent/store/store.h"
#include "shared/crypto/key.h"

enum { SIGNING_NAME_MAX = 120, SIGNING_REASON_MAX = 4000 };

// The tablet: enrolled, or it cannot seal.
struct signing_device {
    struct uuid device;
    const struct key *key;
    struct span certificate_pem;
};
struct signing_options {
    struct store *store;
    const struct signing_device *device;
    struct signing_question question; // with a role
    struct uuid person;               // who holds the tablet
    const char *name;                 // of the signer
    const char *verdict;
    const char *reason; // NULL: none; needed by every verdict but satisfied and qualified
    int64_t score;      // 0: none, else 1 … 5
    const char *latitude, *longitude; // decimals, both or none
    struct span strokes;              // handwriting as the writing field gives it; empty: none
    const struct digest *shown;       // content the signer was shown; NULL: what stands now
    const struct once *once;          // the tap that asks for it; NULL: none
};
struct signing_result {
    struct uuid id;
    struct uuid complaint; // opened by it (D6.6); nil: none
    bool confirmed;        // it moved what was signed to its last state (D9.2)
    bool clock_behind;     // earlier than the last contact: somebody set it back, or a battery died
    char form[CATALOGUE_CODE_MAX + 1];
    struct digest sealed, statement, content;
};
// One transaction: papers on the shelf and queued, the record with its seal, and the complaint or
// move that follows from it, in one group. OK: all of it is durable; after an error nothing of it
// (UNKNOWN_COMMIT: see store_commit). Errors of signing_page_read and _check; INVALID: a verdict
// that the form does not know, no reason or no handwriting where one is needed, a dot for a
// signature; STALE: the content is no longer what was shown; AUTH: key and certificate are not this
// tablet's; CONFLICT as once_find. On a full disk the store's reserve is used. A tap that was
// carried out before gives its result again.
enum err signing_make(const struct signing_options *options, struct signing_result *out,
                      struct error *error);

#endif
