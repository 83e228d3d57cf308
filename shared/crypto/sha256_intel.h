// SPDX-License-Identifier: Apache-2.0
// SHA-256 by the SHA extensions of x86-64 processors, several times faster than in software.
// Private to this folder.
#ifndef PLUMB_SHARED_CRYPTO_SHA256_INTEL_H
#define PLUMB_SHARED_CRYPTO_SHA256_INTEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHA256_INTEL_BLOCK = 64, SHA256_INTEL_WORDS = 8 };

// Copied by assignment; holds nothing to free.
struct sha256_intel {
    uint32_t state[SHA256_INTEL_WORDS];
    uint64_t len; // bytes added
    uint8_t block[SHA256_INTEL_BLOCK];
};

// Whether this processor has the instructions; without them nothing below may be called.
bool sha256_intel_available(void);
void sha256_intel_start(struct sha256_intel *sha);
void sha256_intel_add(struct sha256_intel *sha, const void *bytes, size_t len);
void sha256_intel_finish(struct sha256_intel *sha, uint8_t out[32]); // add nothing afterwards

#endif
