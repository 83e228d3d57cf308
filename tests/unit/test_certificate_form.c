// SPDX-License-Identifier: Apache-2.0
// Certificates in the one form of an ECDSA signature's algorithm that browsers take.
#include "shared/crypto/certificate.h"
#include "shared/crypto/certificate_form.h"
#include "shared/crypto/pem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t strict[] = {0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2};
static const uint8_t loose[] = {0x30, 12, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2, 5, 0};

struct fixture {
    struct key *key;
    struct buffer der; // of an authority's certificate
};

static int set_up(void **state)
{
    static struct fixture f;
    struct random random = random_system();
    struct certificate_options options = {.use = CERTIFICATE_CA,
                                          .common_name = "Plumbline CA",
                                          .from_ms = certificate_from_always,
                                          .until_ms = certificate_until_always,
                                          .serial = {0x97, 1, 2, 3}};
    struct error error = {0};
    struct buffer pem;

    buffer_init(&pem, 2 * PEM_DER_MAX);
    buffer_init(&f.der, PEM_DER_MAX);
    assert_int_equal(key_make(&random, &f.key, &error), ERR_OK);
    assert_int_equal(certificate_issue(&(struct certificate_issuer){.key = f.key}, f.key, &options,
                                       &pem, &error),
                     ERR_OK);
    assert_int_equal(pem_read("CERTIFICATE", (struct span){pem.data, pem.len}, &f.der, &error),
                     ERR_OK);
    buffer_clear(&pem);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    key_free(f->key);
    buffer_clear(&f->der);
    return 0;
}

static const uint8_t *find(const void *where, size_t len, const uint8_t *what, size_t what_len)
{
    return memmem(where, len, what, what_len);
}

static void what_is_issued_names_the_algorithm_without_parameters(void **state)
{
    const struct fixture *f = *state;
    const uint8_t *end = (const uint8_t *)f->der.data + f->der.len;
    const uint8_t *first = find(f->der.data, f->der.len, strict, sizeof(strict));

    assert_null(find(f->der.data, f->der.len, loose, sizeof(loose)));
    assert_non_null(first);
    assert_non_null(find(first + 1, (size_t)(end - first - 1), strict, sizeof(strict)));
}

// The certificate as mbedtls 2.28 writes it: NULL in both places; both lengths here take two bytes.
static size_t loosen(const struct buffer *der, uint8_t out[CERTIFICATE_FORM_MAX])
{
    const uint8_t *at = (const uint8_t *)der->data, *end = at + der->len;
    uint8_t *to = out;

    for (const uint8_t *next; (next = find(at, (size_t)(end - at), strict, sizeof(strict))) != NULL;
         at = next + sizeof(strict)) {
        to = (uint8_t *)memcpy(to, at, (size_t)(next - at)) + (next - at);
        to = (uint8_t *)memcpy(to, loose, sizeof(loose)) + sizeof(loose);
    }
    to = (uint8_t *)memcpy(to, at, (size_t)(end - at)) + (end - at);
    size_t outer = (size_t)(to - out) - 4, inner = ((size_t)out[6] << 8 | out[7]) + 2;
    assert_int_equal(out[1], 0x82);
    assert_int_equal(out[5], 0x82);
    out[2] = (uint8_t)(outer >> 8);
    out[3] = (uint8_t)outer;
    out[6] = (uint8_t)(inner >> 8);
    out[7] = (uint8_t)inner;
    return (size_t)(to - out);
}

static void a_certificate_with_parameters_is_written_and_signed_anew(void **state)
{
    const struct fixture *f = *state;
    uint8_t given[CERTIFICATE_FORM_MAX], out[CERTIFICATE_FORM_MAX];
    size_t len = loosen(&f->der, given), got = 0;

    assert_int_equal(len, f->der.len + 4);
    assert_int_equal(certificate_form_strict((struct span){(char *)given, len}, f->key, out, &got),
                     ERR_OK);
    assert_int_equal(got, f->der.len); // signatures are deterministic
    assert_memory_equal(out, f->der.data, got);
}

static void one_without_stays_as_it_is(void **state)
{
    const struct fixture *f = *state;
    uint8_t out[CERTIFICATE_FORM_MAX];
    size_t got = 0;

    assert_int_equal(
        certificate_form_strict((struct span){f->der.data, f->der.len}, f->key, out, &got), ERR_OK);
    assert_int_equal(got, f->der.len);
    assert_memory_equal(out, f->der.data, got);
}

static void what_is_cut_short_or_too_long_is_refused(void **state)
{
    const struct fixture *f = *state;
    static char large[CERTIFICATE_FORM_MAX];
    uint8_t out[CERTIFICATE_FORM_MAX];
    size_t got = 0;

    for (size_t len = 0; len < f->der.len; len++)
        assert_int_equal(
            certificate_form_strict((struct span){f->der.data, len}, f->key, out, &got), ERR_PARSE);
    assert_int_equal(
        certificate_form_strict((struct span){large, sizeof(large)}, f->key, out, &got),
        ERR_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_issued_names_the_algorithm_without_parameters),
        cmocka_unit_test(a_certificate_with_parameters_is_written_and_signed_anew),
        cmocka_unit_test(one_without_stays_as_it_is),
        cmocka_unit_test(what_is_cut_short_or_too_long_is_refused),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
