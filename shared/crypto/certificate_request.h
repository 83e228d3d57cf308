// SPDX-License-Identifier: Apache-2.0
// Certificate requests (PKCS#10, RFC 2986): made on the tablet, checked in the office.
#ifndef PLUMB_SHARED_CRYPTO_CERTIFICATE_REQUEST_H
#define PLUMB_SHARED_CRYPTO_CERTIFICATE_REQUEST_H

#include "shared/crypto/key.h"

enum { CERTIFICATE_REQUEST_MAX_BYTES = 4096 };

// Appends the PEM of a request for this key. common_name as in struct certificate_options; the
// office is free to give another. INVALID: a bad name or a public key; TOO_LARGE: `pem` is full.
enum err certificate_request_make(const struct key *key, const char *common_name,
                                  struct buffer *pem, struct error *error);
// Gives the public key of a request, to be freed with key_free. Nothing else it says is used: who
// the tablet is, the office knows from the invitation. TOO_LARGE above
// CERTIFICATE_REQUEST_MAX_BYTES, PARSE when it is not one whole request (mbedtls 3 knows
// no critical extension in one either), INVALID when the key is
// not P-256 or the request is not signed with it.
enum err certificate_request_read(struct span pem, struct key **public_key, struct error *error);

#endif
