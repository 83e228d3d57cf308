// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static void fill(struct receipt *receipt)
{
    receipt_init(receipt);
    vector_raise(&receipt->actors, (struct dot){0x1f, UINT64_MAX});
    receipt->at_ms = 5;
    receipt->backed_up_through = 6;
    receipt->commit = UINT64_MAX;
    receipt->epoch = 0xfe;
    receipt->tag = 0xff;
    receipt->device.bytes[15] = 10;
    text_copy(receipt->witness, sizeof(receipt->witness), span_of("7.ff.AAAA"));
}

static enum err parse(const char *text, struct receipt *out)
{
    struct json *root = NULL;
    enum err code = json_parse(span_of(text), &json_limits_default, &root, NULL);

    receipt_init(out);
    if (!code)
        code = receipt_parse(root, out, NULL);
    json_free(root);
    return code;
}

static void what_is_signed_is_canonical(void **state)
{
    struct receipt receipt;
    struct buffer text;

    fill(&receipt);
    buffer_init(&text, 10000);
    assert_true(receipt_format(&receipt, false, &text));
    assert_string_equal(
        text.data,
        "{\"actors\":{\"000000000000001f\":\"18446744073709551615\"},\"at\":5,"
        "\"backed_up_through\":\"6\",\"commit\":\"18446744073709551615\",\"device\":"
        "\"00000000-0000-0000-0000-00000000000a\",\"epoch\":\"00000000000000fe\",\"tag\":"
        "\"00000000000000ff\",\"witness\":\"7.ff.AAAA\"}");
    assert_int_equal(canon_check((struct span){text.data, text.len}, NULL), ERR_OK);
    buffer_reset(&text);
    receipt.signature_len = 2;
    assert_true(receipt_format(&receipt, true, &text));
    assert_int_equal(canon_check((struct span){text.data, text.len}, NULL), ERR_OK);
    buffer_clear(&text);
    receipt_clear(&receipt);
}

static void a_signature_holds_after_the_journey_and_for_nothing_else(void **state)
{
    struct random random = random_system();
    struct receipt receipt, back;
    struct key *key = NULL, *other = NULL;
    struct buffer text;

    assert_int_equal(key_make(&random, &key, NULL), ERR_OK);
    assert_int_equal(key_make(&random, &other, NULL), ERR_OK);
    fill(&receipt);
    buffer_init(&text, 10000);
    assert_false(receipt_verify(&receipt, key));
    assert_int_equal(receipt_sign(&receipt, key), ERR_OK);
    assert_true(receipt_format(&receipt, true, &text));
    assert_int_equal(parse(text.data, &back), ERR_OK);
    assert_true(receipt_verify(&back, key));
    assert_false(receipt_verify(&back, other));
    back.commit--;
    assert_false(receipt_verify(&back, key));
    back.commit++;
    vector_raise(&back.actors, (struct dot){1, 1});
    assert_false(receipt_verify(&back, key));
    receipt_clear(&back);
    receipt_clear(&receipt);
    buffer_clear(&text);
    key_free(key);
    key_free(other);
}

static void a_time_without_a_form_is_not_signed(void **state)
{
    struct random random = random_system();
    struct receipt receipt;
    struct key *key = NULL;

    assert_int_equal(key_make(&random, &key, NULL), ERR_OK);
    fill(&receipt);
    receipt.at_ms = INT64_MAX;
    assert_int_equal(receipt_sign(&receipt, key), ERR_INVALID);
    receipt_clear(&receipt);
    key_free(key);
}

static void each_part_is_required(void **state)
{
    static const char *const names[] = {"actors", "at",  "backed_up_through", "commit",   "device",
                                        "epoch",  "tag", "witness",           "signature"};
    struct receipt receipt;
    struct buffer text;

    fill(&receipt);
    receipt.signature_len = 70;
    buffer_init(&text, 10000);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct receipt back;
        char *at;

        buffer_reset(&text);
        assert_true(receipt_format(&receipt, true, &text));
        assert_int_equal(parse(text.data, &back), ERR_OK);
        receipt_clear(&back);
        at = strstr(text.data, names[i]);
        assert_non_null(at);
        *at = 'X';
        assert_int_equal(parse(text.data, &back), ERR_PARSE);
        assert_null(back.actors.entries);
    }
    buffer_clear(&text);
    receipt_clear(&receipt);
}

static void a_signature_too_long_is_refused(void **state)
{
    struct receipt receipt, back;
    struct buffer text;

    fill(&receipt);
    receipt.signature_len = KEY_SIGNATURE_MAX;
    buffer_init(&text, 10000);
    assert_true(receipt_format(&receipt, true, &text));
    assert_int_equal(parse(text.data, &back), ERR_OK);
    receipt_clear(&back);
    memcpy(strstr(text.data, "AA=\""), "AAA\"", 4);
    assert_int_equal(parse(text.data, &back), ERR_PARSE);
    buffer_clear(&text);
    receipt_clear(&receipt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_signed_is_canonical),
        cmocka_unit_test(a_signature_holds_after_the_journey_and_for_nothing_else),
        cmocka_unit_test(a_time_without_a_form_is_not_signed),
        cmocka_unit_test(each_part_is_required),
        cmocka_unit_test(a_signature_too_long_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
