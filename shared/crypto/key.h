// SPDX-License-Identifier: Apache-2.0
// P-256 keys: make, keep as PEM, sign and verify (ECDSA over SHA-256, DER signatures).
#ifndef PLUMB_SHARED_CRYPTO_KEY_H
#define PLUMB_SHARED_CRYPTO_KEY_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/text.h"
#include "shared/crypto/hash.h"
#include "shared/crypto/random.h"

enum { KEY_SIGNATURE_MAX = 80, KEY_POINT_BYTES = 65, KEY_SECRET_BYTES = 32 };

// A private key or only a public one; never changes once made, so threads may share it without a
// lock.
struct key;

// Functions with `out` give the caller a key to free with key_free; after an error it is untouched.

// INTERNAL when memory runs out.
enum err key_make(const struct random *random, struct key **out, struct error *error);
// A private PEM block, SEC1 or PKCS8, without password. TOO_LARGE above 4 KiB; PARSE when it is
// anything but a P-256 key whose two halves belong together.
enum err key_parse_pem(struct span pem, struct key **out, struct error *error);
// Appends the private SEC1 PEM. INVALID for a public key, TOO_LARGE when out is full.
enum err key_format_pem(const struct key *key, struct buffer *out);
// The public half as SubjectPublicKeyInfo DER (91 bytes, appended; TOO_LARGE when out is full), and
// SHA-256 of that (the `pin` of an enrolment link; never fails).
enum err key_public_der(const struct key *key, struct buffer *out);
enum err key_public_digest(const struct key *key, struct digest *out);
// Exactly what key_public_der writes; PARSE on anything else, a point beside the curve included.
enum err key_parse_public_der(const void *der, size_t len, struct key **out, struct error *error);
// The public half as an uncompressed point (SEC 1 section 2.3.3), and back; PARSE as above.
void key_public_point(const struct key *key, uint8_t out[KEY_POINT_BYTES]);
enum err key_parse_public_point(const uint8_t point[KEY_POINT_BYTES], struct key **out,
                                struct error *error);
void key_free(struct key *key); // accepts NULL; wipes

// Deterministic (RFC 6979), so that the simulator's traces repeat, and of the two signatures (r, s)
// and (r, n − s) always the one with the lower s; *len is at most KEY_SIGNATURE_MAX. INVALID for a
// public key, INTERNAL when memory runs out; then signature and *len say nothing.
enum err key_sign(const struct key *key, const void *bytes, size_t bytes_len,
                  uint8_t signature[KEY_SIGNATURE_MAX], size_t *len);
// False for anything but a signature in its one DER form that fits key and bytes.
bool key_verify(const struct key *key, const void *bytes, size_t bytes_len,
                const uint8_t *signature, size_t len);
// Whether it has one DER form and the lower s, as key_sign makes them: then nobody without the key
// can write another signature of the same text beside it. False for anything else.
bool key_signature_low(const uint8_t *signature, size_t len);

// ECDH (SEC 1 section 3.3.1): the same secret for both sides, to be derived from before use and
// wiped. INVALID when `own` is public, INTERNAL when memory runs out.
enum err key_agree(const struct key *own, const struct key *other,
                   uint8_t secret[KEY_SECRET_BYTES]);

#endif
