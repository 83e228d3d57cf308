// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_bucket.h"

#include <netinet/in.h>
#include <string.h>

enum { FOUR_BYTES = 3, SIX_BYTES = 7, FOUR_IN_SIX_AT = 12 };

void http_bucket_init(struct http_buckets *buckets, unsigned max, const struct random *random)
{
    memset(buckets, 0, sizeof(*buckets));
    buckets->max = max;
    buckets->secret = random_u64(random);
}

unsigned http_bucket_of(const struct http_buckets *buckets, const struct sockaddr_storage *from)
{
    const struct in6_addr *six = &((const struct sockaddr_in6 *)from)->sin6_addr;
    const uint8_t *bytes = (const uint8_t *)&((const struct sockaddr_in *)from)->sin_addr;
    size_t len = FOUR_BYTES;
    // FNV-1a from a secret start, then the finish of splitmix64.
    uint64_t hash = buckets->secret;

    if (from->ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(six)) {
        bytes = six->s6_addr + FOUR_IN_SIX_AT;
    } else if (from->ss_family == AF_INET6) {
        bytes = six->s6_addr;
        len = SIX_BYTES;
    }
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
    return (unsigned)((hash ^ hash >> 31) % HTTP_BUCKETS);
}

bool http_bucket_take(struct http_buckets *buckets, unsigned bucket)
{
    if (buckets->counts[bucket] >= buckets->max)
        return false;
    buckets->counts[bucket]++;
    return true;
}

void http_bucket_give(struct http_buckets *buckets, unsigned bucket)
{
    buckets->counts[bucket]--;
}
