// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/certificate.h"

#include "shared/base/memory.h"
#include "shared/crypto/pem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { USES = CERTIFICATE_LOG + 1, ROOM = 16384 };

// An authority with one certificate of each use (the first is its own).
struct fixture {
    struct key *keys[USES];
    struct buffer pems[USES];
};

static struct span span_from(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

static struct certificate_options options_for(enum certificate_use use)
{
    struct certificate_options options = {
        .use = use,
        .common_name = "Plumbline 1.a_b-c",
        .from_ms = certificate_from_always,
        .until_ms = certificate_until_always,
    };
    struct random random = random_system();

    random_fill(&random, options.serial, sizeof(options.serial));
    return options;
}

static enum err issue(const struct fixture *f, const struct certificate_options *options,
                      struct buffer *pem)
{
    bool is_ca = options->use == CERTIFICATE_CA;
    struct span issuer = is_ca ? (struct span){0} : span_from(&f->pems[CERTIFICATE_CA]);
    const struct key *ca_key = f->keys[CERTIFICATE_CA];
    struct error error = {0};
    enum err err = certificate_issue(&(struct certificate_issuer){ca_key, issuer},
                                     is_ca ? ca_key : f->keys[options->use], options, pem, &error);

    assert_int_equal(error.code, err);
    return err;
}

static int set_up(void **state)
{
    struct fixture *f = mem_alloc(sizeof(*f));
    struct random random = random_system();

    *state = f;
    for (enum certificate_use use = CERTIFICATE_CA; use <= CERTIFICATE_LOG; use++) {
        struct certificate_options options = options_for(use);

        buffer_init(&f->pems[use], ROOM);
        if (key_make(&random, &f->keys[use], NULL) || issue(f, &options, &f->pems[use]))
            return -1;
    }
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    for (size_t use = 0; use <= CERTIFICATE_LOG; use++) {
        buffer_clear(&f->pems[use]);
        key_free(f->keys[use]);
    }
    mem_free(f);
    return 0;
}

static enum err check(struct span pem, struct span ca_pem, enum certificate_use use)
{
    struct error error = {0};
    enum err err = certificate_check(pem, ca_pem, use, &error);

    assert_int_equal(error.code, err);
    assert_int_equal(error.detail[0] != '\0', err != ERR_OK);
    return err;
}

static void a_certificate_passes_for_its_own_use_and_no_other(void **state)
{
    struct fixture *f = *state;

    for (enum certificate_use made = CERTIFICATE_CA; made <= CERTIFICATE_LOG; made++) {
        for (enum certificate_use asked = CERTIFICATE_CA; asked <= CERTIFICATE_LOG; asked++)
            assert_int_equal(
                check(span_from(&f->pems[made]), span_from(&f->pems[CERTIFICATE_CA]), asked),
                made == asked ? ERR_OK : ERR_AUTH);
    }
}

static void another_authority_of_the_same_name_is_not_believed(void **state)
{
    struct fixture *f = *state, *other = NULL;
    void *other_state = NULL;

    assert_int_equal(set_up(&other_state), 0);
    other = other_state;
    for (enum certificate_use use = CERTIFICATE_CA; use <= CERTIFICATE_LOG; use++)
        assert_int_equal(
            check(span_from(&f->pems[use]), span_from(&other->pems[CERTIFICATE_CA]), use),
            ERR_AUTH);
    tear_down(&other_state);
}

static void a_leaf_is_no_authority(void **state)
{
    struct fixture *f = *state;
    struct certificate_options options = options_for(CERTIFICATE_CLIENT);
    struct buffer pem;

    buffer_init(&pem, ROOM);
    for (enum certificate_use use = CERTIFICATE_CLIENT; use <= CERTIFICATE_LOG; use++) {
        assert_int_equal(
            certificate_issue(&(struct certificate_issuer){f->keys[use], span_from(&f->pems[use])},
                              f->keys[use], &options, &pem, NULL),
            ERR_INVALID);
        assert_int_equal(check(span_from(&f->pems[use]), span_from(&f->pems[use]), use), ERR_AUTH);
    }
    assert_int_equal(pem.len, 0);
    buffer_clear(&pem);
}

static void what_was_issued_is_read_back(void **state)
{
    struct fixture *f = *state;
    struct certificate_options options = options_for(CERTIFICATE_CLIENT);
    struct certificate_info info;
    struct digest digest;
    struct buffer pem, der;
    struct key *key = NULL;

    buffer_init(&pem, ROOM);
    buffer_init(&der, ROOM);
    options.common_name = "01890a5d-ac96-774b-bcce-b302099a8057";
    options.from_ms = 1763776800999;
    options.until_ms = 4102444800000; // 2100, written differently from 2050 on
    assert_int_equal(issue(f, &options, &pem), ERR_OK);
    assert_int_equal(certificate_read(span_from(&pem), &info, NULL), ERR_OK);
    assert_string_equal(info.common_name, options.common_name);
    assert_int_equal(info.from_ms, 1763776800000);
    assert_int_equal(info.until_ms, 4102444800000);
    assert_int_equal(pem_read("CERTIFICATE", span_from(&pem), &der, NULL), ERR_OK);
    hash_once(der.data, der.len, &digest);
    assert_true(digest_equal(&digest, &info.digest));
    key_public_digest(f->keys[CERTIFICATE_CLIENT], &digest);
    assert_true(digest_equal(&digest, &info.key_digest));
    assert_int_equal(certificate_public_key(span_from(&pem), &key, NULL), ERR_OK);
    key_public_digest(key, &info.digest);
    assert_true(digest_equal(&digest, &info.digest));
    key_free(key);
    buffer_clear(&der);
    buffer_clear(&pem);
}

static void always_means_1970_to_9999(void **state)
{
    struct fixture *f = *state;
    struct certificate_info info;

    assert_int_equal(certificate_read(span_from(&f->pems[CERTIFICATE_CA]), &info, NULL), ERR_OK);
    assert_int_equal(info.from_ms, 0);
    assert_int_equal(info.until_ms, 253402300799000);
    assert_string_equal(info.common_name, "Plumbline 1.a_b-c");
}

static void the_same_arguments_give_the_same_bytes(void **state)
{
    struct fixture *f = *state;
    struct certificate_options options = options_for(CERTIFICATE_RECEIPT);
    struct buffer first, second;

    buffer_init(&first, ROOM);
    buffer_init(&second, ROOM);
    assert_int_equal(issue(f, &options, &first), ERR_OK);
    assert_int_equal(issue(f, &options, &second), ERR_OK);
    assert_string_equal(first.data, second.data);
    buffer_reset(&second);
    options.serial[15] ^= 1;
    assert_int_equal(issue(f, &options, &second), ERR_OK);
    assert_string_not_equal(first.data, second.data);
    buffer_clear(&second);
    buffer_clear(&first);
}

static void serials_of_any_shape_are_written(void **state)
{
    static const uint8_t serials[][CERTIFICATE_SERIAL_BYTES] = {
        {0},
        {0, 0, 0x80, 1},
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
        {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff},
    };
    struct fixture *f = *state;
    struct certificate_options options = options_for(CERTIFICATE_CLIENT);

    for (size_t i = 0; i < sizeof(serials) / sizeof(serials[0]); i++) {
        struct buffer pem;

        buffer_init(&pem, ROOM);
        memcpy(options.serial, serials[i], sizeof(options.serial));
        assert_int_equal(issue(f, &options, &pem), ERR_OK);
        assert_int_equal(
            check(span_from(&pem), span_from(&f->pems[CERTIFICATE_CA]), CERTIFICATE_CLIENT),
            ERR_OK);
        buffer_clear(&pem);
    }
}

static void refuse(const struct fixture *f, struct certificate_options options)
{
    struct buffer pem;

    buffer_init(&pem, ROOM);
    assert_int_equal(issue(f, &options, &pem), ERR_INVALID);
    assert_int_equal(pem.len, 0);
    buffer_clear(&pem);
}

static void names_that_could_be_misread_are_refused(void **state)
{
    static const char *const bad[] = {
        NULL,
        "",
        " a",
        "a ",
        "a,O=b",
        "a=b",
        "a+b",
        "a\\b",
        "a\nb",
        "a\"b",
        "#a",
        "办公室",
        "12345678901234567890123456789012345678901234567890123456789012345",
    };
    struct fixture *f = *state;
    struct certificate_options options = options_for(CERTIFICATE_CLIENT);

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(certificate_name_valid(bad[i]));
        options.common_name = bad[i];
        refuse(f, options);
    }
    assert_true(
        certificate_name_valid("1234567890123456789012345678901234567890123456789012345678901234"));
}

static void times_out_of_order_or_range_are_refused(void **state)
{
    struct fixture *f = *state;
    struct certificate_options options = options_for(CERTIFICATE_CLIENT);

    options.from_ms = -1;
    refuse(f, options);
    options.from_ms = options.until_ms;
    refuse(f, options);
    options.from_ms = certificate_from_always;
    options.until_ms++;
    refuse(f, options);
}

static void host_names_that_are_none_are_refused(void **state)
{
    static const char *const bad[]
        = {"", "a b", "*.example", "a/b", "[::1]", "1.2.3.4:80", "办公室"};
    static const char *const good[] = {"a.example"};
    struct fixture *f = *state;
    struct certificate_options options = options_for(CERTIFICATE_SERVER);
    const char *many[400];
    char longest[255];

    options.name_count = 1;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        options.names = &bad[i];
        refuse(f, options);
    }
    memset(longest, 'a', sizeof(longest));
    longest[254] = '\0';
    for (size_t i = 0; i < 400; i++)
        many[i] = i ? "a.example.example" : longest;
    options.names = many;
    refuse(f, options);
    options.names = many + 1;
    options.name_count = 399;
    refuse(f, options);
    options = options_for(CERTIFICATE_CLIENT);
    options.names = good;
    options.name_count = 1;
    refuse(f, options);
}

static void only_the_authority_with_its_own_key_issues(void **state)
{
    struct fixture *f = *state;
    struct certificate_options options = options_for(CERTIFICATE_CLIENT);
    struct span ca = span_from(&f->pems[CERTIFICATE_CA]);
    struct key *client = f->keys[CERTIFICATE_CLIENT], *half = NULL;
    struct buffer pem;

    buffer_init(&pem, ROOM);
    assert_int_equal(
        certificate_issue(&(struct certificate_issuer){client, ca}, client, &options, &pem, NULL),
        ERR_INVALID);
    assert_int_equal(
        certificate_issue(&(struct certificate_issuer){f->keys[CERTIFICATE_CA], (struct span){0}},
                          client, &options, &pem, NULL),
        ERR_PARSE);
    assert_int_equal(certificate_public_key(ca, &half, NULL), ERR_OK);
    assert_int_equal(
        certificate_issue(&(struct certificate_issuer){half, ca}, client, &options, &pem, NULL),
        ERR_INVALID);
    options.use = CERTIFICATE_CA;
    assert_int_equal(
        certificate_issue(&(struct certificate_issuer){f->keys[CERTIFICATE_CA], (struct span){0}},
                          client, &options, &pem, NULL),
        ERR_INVALID);
    assert_int_equal(pem.len, 0);
    key_free(half);
    buffer_clear(&pem);
}

static void a_full_buffer_keeps_only_what_it_held(void **state)
{
    struct fixture *f = *state;
    struct certificate_options options = options_for(CERTIFICATE_CLIENT);
    struct buffer pem;

    buffer_init(&pem, 500);
    buffer_append_text(&pem, "before");
    assert_int_equal(issue(f, &options, &pem), ERR_TOO_LARGE);
    assert_string_equal(pem.data, "before");
    buffer_clear(&pem);
}

static void a_changed_byte_anywhere_is_noticed(void **state)
{
    struct fixture *f = *state;
    struct buffer der, pem;

    buffer_init(&der, ROOM);
    buffer_init(&pem, ROOM);
    assert_int_equal(pem_read("CERTIFICATE", span_from(&f->pems[CERTIFICATE_SERVER]), &der, NULL),
                     ERR_OK);
    for (size_t i = 0; i < der.len; i++) {
        buffer_reset(&pem);
        der.data[i] ^= (char)(1 << i % 8);
        assert_int_equal(pem_write("CERTIFICATE", der.data, der.len, &pem), ERR_OK);
        der.data[i] ^= (char)(1 << i % 8);
        assert_int_not_equal(
            check(span_from(&pem), span_from(&f->pems[CERTIFICATE_CA]), CERTIFICATE_SERVER),
            ERR_OK);
    }
    buffer_clear(&pem);
    buffer_clear(&der);
}

static void garbage_and_every_truncation_are_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "garbage",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n",
    };
    struct fixture *f = *state;
    struct span ca = span_from(&f->pems[CERTIFICATE_CA]),
                client = span_from(&f->pems[CERTIFICATE_CLIENT]);
    struct certificate_info info = {.from_ms = 77};
    struct key *key = NULL;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(certificate_read(span_of(bad[i]), &info, NULL), ERR_PARSE);
        assert_int_equal(certificate_public_key(span_of(bad[i]), &key, NULL), ERR_PARSE);
        assert_int_equal(check(span_of(bad[i]), ca, CERTIFICATE_CLIENT), ERR_PARSE);
        assert_int_equal(check(client, span_of(bad[i]), CERTIFICATE_CLIENT), ERR_PARSE);
    }
    for (client.len--; client.len-- > 0;)
        assert_int_equal(certificate_read(client, &info, NULL), ERR_PARSE);
    assert_int_equal(info.from_ms, 77);
    assert_null(key);
}

static void a_file_beyond_the_limit_is_refused_unread(void **state)
{
    struct certificate_info info;
    struct buffer text;

    (void)state;
    buffer_init(&text, 100000);
    for (int i = 0; i < 16385; i++)
        buffer_append_char(&text, '\n');
    assert_int_equal(certificate_read(span_from(&text), &info, NULL), ERR_TOO_LARGE);
    buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_certificate_passes_for_its_own_use_and_no_other, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(another_authority_of_the_same_name_is_not_believed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_leaf_is_no_authority, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_issued_is_read_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(always_means_1970_to_9999, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_arguments_give_the_same_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(serials_of_any_shape_are_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_that_could_be_misread_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(times_out_of_order_or_range_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(host_names_that_are_none_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_the_authority_with_its_own_key_issues, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_full_buffer_keeps_only_what_it_held, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_changed_byte_anywhere_is_noticed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(garbage_and_every_truncation_are_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_file_beyond_the_limit_is_refused_unread, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
