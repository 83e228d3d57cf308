// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/pem.h"

#include "shared/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char small[] = "-----BEGIN THING-----\naGVsbG8=\n-----END THING-----\n";

static enum err read_text(const char *text, struct buffer *der)
{
    struct error error = {0};
    enum err err;

    buffer_clear(der);
    err = pem_read("THING", span_of(text), der, &error);
    assert_int_equal(err, error.code);
    return err;
}

static void a_block_is_written_as_the_rfc_shows(void **state)
{
    struct buffer pem;

    (void)state;
    buffer_init(&pem, 1000);
    assert_int_equal(pem_write("THING", "hello", 5, &pem), ERR_OK);
    assert_string_equal(pem.data, small);
    buffer_clear(&pem);
}

static void every_size_comes_back(void **state)
{
    struct buffer pem, der;
    uint8_t bytes[PEM_DER_MAX];

    (void)state;
    buffer_init(&pem, (size_t)3 * PEM_DER_MAX);
    buffer_init(&der, PEM_DER_MAX);
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(i * 7);
    for (size_t len = 1; len <= sizeof(bytes); len = len < 200 ? len + 1 : len * 2) {
        buffer_reset(&pem);
        assert_int_equal(pem_write("THING", bytes, len, &pem), ERR_OK);
        assert_int_equal(read_text(pem.data, &der), ERR_OK);
        assert_int_equal(der.len, len);
        assert_memory_equal(der.data, bytes, len);
    }
    assert_int_equal(pem_write("THING", bytes, sizeof(bytes), &pem), ERR_OK);
    assert_int_equal(pem_write("THING", bytes, PEM_DER_MAX + 1, &pem), ERR_TOO_LARGE);
    buffer_clear(&der);
    buffer_clear(&pem);
}

static void a_full_buffer_is_told_and_holds_no_half_block(void **state)
{
    struct buffer pem, der;

    (void)state;
    buffer_init(&pem, strlen(small) - 1);
    assert_int_equal(pem_write("THING", "hello", 5, &pem), ERR_TOO_LARGE);
    assert_int_equal(pem.len, 0);
    buffer_clear(&pem);
    buffer_init(&der, 4);
    assert_int_equal(read_text(small, &der), ERR_TOO_LARGE);
    assert_int_equal(der.len, 0);
    buffer_clear(&der);
}

static void text_around_is_overlooked_and_the_first_block_counts(void **state)
{
    struct buffer der;

    (void)state;
    buffer_init(&der, 100);
    assert_int_equal(read_text("Subject: x\n-----BEGIN OTHER-----\nAAAA\n-----END OTHER-----\n"
                               "-----BEGIN THING-----\r\naGVsbG8=\r\n-----END THING-----\r\n"
                               "-----BEGIN THING-----\nAAAA\n-----END THING-----\n",
                               &der),
                     ERR_OK);
    assert_string_equal(der.data, "hello");
    buffer_clear(&der);
}

static void whatever_is_not_one_plain_block_is_refused(void **state)
{
    static const char encrypted[] = "-----BEGIN THING-----\nProc-Type: 4,ENCRYPTED\n"
                                    "DEK-Info: AES-128-CBC,00000000000000000000000000000000\n\n"
                                    "aGVsbG8=\n-----END THING-----\n";
    const char *const bad[] = {
        "",
        "hello",
        "-----BEGIN THING-----\n",
        "-----BEGIN THING-----\n-----END THING-----\n",
        "-----BEGIN THING-----\naGVsbG8=\n",
        "-----BEGIN THING-----\naGVsbG8=\n-----END THINGS-----\n",
        "-----BEGIN OTHER-----\naGVsbG8=\n-----END OTHER-----\n",
        "-----END THING-----\naGVsbG8=\n-----BEGIN THING-----\n",
        "-----BEGIN THING-----\naGV*bG8=\n-----END THING-----\n",
        "-----BEGIN THING-----\n\xff\xfe\n-----END THING-----\n",
        encrypted,
    };
    struct buffer der;

    (void)state;
    buffer_init(&der, 100);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(read_text(bad[i], &der), ERR_PARSE);
    for (size_t len = 0; len < strlen(small) - 1; len++) {
        buffer_clear(&der);
        assert_int_equal(pem_read("THING", (struct span){small, len}, &der, NULL), ERR_PARSE);
    }
    buffer_clear(&der);
}

static void too_much_text_is_refused_unread(void **state)
{
    size_t len = (size_t)2 * PEM_DER_MAX + 1;
    char *text = mem_alloc(len);
    struct buffer der;

    (void)state;
    buffer_init(&der, 100);
    memset(text, '\n', len);
    memcpy(text, small, strlen(small));
    assert_int_equal(pem_read("THING", (struct span){text, len - 1}, &der, NULL), ERR_OK);
    assert_int_equal(pem_read("THING", (struct span){text, len}, &der, NULL), ERR_TOO_LARGE);
    buffer_clear(&der);
    mem_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_written_as_the_rfc_shows),
        cmocka_unit_test(every_size_comes_back),
        cmocka_unit_test(a_full_buffer_is_told_and_holds_no_half_block),
        cmocka_unit_test(text_around_is_overlooked_and_the_first_block_counts),
        cmocka_unit_test(whatever_is_not_one_plain_block_is_refused),
        cmocka_unit_test(too_much_text_is_refused_unread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
