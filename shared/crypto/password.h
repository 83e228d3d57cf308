// SPDX-License-Identifier: Apache-2.0
// Passwords and PINs at rest: argon2id, with its cost in the text that is kept.
#ifndef PLUMB_SHARED_CRYPTO_PASSWORD_H
#define PLUMB_SHARED_CRYPTO_PASSWORD_H

#include "shared/base/err.h"
#include "shared/base/text.h"
#include "shared/crypto/random.h"

// Today's cost: 19 MiB, two passes, one lane (trust.md section 7).
enum { PASSWORD_MEMORY_KIB = 19 << 10, PASSWORD_PASSES = 2, PASSWORD_LANES = 1 };
enum { PASSWORD_TEXT = 128, PASSWORD_SECRET_MAX = 1024 };

// "$argon2id$v=19$m=…,t=…,p=…$salt$hash" under a new salt. The work memory is wiped; the secret is
// the caller's to wipe. TOO_LARGE above PASSWORD_SECRET_MAX; BUSY when the memory is not to be had.
enum err password_make(const struct random *random, struct span secret, char out[PASSWORD_TEXT],
                       struct error *error);
// Whether the secret is the one; compared in constant time. False also for a text that is none, or
// that asks for more than 1 GiB or 64 passes.
bool password_check(struct span secret, const char *kept);
// The text was made at a lower cost than today's: make a new one at the next occasion.
bool password_outdated(const char *kept);

#endif
