// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_bucket.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static unsigned bucket_of(const struct http_buckets *buckets, const char *address)
{
    struct sockaddr_storage from = {0};
    struct sockaddr_in *four = (struct sockaddr_in *)&from;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&from;

    if (inet_pton(AF_INET, address, &four->sin_addr) == 1)
        from.ss_family = AF_INET;
    else if (inet_pton(AF_INET6, address, &six->sin6_addr) == 1)
        from.ss_family = AF_INET6;
    else
        fail();
    return http_bucket_of(buckets, &from);
}

static void neighbours_share_a_bucket(void **state)
{
    struct random random = random_system();
    struct http_buckets buckets;

    http_bucket_init(&buckets, 1, &random);
    assert_int_equal(bucket_of(&buckets, "10.1.2.3"), bucket_of(&buckets, "10.1.2.255"));
    assert_int_equal(bucket_of(&buckets, "10.1.2.3"), bucket_of(&buckets, "::ffff:10.1.2.9"));
    assert_int_equal(bucket_of(&buckets, "2001:db8:1:ff00::1"),
                     bucket_of(&buckets, "2001:db8:1:ffff:1::2"));
}

static void strangers_are_spread_over_the_buckets(void **state)
{
    struct random random = random_system();
    struct http_buckets buckets;
    bool seen[HTTP_BUCKETS] = {false};
    unsigned different = 0;

    http_bucket_init(&buckets, 1, &random);
    for (int i = 0; i < 1000; i++) {
        char address[32];
        unsigned bucket;

        snprintf(address, sizeof(address), "10.%d.%d.1", i / 250, i % 250);
        bucket = bucket_of(&buckets, address);
        assert_true(bucket < HTTP_BUCKETS);
        different += !seen[bucket];
        seen[bucket] = true;
    }
    assert_true(different > 500); // 637 are to be expected
}

static void a_full_bucket_takes_no_more_until_one_leaves(void **state)
{
    struct random random = random_system();
    struct http_buckets buckets;

    http_bucket_init(&buckets, 2, &random);
    assert_true(http_bucket_take(&buckets, 7));
    assert_true(http_bucket_take(&buckets, 7));
    assert_false(http_bucket_take(&buckets, 7));
    assert_true(http_bucket_take(&buckets, 8));
    http_bucket_give(&buckets, 7);
    assert_true(http_bucket_take(&buckets, 7));
    assert_false(http_bucket_take(&buckets, 7));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(neighbours_share_a_bucket),
    cmocka_unit_test(strangers_are_spread_over_the_buckets),
    cmocka_unit_test(a_full_bucket_takes_no_more_until_one_leaves),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
