// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/key.h"

#include "shared/base/memory.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// The key of RFC 6979 section A.2.5 in both private forms, its public half, and keys that must not
// pass.
static const char rfc6979_sec1[]
    = "-----BEGIN EC PRIVATE KEY-----\n"
      "MHcCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49\n"
      "AwEHoUQDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8\n"
      "maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==\n"
      "-----END EC PRIVATE KEY-----\n";

static const char rfc6979_pkcs8[]
    = "-----BEGIN PRIVATE KEY-----\n"
      "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFX\n"
      "Z7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth\n"
      "+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ\n"
      "-----END PRIVATE KEY-----\n";

static const char rfc6979_public[]
    = "3059301306072a8648ce3d020106082a8648ce3d0301070342000460fed4ba255a9d31c961eb74c6"
      "356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d"
      "7e9f5177a3c294d4462299";

static const char locked_pem[]
    = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
      "MIH0MF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBBUnUrzGtg14Gs2410n\n"
      "nzTjAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQZTtWPn79LL7nK+mj\n"
      "zdnGFASBkNNDCK3c3K3Isx4E+SSr2f4Uskr4wpNqnipeLapSwisT8PiQsoYpHLLX\n"
      "oRBKPTtPqbnDCdjhgzzyCJe4Kk5laaInht8QuJthmyTT9wL5eby5P4QEES+P1gPk\n"
      "6XfBDKdr/Cq3kf0H+jgLLBW9FpoAy0coLgYJqT76pooQPS3WIJhARbk+0w/brJaY\n"
      "gvsGmagbJQ==\n"
      "-----END ENCRYPTED PRIVATE KEY-----\n";

static const char p384_pem[] = "-----BEGIN PRIVATE KEY-----\n"
                               "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDBspCiT6DRB79721Wh4\n"
                               "xVpcYvM8pZA3wlmc62Betfnuu6dzNu3XEhGjK5TxiNblOY2hZANiAATOzj6yQJWx\n"
                               "xBLR5Pq77YmCejZUG6ykruTzz1rpaS2B6Bn8kEH3fUbfsoq3zEP4bwvMlMqXyA9T\n"
                               "nuuAPWuvNZbWBRPIfVKPZT7udSiaar6iH60ju1y7a+8Eyx5B3FxHP9c=\n"
                               "-----END PRIVATE KEY-----\n";

static const char x25519_pem[]
    = "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VuBCIEINDlWx++8q26SORMyxIxkhZ/NRS+4x5SlgHX6wjMrZVb\n"
      "-----END PRIVATE KEY-----\n";

static const char mixed_pem[] = "-----BEGIN EC PRIVATE KEY-----\n"
                                "MHcCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49\n"
                                "AwEHoUQDQgAE7NufDbpDaDsee6qMXX3px5N/m6q1LE0GHh2fopnCuL10sJAkfYIo\n"
                                "xFIsI6gorlP7FatJ6PG+l6nf9dYfmAQung==\n"
                                "-----END EC PRIVATE KEY-----\n";

static const char zero_pem[] = "-----BEGIN EC PRIVATE KEY-----\n"
                               "MDECAQEEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAoAoGCCqGSM49\n"
                               "AwEH\n"
                               "-----END EC PRIVATE KEY-----\n";

static const char other_pem[] = "-----BEGIN EC PRIVATE KEY-----\n"
                                "MHcCAQEEIMjyfuMbBMfZ9LNBriZrGRwlqCCK8Iw1kHJo0kr/HOLboAoGCCqGSM49\n"
                                "AwEHoUQDQgAEWon/XmiaB/aVuMWKyhAq6DfGreQAnhYsuj852mHV35vy0jDbJxO7\n"
                                "2T0zjQ9BGaaBtT7j4KmWOzLuT/umnCtGwg==\n"
                                "-----END EC PRIVATE KEY-----\n";

static const char agreed[] = "e836359134b1356b4ef6034c74eb98980b1a0bb1f75a7dce9b228ea40c7486db";

static const char rsa_pem[] = "-----BEGIN RSA PRIVATE KEY-----\n"
                              "MIIBOQIBAAJBANeC+atd3E57DCgt03h4xaw3dFM14PEJPTTStC2z/nS51JaM9Pe8\n"
                              "2Ql7fk8TXMjTdQ5TydUlgt8w/xOiNxk0MXcCAwEAAQJAT2AUKQPXAqjbX2kRfEuv\n"
                              "MrDyDTvI774hZvU8G6Ex1Td3Q5CWD85rmDCmTKha3QSwYAYJX5zGPdN6qOzYFKeF\n"
                              "YQIhAPhrRfk6gjOj07pUH788dGd+0cbpszQsEf1fMs5PFCuJAiEA3haedocSRBgV\n"
                              "MJb/KNQtMQS3rrxKxV71FnzYb/bdNP8CICqa+11LU5lXt7B1TRyXWb+GWKQs4LdJ\n"
                              "96vk7+nCVktBAiBCQ3lwYAjBLHZWExd6tSPutjuf9SpSDW0PEpz5eyyxPQIgKFf2\n"
                              "RVtSaa6lNC0noGvXwyLSxR6UDNdj7pG+SM+0WNI=\n"
                              "-----END RSA PRIVATE KEY-----\n";

static struct key *parse(const char *pem)
{
    struct error error = {0};
    struct key *key = NULL;

    if (key_parse_pem(span_of(pem), &key, &error) != ERR_OK)
        fail_msg("%s", error.detail);
    return key;
}

static struct key *public_half(const struct key *key)
{
    uint8_t point[KEY_POINT_BYTES];
    struct key *half = NULL;

    key_public_point(key, point);
    assert_int_equal(key_parse_public_point(point, &half, NULL), ERR_OK);
    return half;
}

static size_t from_hex(const char *hex, uint8_t *out, size_t size)
{
    size_t len = strlen(hex) / 2;

    assert_true(len <= size);
    assert_true(text_parse_hex(span_of(hex), out, len));
    return len;
}

// A generator whose whole sequence follows from its seed.
static void seeded_fill(void *ctx, void *bytes, size_t len)
{
    uint64_t *seed = ctx;

    for (size_t i = 0; i < len; i++) {
        *seed = *seed * 6364136223846793005U + 1442695040888963407U;
        ((uint8_t *)bytes)[i] = (uint8_t)(*seed >> 56);
    }
}

static void the_signatures_of_rfc_6979_come_out(void **state)
{
    static const struct {
        const char *message, *signature;
    } vectors[] = {
        // s is f7cb1c94…843acda8 there; written is n − s, the lower of the two.
        {"sample", "3045022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                   "02200834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9"},
        {"test", "3045022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                 "0220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"},
    };
    const char *const forms[] = {rfc6979_sec1, rfc6979_pkcs8};

    (void)state;
    for (size_t form = 0; form < 2; form++) {
        struct key *key = parse(forms[form]);

        for (size_t i = 0; i < 2; i++) {
            uint8_t expected[KEY_SIGNATURE_MAX], signature[KEY_SIGNATURE_MAX];
            size_t expected_len = from_hex(vectors[i].signature, expected, sizeof(expected));
            size_t len = 0, text_len = strlen(vectors[i].message);

            assert_int_equal(key_sign(key, vectors[i].message, text_len, signature, &len), ERR_OK);
            assert_int_equal(len, expected_len);
            assert_memory_equal(signature, expected, len);
            assert_true(key_verify(key, vectors[i].message, text_len, signature, len));
        }
        key_free(key);
    }
}

// (r, n − s) is a signature of the same text: whoever wants one form only can tell the two apart.
static void of_the_two_signatures_of_a_text_the_low_one_is_made_and_known(void **state)
{
    static const char high[]
        = "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
          "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    struct key *key = parse(rfc6979_sec1);
    uint8_t signature[KEY_SIGNATURE_MAX];
    size_t len = from_hex(high, signature, sizeof(signature));

    (void)state;
    assert_true(key_verify(key, "sample", 6, signature, len));
    assert_false(key_signature_low(signature, len));
    assert_false(key_signature_low(signature, len - 1));
    assert_false(key_signature_low(NULL, 0));
    for (unsigned i = 0; i < 40; i++) {
        assert_int_equal(key_sign(key, &i, sizeof(i), signature, &len), ERR_OK);
        assert_true(key_signature_low(signature, len));
        assert_true(key_verify(key, &i, sizeof(i), signature, len));
    }
    key_free(key);
}

static void a_key_is_written_and_read_back(void **state)
{
    struct key *key = parse(rfc6979_pkcs8), *again;
    uint8_t der[200];
    size_t der_len = from_hex(rfc6979_public, der, sizeof(der));
    struct digest digest, expected;
    struct buffer out;

    (void)state;
    buffer_init(&out, 1000);
    assert_int_equal(key_format_pem(key, &out), ERR_OK);
    assert_string_equal(out.data, rfc6979_sec1);
    buffer_reset(&out);
    assert_int_equal(key_public_der(key, &out), ERR_OK);
    assert_int_equal(out.len, der_len);
    assert_memory_equal(out.data, der, der_len);
    hash_once(der, der_len, &expected);
    assert_int_equal(key_public_digest(key, &digest), ERR_OK);
    assert_true(digest_equal(&digest, &expected));
    assert_int_equal(key_parse_public_der(der, der_len, &again, NULL), ERR_OK);
    assert_int_equal(key_public_digest(again, &digest), ERR_OK);
    assert_true(digest_equal(&digest, &expected));
    key_free(again);
    buffer_clear(&out);
    key_free(key);
}

static void a_made_key_survives_its_pem_and_follows_from_the_random_numbers(void **state)
{
    uint64_t seeds[] = {1, 1, 2};
    struct digest digests[3];
    struct buffer pem;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct random random = {&seeds[i], seeded_fill};
        struct key *key = NULL, *again;
        struct digest reread;

        assert_int_equal(key_make(&random, &key, NULL), ERR_OK);
        key_public_digest(key, &digests[i]);
        buffer_init(&pem, 1000);
        assert_int_equal(key_format_pem(key, &pem), ERR_OK);
        again = parse(pem.data);
        key_public_digest(again, &reread);
        assert_true(digest_equal(&digests[i], &reread));
        key_free(again);
        buffer_clear(&pem);
        key_free(key);
    }
    assert_true(digest_equal(&digests[0], &digests[1]));
    assert_false(digest_equal(&digests[0], &digests[2]));
}

static void a_public_key_verifies_but_does_nothing_private(void **state)
{
    struct key *key = parse(rfc6979_sec1), *half = public_half(key);
    uint8_t signature[KEY_SIGNATURE_MAX], secret[KEY_SECRET_BYTES];
    struct buffer out;
    size_t len = 0;

    (void)state;
    buffer_init(&out, 1000);
    assert_int_equal(key_sign(key, "x", 1, signature, &len), ERR_OK);
    assert_true(key_verify(half, "x", 1, signature, len));
    assert_int_equal(key_sign(half, "x", 1, signature, &len), ERR_INVALID);
    assert_int_equal(key_format_pem(half, &out), ERR_INVALID);
    assert_int_equal(out.len, 0);
    assert_int_equal(key_agree(half, key, secret), ERR_INVALID);
    buffer_clear(&out);
    key_free(half);
    key_free(key);
}

static void a_signature_with_any_wrong_bit_is_refused(void **state)
{
    struct key *key = parse(rfc6979_sec1);
    uint8_t signature[KEY_SIGNATURE_MAX], bad[KEY_SIGNATURE_MAX];
    size_t len = 0;

    (void)state;
    assert_int_equal(key_sign(key, "sample", 6, signature, &len), ERR_OK);
    for (size_t bit = 0; bit < 8 * len; bit++) {
        memcpy(bad, signature, len);
        bad[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(key_verify(key, "sample", 6, bad, len));
    }
    for (size_t cut = 0; cut < len; cut++)
        assert_false(key_verify(key, "sample", 6, signature, cut));
    key_free(key);
}

static void a_signature_for_other_bytes_or_by_another_key_is_refused(void **state)
{
    struct key *key = parse(rfc6979_sec1), *other = parse(other_pem);
    uint8_t signature[KEY_SIGNATURE_MAX];
    size_t len = 0;

    (void)state;
    assert_int_equal(key_sign(key, "sample", 6, signature, &len), ERR_OK);
    assert_false(key_verify(key, "sampl", 5, signature, len));
    assert_false(key_verify(key, "Sample", 6, signature, len));
    assert_false(key_verify(key, "", 0, signature, len));
    assert_false(key_verify(other, "sample", 6, signature, len));
    key_free(other);
    key_free(key);
}

static void only_the_one_der_form_of_a_signature_is_accepted(void **state)
{
    static const char *const bad[] = {
        "",
        "30",
        "3000",
        "3006020100020100", // r = s = 0
        "3006020101020101",
        // The vector "test" with a padded s, with one byte behind, with a long length, with a
        // negative r.
        "3046022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
        "022100019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
        "3045022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
        "0220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f008300",
        "308145022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
        "0220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
        "30440220f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
        "0220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
    };
    struct key *key = parse(rfc6979_sec1);
    uint8_t signature[200] = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        size_t len = from_hex(bad[i], signature, sizeof(signature));

        assert_false(key_verify(key, "test", 4, signature, len));
    }
    assert_false(key_verify(key, "test", 4, signature, sizeof(signature)));
    assert_false(key_verify(key, "test", 4, NULL, 0));
    key_free(key);
}

static void a_pem_that_is_not_a_whole_p256_key_is_refused(void **state)
{
    const char *const bad[] = {
        "",
        "hello",
        "-----BEGIN EC PRIVATE KEY-----\n",
        locked_pem,
        p384_pem,
        x25519_pem,
        mixed_pem,
        zero_pem,
        rsa_pem,
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct error error = {0};
        struct key *key = NULL;

        assert_int_equal(key_parse_pem(span_of(bad[i]), &key, &error), ERR_PARSE);
        assert_int_equal(error.code, ERR_PARSE);
        assert_null(key);
    }
    for (size_t len = 0; len < strlen(rfc6979_sec1) - 1; len++) {
        struct key *key = NULL;

        assert_int_equal(key_parse_pem((struct span){rfc6979_sec1, len}, &key, NULL), ERR_PARSE);
    }
}

static void a_pem_beyond_the_limit_is_refused_unread(void **state)
{
    char *text = mem_alloc(4097);
    struct key *key = NULL;

    (void)state;
    memset(text, '\n', 4097);
    memcpy(text, rfc6979_sec1, strlen(rfc6979_sec1));
    assert_int_equal(key_parse_pem((struct span){text, 4097}, &key, NULL), ERR_TOO_LARGE);
    assert_int_equal(key_parse_pem((struct span){text, 4096}, &key, NULL), ERR_OK);
    key_free(key);
    mem_free(text);
}

static void public_bytes_that_are_no_point_of_the_curve_are_refused(void **state)
{
    uint8_t good[200], bad[200];
    size_t len = from_hex(rfc6979_public, good, sizeof(good));
    struct key *key = NULL;

    (void)state;
    for (size_t cut = 0; cut < len; cut++)
        assert_int_equal(key_parse_public_der(good, cut, &key, NULL), ERR_PARSE);
    assert_int_equal(key_parse_public_der(good, len + 1, &key, NULL), ERR_PARSE);
    for (size_t bit = 0; bit < 8 * len; bit++) {
        memcpy(bad, good, len);
        bad[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(key_parse_public_der(bad, len, &key, NULL), ERR_PARSE);
    }
    memset(bad, 0, sizeof(bad)); // the point at infinity, and (0, 0)
    assert_int_equal(key_parse_public_point(bad, &key, NULL), ERR_PARSE);
    bad[0] = 4;
    assert_int_equal(key_parse_public_point(bad, &key, NULL), ERR_PARSE);
    memset(bad + 1, 0xff, sizeof(bad) - 1); // coordinates beyond the field
    assert_int_equal(key_parse_public_point(bad, &key, NULL), ERR_PARSE);
    assert_null(key);
}

static void a_full_buffer_is_told(void **state)
{
    struct key *key = parse(rfc6979_sec1);
    struct buffer out;

    (void)state;
    buffer_init(&out, 90);
    assert_int_equal(key_public_der(key, &out), ERR_TOO_LARGE);
    buffer_reset(&out);
    assert_int_equal(key_format_pem(key, &out), ERR_TOO_LARGE);
    buffer_clear(&out);
    key_free(key);
    key_free(NULL);
}

static void both_sides_agree_on_the_same_secret(void **state)
{
    struct key *key = parse(rfc6979_sec1), *other = parse(other_pem);
    struct key *key_public = public_half(key), *other_public = public_half(other);
    uint8_t expected[KEY_SECRET_BYTES], secret[KEY_SECRET_BYTES];

    (void)state;
    from_hex(agreed, expected, sizeof(expected));
    assert_int_equal(key_agree(key, other_public, secret), ERR_OK);
    assert_memory_equal(secret, expected, sizeof(secret));
    memset(secret, 0, sizeof(secret));
    assert_int_equal(key_agree(other, key_public, secret), ERR_OK);
    assert_memory_equal(secret, expected, sizeof(secret));
    key_free(other_public);
    key_free(key_public);
    key_free(other);
    key_free(key);
}

enum { THREADS = 8, THREAD_ROUNDS = 12 };

struct worker {
    pthread_t thread;
    pthread_barrier_t *start;
    const struct key *key;
    const uint8_t *signature; // of "sample"
    size_t signature_len;
    unsigned wrong;
};

static void *sign_and_verify(void *arg)
{
    struct worker *worker = arg;

    pthread_barrier_wait(worker->start);
    for (int i = 0; i < THREAD_ROUNDS; i++) {
        uint8_t mine[KEY_SIGNATURE_MAX];
        size_t len = 0;

        if (key_sign(worker->key, "sample", 6, mine, &len) != ERR_OK || len != worker->signature_len
            || memcmp(mine, worker->signature, len) != 0
            || !key_verify(worker->key, "sample", 6, mine, len)
            || key_verify(worker->key, "simple", 6, mine, len))
            worker->wrong++;
    }
    return NULL;
}

static void threads_share_one_key(void **state)
{
    struct key *key = parse(rfc6979_sec1);
    struct worker workers[THREADS];
    pthread_barrier_t start;
    uint8_t signature[KEY_SIGNATURE_MAX];
    size_t len = 0;

    (void)state;
    assert_int_equal(key_sign(key, "sample", 6, signature, &len), ERR_OK);
    pthread_barrier_init(&start, NULL, THREADS);
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){
            .start = &start, .key = key, .signature = signature, .signature_len = len};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, sign_and_verify, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        assert_int_equal(workers[i].wrong, 0);
    }
    pthread_barrier_destroy(&start);
    key_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_signatures_of_rfc_6979_come_out),
        cmocka_unit_test(of_the_two_signatures_of_a_text_the_low_one_is_made_and_known),
        cmocka_unit_test(a_key_is_written_and_read_back),
        cmocka_unit_test(a_made_key_survives_its_pem_and_follows_from_the_random_numbers),
        cmocka_unit_test(a_public_key_verifies_but_does_nothing_private),
        cmocka_unit_test(a_signature_with_any_wrong_bit_is_refused),
        cmocka_unit_test(a_signature_for_other_bytes_or_by_another_key_is_refused),
        cmocka_unit_test(only_the_one_der_form_of_a_signature_is_accepted),
        cmocka_unit_test(a_pem_that_is_not_a_whole_p256_key_is_refused),
        cmocka_unit_test(a_pem_beyond_the_limit_is_refused_unread),
        cmocka_unit_test(public_bytes_that_are_no_point_of_the_curve_are_refused),
        cmocka_unit_test(a_full_buffer_is_told),
        cmocka_unit_test(both_sides_agree_on_the_same_secret),
        cmocka_unit_test(threads_share_one_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
