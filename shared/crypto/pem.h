// SPDX-License-Identifier: Apache-2.0
// PEM (RFC 7468): DER bytes as base64 lines between "-----BEGIN label-----" and "-----END
// label-----".
#ifndef PLUMB_SHARED_CRYPTO_PEM_H
#define PLUMB_SHARED_CRYPTO_PEM_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/text.h"

enum { PEM_DER_MAX = 8192 };

// Appends the block. TOO_LARGE when `der_len` is above PEM_DER_MAX or out is full.
enum err pem_write(const char *label, const void *der, size_t der_len, struct buffer *out);
// Decodes the first block with this label and appends its DER; text before and after is not looked
// at. TOO_LARGE when `pem` is above twice PEM_DER_MAX or `der` is full, PARSE when there is no
// whole, plain block.
enum err pem_read(const char *label, struct span pem, struct buffer *der, struct error *error);

#endif
