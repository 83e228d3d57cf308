// SPDX-License-Identifier: Apache-2.0
// How many places each neighbourhood of addresses has taken, so that one cannot take them all.
#ifndef PLUMB_SHARED_NET_HTTP_BUCKET_H
#define PLUMB_SHARED_NET_HTTP_BUCKET_H

#include "shared/crypto/random.h"

#include <sys/socket.h>

enum { HTTP_BUCKETS = 1024 };

// A neighbourhood is an IPv4 /24 or an IPv6 /56. Several may share a bucket, which ones depends on
// a random number.
struct http_buckets {
    unsigned counts[HTTP_BUCKETS];
    unsigned max; // in each
    uint64_t secret;
};

void http_bucket_init(struct http_buckets *buckets, unsigned max, const struct random *random);
unsigned http_bucket_of(const struct http_buckets *buckets, const struct sockaddr_storage *from);
// False when the bucket is full.
bool http_bucket_take(struct http_buckets *buckets, unsigned bucket);
void http_bucket_give(struct http_buckets *buckets, unsigned bucket);

#endif
