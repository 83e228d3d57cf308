// SPDX-License-Identifier: Apache-2.0
// A struct key in the shape mbedtls writes and reads certificates with. Private to this folder.
#ifndef PLUMB_SHARED_CRYPTO_MBEDTLS_KEY_H
#define PLUMB_SHARED_CRYPTO_MBEDTLS_KEY_H

#include "shared/crypto/key.h"
#include "shared/crypto/mbedtls_compat.h"

// Fill an initialised, empty `pk` with a copy of the key, or of its public half; the caller frees
// it with mbedtls_pk_free, also after an error. INVALID when the private half is wanted and there
// is none.
enum err mbedtls_key_load(const struct key *key, mbedtls_pk_context *pk, struct error *error);
enum err mbedtls_key_load_public(const struct key *key, mbedtls_pk_context *pk,
                                 struct error *error);
// A new key from the public half of `pk` (not changed; mbedtls 2.28 does not promise const).
// INVALID when it is not P-256; *out is then untouched.
enum err mbedtls_key_take_public(mbedtls_pk_context *pk, struct key **out, struct error *error);

#endif
