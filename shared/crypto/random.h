// SPDX-License-Identifier: Apache-2.0
// The only way to random bytes: a struct of functions, the machine's or a seeded one of the
// simulator.
#ifndef PLUMB_SHARED_CRYPTO_RANDOM_H
#define PLUMB_SHARED_CRYPTO_RANDOM_H

#include "shared/base/uuid.h"

#include <stddef.h>
#include <stdint.h>

struct random {
    void *ctx;
    void (*fill)(void *ctx, void *bytes,
                 size_t len); // never fails; aborts when the machine has no entropy
};
struct random random_system(void); // getrandom(2); thread-safe
void random_fill(const struct random *random, void *bytes, size_t len);
uint64_t random_u64(const struct random *random);
uint64_t random_below(const struct random *random, uint64_t limit); // uniform, limit > 0
struct uuid random_uuid_v7(const struct random *random, int64_t unix_ms);
// The same in the shape mbedtls asks for: `random` is a struct random. Always 0.
int random_for_mbedtls(void *random, unsigned char *bytes, size_t len);

#endif
