// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/random.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

// A key or an id made from anything less than real randomness would be worse than no program.
static void system_fill(void *ctx, void *bytes, size_t len)
{
    char *at = bytes;

    (void)ctx;
    while (len) {
        ssize_t got = getrandom(at, len, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            abort();
        at += got;
        len -= (size_t)got;
    }
}

struct random random_system(void)
{
    return (struct random){.fill = system_fill};
}

void random_fill(const struct random *random, void *bytes, size_t len)
{
    random->fill(random->ctx, bytes, len);
}

uint64_t random_u64(const struct random *random)
{
    uint64_t number;

    random_fill(random, &number, sizeof(number));
    return number;
}

uint64_t random_below(const struct random *random, uint64_t limit)
{
    // 2^64 modulo limit: below it the lowest residues would come up once too often.
    uint64_t uneven = (0 - limit) % limit, number;

    do
        number = random_u64(random);
    while (number < uneven);
    return number % limit;
}

struct uuid random_uuid_v7(const struct random *random, int64_t unix_ms)
{
    uint8_t bytes[10];

    random_fill(random, bytes, sizeof(bytes));
    return uuid_v7(unix_ms, bytes);
}

int random_for_mbedtls(void *random, unsigned char *bytes, size_t len)
{
    random_fill(random, bytes, len);
    return 0;
}
