// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/offer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

#define ID "00000000-0000-0000-0000-00000000000a"
#define ZEROS16 "0000000000000000"

static void steps_have_names(void **state)
{
    for (enum offer_step step = OFFER_SITES; step <= OFFER_DONE; step++)
        assert_int_equal(offer_step_find(offer_step_name(step)), step);
    assert_null(offer_step_name(OFFER_NONE));
    assert_int_equal(offer_step_find("Sites"), OFFER_NONE);
    assert_int_equal(offer_step_find(""), OFFER_NONE);
}

static void a_site_comes_back_as_it_was(void **state)
{
    struct uuid site = {{1, 2}}, site_back;
    struct digest digest = {{3, 4}}, digest_back;
    struct buffer line;

    buffer_init(&line, 1000);
    assert_true(offer_site_format(&site, &digest, &line));
    assert_int_equal(line.data[line.len - 1], '\n');
    assert_int_equal(
        offer_site_parse((struct span){line.data, line.len - 1}, &site_back, &digest_back, NULL),
        ERR_OK);
    assert_true(uuid_equal(&site, &site_back) && digest_equal(&digest, &digest_back));
    for (size_t len = 0; len < line.len - 1; len++)
        assert_int_equal(
            offer_site_parse((struct span){line.data, len}, &site_back, &digest_back, NULL),
            ERR_PARSE);
    buffer_clear(&line);
}

static void a_bad_site_is_refused(void **state)
{
    static const char *const lines[] = {
        "{}",
        "[]",
        "{\"site\":\"" ID "\"}",
        "{\"digest\":\"00\",\"site\":\"" ID "\"}",
        "{\"digest\":\"" ZEROS16 ZEROS16 ZEROS16 ZEROS16 "\",\"site\":\"..\"}",
    };
    struct uuid site;
    struct digest digest;

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        assert_int_equal(offer_site_parse(span_of(lines[i]), &site, &digest, NULL), ERR_PARSE);
}

static void a_vector_comes_back_as_it_was(void **state)
{
    struct uuid id = {{1, 2}}, id_back;
    struct vector vector, back;
    struct buffer line;

    vector_init(&vector);
    vector_init(&back);
    for (uint64_t actor = VECTOR_MAX; actor >= 1; actor--)
        assert_int_equal(vector_raise(&vector, (struct dot){actor * 3, UINT64_MAX - actor}), 0);
    buffer_init(&line, 1 << 20);
    assert_true(offer_vector_format(&id, &vector, &line));
    assert_int_equal(
        offer_vector_parse((struct span){line.data, line.len - 1}, &id_back, &back, NULL), ERR_OK);
    assert_true(uuid_equal(&id, &id_back));
    assert_int_equal(vector_compare(&vector, &back), VECTOR_EQUAL);
    assert_int_equal(back.count, VECTOR_MAX);
    buffer_clear(&line);
    vector_clear(&vector);
    vector_clear(&back);
}

static void a_vector_may_be_unsorted_but_not_wrong(void **state)
{
    static const char *const wrong[] = {
        "{\"id\":\"" ID "\"}",
        "{\"id\":\"" ID "\",\"vector\":[]}",
        "{\"id\":\"" ID "\",\"vector\":{\"" ZEROS16 "\":\"1\"}}",
        "{\"id\":\"" ID "\",\"vector\":{\"000000000000000a\":\"0\"}}",
        "{\"id\":\"" ID "\",\"vector\":{\"000000000000000a\":\"1\",\"000000000000000a\":\"2\"}}",
        "{\"id\":\"" ID "\",\"vector\":{\"000000000000000a\":\"18446744073709551616\"}}",
        "{\"vector\":{}}",
    };
    struct vector vector;
    struct uuid id;

    vector_init(&vector);
    assert_int_equal(
        offer_vector_parse(span_of("{\"vector\": {\"000000000000000b\": \"1\", "
                                   "\"000000000000000a\": \"2\"}, \"id\": \"" ID "\"}"),
                           &id, &vector, NULL),
        ERR_OK);
    assert_int_equal(vector.entries[0].actor, 10);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(offer_vector_parse(span_of(wrong[i]), &id, &vector, NULL), ERR_PARSE);
        assert_int_equal(vector.count, 0);
    }
    vector_clear(&vector);
}

static void a_vector_of_ten_thousand_entries_is_too_large(void **state)
{
    struct buffer line;
    struct vector vector;
    struct uuid id;

    vector_init(&vector);
    buffer_init(&line, 1 << 20);
    buffer_append_text(&line, "{\"id\":\"" ID "\",\"vector\":{");
    for (unsigned i = 1; i <= 9900; i++)
        buffer_printf(&line, "%s\"%016x\":\"1\"", i > 1 ? "," : "", i);
    buffer_append_text(&line, "}}");
    assert_int_equal(offer_vector_parse((struct span){line.data, line.len}, &id, &vector, NULL),
                     ERR_TOO_LARGE);
    buffer_clear(&line);
    vector_clear(&vector);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_have_names),
        cmocka_unit_test(a_site_comes_back_as_it_was),
        cmocka_unit_test(a_bad_site_is_refused),
        cmocka_unit_test(a_vector_comes_back_as_it_was),
        cmocka_unit_test(a_vector_may_be_unsorted_but_not_wrong),
        cmocka_unit_test(a_vector_of_ten_thousand_entries_is_too_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
