// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/certificate_request.h"

#include "shared/base/memory.h"
#include "shared/crypto/pem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Requests made with another tool: one that asks to be an authority for another host, and others
// that must not pass; the public key of the first.
static const char foreign_request[]
    = "-----BEGIN CERTIFICATE REQUEST-----\n"
      "MIIBEjCBuQIBADAfMQowCAYDVQQKDAFvMREwDwYDVQQDDAhhbnl0aGluZzBZMBMG\n"
      "ByqGSM49AgEGCCqGSM49AwEHA0IABGD+1LolWp0xyWHrdMY1bWjASbiSO2H6bOZp\n"
      "Yi5g8p+2eQP+EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpmgODA2BgkqhkiG\n"
      "9w0BCQ4xKTAnMBcGA1UdEQQQMA6CDGV2aWwuZXhhbXBsZTAMBgNVHRMEBTADAQH/\n"
      "MAoGCCqGSM49BAMCA0gAMEUCIHNjfOvJRaWbwydFj2H6x8PjC8V43W/VATlizt6b\n"
      "4YmcAiEA+61c/UzM3oCwdsILVjZbjPmDlV+Y/dTnw0HhK0Pz5jE=\n"
      "-----END CERTIFICATE REQUEST-----\n";

static const char p384_request[]
    = "-----BEGIN CERTIFICATE REQUEST-----\n"
      "MIIBFzCBngIBADAfMQowCAYDVQQKDAFvMREwDwYDVQQDDAhhbnl0aGluZzB2MBAG\n"
      "ByqGSM49AgEGBSuBBAAiA2IABLUxAB0fmznLkSLSzreCRNHfNiKSM53ht4XfWmA6\n"
      "tttRaFiUf8nPqrCL4AkPzgepSuMBMq9ZolavLJ3sZHi2T4Pzyix9mG5w8q3UyT4k\n"
      "DYIVVTITpcrJR2+yuoVzG7gZ16AAMAoGCCqGSM49BAMCA2gAMGUCMQCOxdSNqqH4\n"
      "Ako+CDjVRaG3NtW/RQmRkXmBcuMJm/mCC8aZMNITxmI5l3J/Yi5eXIMCMDd6a77R\n"
      "6VsSxOVaMJUgNubGyGJ23MBd5+/g5X7ZP9dmGUIO4tN2LRxEd/Dbn1UJDw==\n"
      "-----END CERTIFICATE REQUEST-----\n";

static const char rsa_request[]
    = "-----BEGIN CERTIFICATE REQUEST-----\n"
      "MIICZDCCAUwCAQAwHzEKMAgGA1UECgwBbzERMA8GA1UEAwwIYW55dGhpbmcwggEi\n"
      "MA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCZime+WBJTB0OF4h/72gD3AJUw\n"
      "K0nK1EFkets05bOQ+pHa9UPk2FOgXx8R3MEFXU5St+VOOhdUbrJO9V3Ms+JFWmnc\n"
      "7oX+YQvXlS/MqVG3A+LgyOkg2HZAPye7uptoVzmDPhhU8uhKF2oQP4hGHNcLDdBz\n"
      "j9EWXVJE2MX5Qq3yZyaBA44PQY3z+Il/bzWTKXRPzwARGKI36OM3N5PEuylYNNtm\n"
      "uj/0NUwOn2/RxmCXbPX7duiNGFknENs2fQxh2/e+h0RunV/qB9usB3FvZ8yoQzgH\n"
      "pBajirC3gAcfE7LIcRaeJUt3qwLb/x7M0U9f/ThmDy90f+/IeWan382pZ9RVAgMB\n"
      "AAGgADANBgkqhkiG9w0BAQsFAAOCAQEAjfU7AG5wDCgZWKuaw5mi/KzjD4r03o3M\n"
      "OsyNQh5OdKu+KsVMihhhqZU0Uvt9WXvhNnIGPGmi7R7YxSr6OiQDfyLpy0+3uqOK\n"
      "VDWk7sEE3Okiq2PNqnschGeh/N/OkLQYJUDXyWwg+bWMlAIY6zcSdgeNT2peNw7c\n"
      "Olp4lMUe9f0gl88aBwvgUz06ZNLM+UH9ijWiOTQZnEizC2sTsSpM7O7PfUvay4h0\n"
      "4Br5SuhdaaT+5M1gDbGqCVk6+R8RdMhC4dLX2eu/98rDuvVAJeHV289wWdTYlZMJ\n"
      "8BlF+G1Oxwnn+lK4jdmgcxAq20ZO28Ny88FGf18uM1g6VvcbysjgHA==\n"
      "-----END CERTIFICATE REQUEST-----\n";

static const char sha384_request[]
    = "-----BEGIN CERTIFICATE REQUEST-----\n"
      "MIHZMIGBAgEAMB8xCjAIBgNVBAoMAW8xETAPBgNVBAMMCGFueXRoaW5nMFkwEwYH\n"
      "KoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mli\n"
      "LmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimaAAMAoGCCqGSM49\n"
      "BAMDA0cAMEQCIGaHeBecRCPAZ9xFWFSS+kC90yLsFLRYRAvsT4wSqe01AiBYLOdU\n"
      "ln5IfG+A4IK60pjRzuFb57nRMAMbKz6wDlA/iA==\n"
      "-----END CERTIFICATE REQUEST-----\n";

static const char rfc6979_public[]
    = "3059301306072a8648ce3d020106082a8648ce3d0301070342000460fed4ba255a9d31c961eb74c6"
      "356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d"
      "7e9f5177a3c294d4462299";

enum { ROOM = 8192 };

static enum err read_request(const char *text, size_t len, struct key **key)
{
    struct error error = {0};
    enum err err = certificate_request_read((struct span){text, len}, key, &error);

    assert_int_equal(error.code, err);
    assert_int_equal(error.detail[0] != '\0', err != ERR_OK);
    return err;
}

static struct key *make_key(void)
{
    struct random random = random_system();
    struct key *key = NULL;

    assert_int_equal(key_make(&random, &key, NULL), ERR_OK);
    return key;
}

static void make_request(const struct key *key, struct buffer *pem)
{
    buffer_init(pem, ROOM);
    assert_int_equal(certificate_request_make(key, "tablet 7", pem, NULL), ERR_OK);
}

static void the_key_of_a_request_comes_out(void **state)
{
    struct key *key = make_key(), *read = NULL;
    struct digest made, got;
    struct buffer pem;

    (void)state;
    make_request(key, &pem);
    assert_int_equal(read_request(pem.data, pem.len, &read), ERR_OK);
    key_public_digest(key, &made);
    key_public_digest(read, &got);
    assert_true(digest_equal(&made, &got));
    key_free(read);
    key_free(key);
    buffer_clear(&pem);
}

static void the_private_half_stays_on_the_tablet(void **state)
{
    struct key *key = make_key(), *read = NULL;
    uint8_t signature[KEY_SIGNATURE_MAX];
    struct buffer pem;
    size_t len = 0;

    (void)state;
    make_request(key, &pem);
    assert_int_equal(read_request(pem.data, pem.len, &read), ERR_OK);
    assert_int_equal(key_sign(read, "x", 1, signature, &len), ERR_INVALID);
    assert_int_equal(certificate_request_make(read, "tablet 7", &pem, NULL), ERR_INVALID);
    key_free(read);
    key_free(key);
    buffer_clear(&pem);
}

static void the_same_key_makes_the_same_request(void **state)
{
    struct key *key = make_key();
    struct buffer first, second;

    (void)state;
    make_request(key, &first);
    make_request(key, &second);
    assert_string_equal(first.data, second.data);
    buffer_clear(&second);
    buffer_clear(&first);
    key_free(key);
}

static void a_request_of_another_tool_gives_its_key_and_nothing_it_asks_for(void **state)
{
    struct key *key = NULL;
    struct buffer der, expected;

    (void)state;
    buffer_init(&der, ROOM);
    buffer_init(&expected, ROOM);
    assert_int_equal(read_request(foreign_request, strlen(foreign_request), &key), ERR_OK);
    assert_int_equal(key_public_der(key, &der), ERR_OK);
    buffer_append_hex(&expected, der.data, der.len);
    assert_string_equal(expected.data, rfc6979_public);
    key_free(key);
    buffer_clear(&expected);
    buffer_clear(&der);
}

static void other_curves_keys_and_digests_are_refused(void **state)
{
    static const char *const bad[] = {p384_request, rsa_request, sha384_request};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct key *key = NULL;

        assert_int_equal(read_request(bad[i], strlen(bad[i]), &key), ERR_INVALID);
        assert_null(key);
    }
}

static void a_request_for_somebody_elses_key_is_refused(void **state)
{
    struct key *own = make_key(), *victim = make_key(), *got = NULL;
    uint8_t own_point[KEY_POINT_BYTES], victim_point[KEY_POINT_BYTES];
    struct buffer pem, der;
    char *at;

    (void)state;
    buffer_init(&der, ROOM);
    make_request(own, &pem);
    assert_int_equal(pem_read("CERTIFICATE REQUEST", (struct span){pem.data, pem.len}, &der, NULL),
                     ERR_OK);
    key_public_point(own, own_point);
    key_public_point(victim, victim_point);
    at = memmem(der.data, der.len, own_point, sizeof(own_point));
    assert_non_null(at);
    memcpy(at, victim_point, sizeof(victim_point));
    buffer_reset(&pem);
    assert_int_equal(pem_write("CERTIFICATE REQUEST", der.data, der.len, &pem), ERR_OK);
    assert_int_equal(read_request(pem.data, pem.len, &got), ERR_INVALID);
    assert_null(got);
    buffer_clear(&der);
    buffer_clear(&pem);
    key_free(victim);
    key_free(own);
}

static void a_changed_byte_anywhere_is_noticed(void **state)
{
    struct key *key = make_key(), *got = NULL;
    struct buffer pem, der;

    (void)state;
    buffer_init(&der, ROOM);
    make_request(key, &pem);
    assert_int_equal(pem_read("CERTIFICATE REQUEST", (struct span){pem.data, pem.len}, &der, NULL),
                     ERR_OK);
    for (size_t i = 0; i < der.len; i++) {
        buffer_reset(&pem);
        der.data[i] ^= (char)(1 << i % 8);
        assert_int_equal(pem_write("CERTIFICATE REQUEST", der.data, der.len, &pem), ERR_OK);
        der.data[i] ^= (char)(1 << i % 8);
        assert_int_not_equal(read_request(pem.data, pem.len, &got), ERR_OK);
        assert_null(got);
    }
    buffer_clear(&der);
    buffer_clear(&pem);
    key_free(key);
}

static void a_signature_under_a_wrong_label_is_refused(void **state)
{
    static const char ecdsa_with_sha256[] = "\x2a\x86\x48\xce\x3d\x04\x03\x02";
    struct key *key = make_key(), *got = NULL;
    struct buffer pem, der;
    char *at;

    (void)state;
    buffer_init(&der, ROOM);
    make_request(key, &pem);
    assert_int_equal(pem_read("CERTIFICATE REQUEST", (struct span){pem.data, pem.len}, &der, NULL),
                     ERR_OK);
    at = memmem(der.data, der.len, ecdsa_with_sha256, 8);
    assert_non_null(at);
    at[7] = 3; // SHA-384
    buffer_reset(&pem);
    assert_int_equal(pem_write("CERTIFICATE REQUEST", der.data, der.len, &pem), ERR_OK);
    assert_int_equal(read_request(pem.data, pem.len, &got), ERR_INVALID);
    buffer_clear(&der);
    buffer_clear(&pem);
    key_free(key);
}

static void every_truncation_and_garbage_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "garbage",
        "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n",
        "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n",
        "-----BEGIN CERTIFICATE REQUEST-----\nMIT/////\n-----END CERTIFICATE REQUEST-----\n",
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
    };
    struct key *key = NULL;
    struct buffer der, pem;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(read_request(bad[i], strlen(bad[i]), &key), ERR_PARSE);
    for (size_t len = 0; len < strlen(foreign_request) - 1; len++)
        assert_int_equal(read_request(foreign_request, len, &key), ERR_PARSE);
    buffer_init(&der, ROOM);
    buffer_init(&pem, ROOM);
    assert_int_equal(pem_read("CERTIFICATE REQUEST", span_of(foreign_request), &der, NULL), ERR_OK);
    for (size_t len = 1; len < der.len; len++) {
        buffer_reset(&pem);
        assert_int_equal(pem_write("CERTIFICATE REQUEST", der.data, len, &pem), ERR_OK);
        assert_int_equal(read_request(pem.data, pem.len, &key), ERR_PARSE);
    }
    buffer_append_char(&der, '\0');
    buffer_reset(&pem);
    assert_int_equal(pem_write("CERTIFICATE REQUEST", der.data, der.len, &pem), ERR_OK);
    assert_int_equal(read_request(pem.data, pem.len, &key), ERR_PARSE);
    assert_null(key);
    buffer_clear(&pem);
    buffer_clear(&der);
}

static void a_request_beyond_the_limit_is_refused_unread(void **state)
{
    char *text = mem_alloc(CERTIFICATE_REQUEST_MAX_BYTES + 1);
    struct key *key = NULL;

    (void)state;
    memset(text, '\n', CERTIFICATE_REQUEST_MAX_BYTES + 1);
    memcpy(text, foreign_request, strlen(foreign_request));
    assert_int_equal(read_request(text, CERTIFICATE_REQUEST_MAX_BYTES + 1, &key), ERR_TOO_LARGE);
    assert_null(key);
    assert_int_equal(read_request(text, CERTIFICATE_REQUEST_MAX_BYTES, &key), ERR_OK);
    key_free(key);
    mem_free(text);
}

static void a_bad_name_or_a_full_buffer_makes_no_request(void **state)
{
    struct key *key = make_key();
    struct buffer pem;

    (void)state;
    buffer_init(&pem, 100);
    assert_int_equal(certificate_request_make(key, "a,O=b", &pem, NULL), ERR_INVALID);
    assert_int_equal(certificate_request_make(key, NULL, &pem, NULL), ERR_INVALID);
    assert_int_equal(certificate_request_make(key, "tablet", &pem, NULL), ERR_TOO_LARGE);
    assert_int_equal(pem.len, 0);
    buffer_clear(&pem);
    key_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_of_a_request_comes_out),
        cmocka_unit_test(the_private_half_stays_on_the_tablet),
        cmocka_unit_test(the_same_key_makes_the_same_request),
        cmocka_unit_test(a_request_of_another_tool_gives_its_key_and_nothing_it_asks_for),
        cmocka_unit_test(other_curves_keys_and_digests_are_refused),
        cmocka_unit_test(a_request_for_somebody_elses_key_is_refused),
        cmocka_unit_test(a_changed_byte_anywhere_is_noticed),
        cmocka_unit_test(a_signature_under_a_wrong_label_is_refused),
        cmocka_unit_test(every_truncation_and_garbage_is_refused),
        cmocka_unit_test(a_request_beyond_the_limit_is_refused_unread),
        cmocka_unit_test(a_bad_name_or_a_full_buffer_makes_no_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
