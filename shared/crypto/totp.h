// SPDX-License-Identifier: Apache-2.0
// One-time codes of authenticator apps (RFC 6238: HMAC-SHA-1, six digits, 30 seconds), and the
// letters in which their secrets are written (RFC 4648 base32).
#ifndef PLUMB_SHARED_CRYPTO_TOTP_H
#define PLUMB_SHARED_CRYPTO_TOTP_H

#include "shared/base/text.h"

enum { TOTP_SECRET_BYTES = 20, TOTP_DIGITS = 6, TOTP_STEP_S = 30, TOTP_SECRET_TEXT = 33 };

// HOTP (RFC 4226) of a counter, with leading zeros.
void totp_code(const uint8_t *secret, size_t secret_len, uint64_t step, char out[TOTP_DIGITS + 1]);
// Whether the code is that of the present step or of one beside it, for clocks that differ; *step
// is the one. Compared in constant time. Who accepts it remembers the step: each code counts once.
bool totp_check(const uint8_t secret[TOTP_SECRET_BYTES], struct span code, int64_t unix_ms,
                uint64_t *step);
// 32 letters and a NUL, and back: case, spaces and hyphens do not matter; false for anything else.
void totp_secret_format(const uint8_t secret[TOTP_SECRET_BYTES], char out[TOTP_SECRET_TEXT]);
bool totp_secret_parse(struct span text, uint8_t secret[TOTP_SECRET_BYTES]);

#endif
