// SPDX-License-Identifier: Apache-2.0
// The form of a certificate's signature algorithm, as browsers insist on it. Private to this
// folder.
#ifndef PLUMB_SHARED_CRYPTO_CERTIFICATE_FORM_H
#define PLUMB_SHARED_CRYPTO_CERTIFICATE_FORM_H

#include "shared/crypto/key.h"

enum { CERTIFICATE_FORM_MAX = 8192 };

// ECDSA signatures have no parameters (RFC 5758 section 3.2). mbedtls 2.28 writes NULL there all
// the same, and browsers refuse such a certificate for good. Writes the certificate `der` without
// them and signed anew by `issuer` into `out`; one that has none is copied. PARSE when `der` is no
// certificate, TOO_LARGE above CERTIFICATE_FORM_MAX - 16 bytes.
enum err certificate_form_strict(struct span der, const struct key *issuer,
                                 uint8_t out[CERTIFICATE_FORM_MAX], size_t *len);

#endif
