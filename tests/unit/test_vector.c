// SPDX-License-Identifier: Apache-2.0
#include "shared/model/vector.h"

#include "shared/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// A vector of the actors 1 to 8 from its counters in text, such as "1030"; 0 is absent.
static struct vector vector_from(const char *counters)
{
    struct vector vector = {0};

    for (size_t i = 0; counters[i]; i++)
        if (counters[i] != '0')
            assert_int_equal(
                vector_raise(&vector, (struct dot){i + 1, (uint64_t)(counters[i] - '0')}), ERR_OK);
    return vector;
}

static void assert_vector(const struct vector *vector, const char *counters)
{
    size_t present = 0;

    for (size_t i = 0; counters[i]; i++) {
        assert_int_equal(vector_counter(vector, i + 1), counters[i] - '0');
        present += counters[i] != '0';
    }
    assert_int_equal(vector->count, present);
    for (size_t i = 1; i < vector->count; i++)
        assert_true(vector->entries[i - 1].actor < vector->entries[i].actor);
}

// VECTOR_MAX actors: `first`, `first` + step, …
static struct vector full_vector(uint64_t first, uint64_t step)
{
    struct vector vector = {0};

    for (uint64_t i = 0; i < VECTOR_MAX; i++)
        assert_int_equal(vector_raise(&vector, (struct dot){first + i * step, 1}), ERR_OK);
    return vector;
}

static void an_absent_actor_has_counter_zero(void **state)
{
    struct vector vector = vector_from("0205");

    assert_int_equal(vector_counter(&vector, 1), 0);
    assert_int_equal(vector_counter(&vector, 2), 2);
    assert_int_equal(vector_counter(&vector, 3), 0);
    assert_int_equal(vector_counter(&vector, 4), 5);
    assert_int_equal(vector_counter(&vector, UINT64_MAX), 0);
    vector_clear(&vector);
    assert_int_equal(vector_counter(&vector, 2), 0);
}

static void a_vector_covers_dots_up_to_its_counter(void **state)
{
    struct vector vector = vector_from("03");

    assert_true(vector_covers(&vector, (struct dot){2, 1}));
    assert_true(vector_covers(&vector, (struct dot){2, 3}));
    assert_false(vector_covers(&vector, (struct dot){2, 4}));
    assert_false(vector_covers(&vector, (struct dot){1, 1}));
    vector_clear(&vector);
}

static void raising_never_lowers(void **state)
{
    struct vector vector = vector_from("5");

    assert_int_equal(vector_raise(&vector, (struct dot){1, 3}), ERR_OK);
    assert_vector(&vector, "5");
    assert_int_equal(vector_raise(&vector, (struct dot){1, 9}), ERR_OK);
    assert_vector(&vector, "9");
    vector_clear(&vector);
}

static void entries_stay_sorted_whatever_the_order_of_arrival(void **state)
{
    static const uint64_t actors[] = {4, 1, 8, 2, 7, 3, 6, 5};
    struct vector vector;

    vector_init(&vector);
    for (size_t i = 0; i < COUNT(actors); i++)
        assert_int_equal(vector_raise(&vector, (struct dot){actors[i], actors[i]}), ERR_OK);
    assert_vector(&vector, "12345678");
    vector_clear(&vector);
}

static void a_full_vector_takes_no_new_actor(void **state)
{
    struct vector vector = full_vector(2, 2), other = {0};

    assert_int_equal(vector_raise(&vector, (struct dot){1, 1}), ERR_INVALID);
    assert_int_equal(vector_raise(&vector, (struct dot){UINT64_MAX, 1}), ERR_INVALID);
    assert_int_equal(vector.count, VECTOR_MAX);
    assert_int_equal(vector_raise(&vector, (struct dot){2, 9}), ERR_OK);
    vector_raise(&other, (struct dot){2, 20});
    vector_raise(&other, (struct dot){3, 1});
    assert_int_equal(vector_join(&vector, &other), ERR_INVALID);
    assert_int_equal(vector.count, VECTOR_MAX);
    assert_int_equal(vector_counter(&vector, 2), 9);
    assert_int_equal(vector_counter(&vector, 3), 0);
    vector_clear(&vector);
    vector_clear(&other);
}

static void a_copy_is_equal_and_independent(void **state)
{
    struct vector from = vector_from("123456"), copy = vector_from("99999999"), none = {0};

    vector_copy(&copy, &from);
    assert_vector(&copy, "123456");
    vector_raise(&copy, (struct dot){1, 8});
    assert_vector(&from, "123456");
    vector_copy(&copy, &none);
    assert_vector(&copy, "000000");
    vector_clear(&none);
    vector_copy(&none, &from);
    assert_vector(&none, "123456");
    vector_clear(&from);
    vector_clear(&copy);
    vector_clear(&none);
}

static void joining_takes_the_maximum_of_every_actor(void **state)
{
    static const char *const cases[][3] = {
        {"", "", ""},
        {"12", "", "12"},
        {"", "12", "12"},
        {"12", "12", "12"},
        {"12", "21", "22"},
        {"0103", "1020", "1123"},
        {"1020", "0103", "1123"},
        {"90", "19", "99"},
        {"00000009", "11111111", "11111119"},
        {"11110000", "00001111", "11111111"},
        {"00001111", "11110000", "11111111"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct vector a = vector_from(cases[i][0]), b = vector_from(cases[i][1]);

        assert_int_equal(vector_join(&a, &b), ERR_OK);
        assert_vector(&a, cases[i][2]);
        assert_vector(&b, cases[i][1]);
        assert_int_equal(vector_join(&a, &a), ERR_OK);
        assert_vector(&a, cases[i][2]);
        vector_clear(&a);
        vector_clear(&b);
    }
}

static void comparison_tells_before_after_equal_and_concurrent(void **state)
{
    static const struct {
        const char *a, *b;
        enum vector_order order;
    } cases[] = {
        {"", "", VECTOR_EQUAL},          {"12", "12", VECTOR_EQUAL},
        {"", "1", VECTOR_BEFORE},        {"1", "", VECTOR_AFTER},
        {"11", "12", VECTOR_BEFORE},     {"12", "11", VECTOR_AFTER},
        {"12", "21", VECTOR_CONCURRENT}, {"01", "10", VECTOR_CONCURRENT},
        {"10", "01", VECTOR_CONCURRENT}, {"101", "111", VECTOR_BEFORE},
        {"111", "101", VECTOR_AFTER},    {"201", "111", VECTOR_CONCURRENT},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct vector a = vector_from(cases[i].a), b = vector_from(cases[i].b);

        assert_int_equal(vector_compare(&a, &b), cases[i].order);
        assert_int_equal(vector_below(&a, &b),
                         cases[i].order == VECTOR_EQUAL || cases[i].order == VECTOR_BEFORE);
        vector_clear(&a);
        vector_clear(&b);
    }
}

static void dots_sort_by_actor_then_counter(void **state)
{
    static const struct dot rising[] = {{1, 1}, {1, 2}, {2, 1}, {UINT64_MAX, 1}, {UINT64_MAX, 9}};

    for (size_t i = 0; i < COUNT(rising); i++)
        for (size_t j = 0; j < COUNT(rising); j++)
            assert_int_equal(dot_compare(rising[i], rising[j]), (i > j) - (i < j));
}

static void an_actor_is_sixteen_lower_case_digits(void **state)
{
    static const char *const bad[] = {
        "",
        "0000000000000000",
        "123456789abcdef",
        "0123456789abcdef0",
        "0123456789ABCDEF",
        "0123456789abcdeg",
        "../../../../etc/",
        "0x23456789abcdef",
    };
    char text[ACTOR_TEXT];
    uint64_t actor = 0;

    actor_format(UINT64_C(0x0123456789abcdef), text);
    assert_string_equal(text, "0123456789abcdef");
    assert_true(actor_parse(span_of(text), &actor));
    assert_true(actor == UINT64_C(0x0123456789abcdef));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(actor_parse(span_of(bad[i]), &actor));
    assert_true(actor == UINT64_C(0x0123456789abcdef));
}

static void the_packed_form_is_big_endian_and_reads_back(void **state)
{
    static const unsigned char wanted[] = {
        0, 0, 0, 0, 0, 0, 0, 1, 0,   0,   0,   0,   0,   0,   1,   2,
        1, 2, 3, 4, 5, 6, 7, 8, 255, 255, 255, 255, 255, 255, 255, 255,
    };
    struct vector vector = {0}, back = vector_from("123");
    struct buffer out;

    buffer_init(&out, 64);
    vector_raise(&vector, (struct dot){UINT64_C(0x0102030405060708), UINT64_MAX});
    vector_raise(&vector, (struct dot){1, 0x102});
    assert_true(vector_pack(&vector, &out));
    assert_int_equal(out.len, sizeof(wanted));
    assert_memory_equal(out.data, wanted, sizeof(wanted));
    assert_int_equal(vector_unpack(&back, out.data, out.len), ERR_OK);
    assert_int_equal(vector_compare(&vector, &back), VECTOR_EQUAL);
    assert_int_equal(vector_unpack(&back, NULL, 0), ERR_OK);
    assert_int_equal(back.count, 0);
    assert_true(vector_pack(&vector, &out));
    assert_false(vector_pack(&vector, &out));
    buffer_clear(&out);
    vector_clear(&vector);
    vector_clear(&back);
}

static void a_bad_packed_form_is_corrupt_and_changes_nothing(void **state)
{
    struct vector vector = vector_from("12"), full = full_vector(1, 1);
    struct buffer good, bad;

    buffer_init(&good, 1 << 20);
    buffer_init(&bad, 1 << 20);
    vector_pack(&vector, &good);
    for (size_t len = 1; len < good.len; len++)
        if (len != VECTOR_PACKED_ENTRY)
            assert_int_equal(vector_unpack(&vector, good.data, len), ERR_CORRUPT);
    buffer_append(&bad, good.data + 16, 16); // unsorted
    buffer_append(&bad, good.data, 16);
    assert_int_equal(vector_unpack(&vector, bad.data, bad.len), ERR_CORRUPT);
    memcpy(bad.data, bad.data + 16, 16); // an actor twice
    assert_int_equal(vector_unpack(&vector, bad.data, bad.len), ERR_CORRUPT);
    memset(bad.data + 8, 0, 8); // counter zero
    assert_int_equal(vector_unpack(&vector, bad.data, 16), ERR_CORRUPT);
    memset(bad.data, 0, 8); // actor zero
    bad.data[15] = 1;
    assert_int_equal(vector_unpack(&vector, bad.data, 16), ERR_CORRUPT);
    assert_vector(&vector, "12");
    buffer_reset(&bad);
    vector_pack(&full, &bad);
    assert_int_equal(vector_unpack(&vector, bad.data, bad.len), ERR_OK);
    buffer_append(&bad, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\1", 16);
    assert_int_equal(vector_unpack(&vector, bad.data, bad.len), ERR_CORRUPT);
    buffer_clear(&good);
    buffer_clear(&bad);
    vector_clear(&vector);
    vector_clear(&full);
}

static enum err read_text(const char *text, struct vector *out, struct error *error)
{
    struct canon_reader reader;

    canon_open(&reader, span_of(text));
    vector_read(&reader, out);
    return canon_end(&reader, error);
}

static void the_text_form_is_canonical_and_reads_back(void **state)
{
    struct vector vector = {0}, back = vector_from("123");
    struct buffer out;

    buffer_init(&out, 4096);
    assert_int_equal(read_text("{}", &back, NULL), ERR_OK);
    assert_int_equal(back.count, 0);
    assert_null(back.entries);
    vector_raise(&vector, (struct dot){UINT64_MAX, 1});
    vector_raise(&vector, (struct dot){0xa, UINT64_MAX});
    assert_true(vector_format(&vector, &out));
    assert_string_equal(
        out.data, "{\"000000000000000a\":\"18446744073709551615\",\"ffffffffffffffff\":\"1\"}");
    assert_int_equal(read_text(out.data, &back, NULL), ERR_OK);
    assert_int_equal(vector_compare(&vector, &back), VECTOR_EQUAL);
    buffer_clear(&out);
    buffer_init(&out, 10);
    assert_false(vector_format(&vector, &out));
    buffer_clear(&out);
    vector_clear(&vector);
    vector_clear(&back);
}

static void a_bad_text_form_is_refused_and_changes_nothing(void **state)
{
    static const char *const bad[][2] = {
        {"{\"0000000000000002\":\"1\",\"0000000000000001\":\"1\"}",
         "offset 25: keys are not sorted or repeat"},
        {"{\"0000000000000001\":\"1\",\"0000000000000001\":\"2\"}",
         "offset 25: keys are not sorted or repeat"},
        {"{\"0000000000000001\":\"0\"}", "offset 23: counters run from 1"},
        {"{\"0000000000000001\":1}", "offset 20: expected a string"},
        {"{\"0000000000000001\":\"-1\"}", "offset 24: expected a decimal number in a string"},
        {"{\"0000000000000001\":\"18446744073709551616\"}",
         "offset 42: expected a decimal number in a string"},
        {"{\"0000000000000000\":\"1\"}",
         "offset 20: an actor is 16 lower-case hexadecimal digits, not all zero"},
        {"{\"000000000000000A\":\"1\"}",
         "offset 20: an actor is 16 lower-case hexadecimal digits, not all zero"},
        {"{\"\":\"1\"}", "offset 4: an actor is 16 lower-case hexadecimal digits, not all zero"},
        {"[]", "offset 0: expected an object"},
        {"{\"0000000000000001\":\"1\"", "offset 23: the text ends too early"},
    };
    struct vector vector = vector_from("12");

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct error error = {0};

        assert_int_equal(read_text(bad[i][0], &vector, &error), ERR_PARSE);
        assert_string_equal(error.detail, bad[i][1]);
        assert_vector(&vector, "12");
    }
    vector_clear(&vector);
}

static void a_text_form_has_at_most_4096_actors(void **state)
{
    struct vector full = full_vector(1, 1), back = {0};
    struct error error = {0};
    struct buffer out;

    buffer_init(&out, 1 << 20);
    vector_format(&full, &out);
    assert_int_equal(read_text(out.data, &back, NULL), ERR_OK);
    assert_int_equal(vector_compare(&full, &back), VECTOR_EQUAL);
    out.len--;
    for (int i = 0; i < 6000; i++)
        buffer_printf(&out, ",\"f%015d\":\"1\"", i);
    buffer_append_char(&out, '}');
    assert_int_equal(canon_check((struct span){out.data, out.len}, NULL), ERR_OK);
    assert_int_equal(read_text(out.data, &back, &error), ERR_PARSE);
    assert_non_null(strstr(error.detail, "a vector has at most 4096 actors"));
    assert_int_equal(vector_compare(&full, &back), VECTOR_EQUAL);
    buffer_clear(&out);
    vector_clear(&full);
    vector_clear(&back);
}

static void single_actors_and_counters_are_read_alike(void **state)
{
    struct canon_reader reader;
    uint64_t number;

    canon_open(&reader, span_of("\"00000000000000ff\""));
    assert_true(dot_read_actor(&reader, &number) && number == 255);
    canon_open(&reader, span_of("\"0000000000000000\""));
    assert_false(dot_read_actor(&reader, &number));
    canon_open(&reader, span_of("255"));
    assert_false(dot_read_actor(&reader, &number));
    canon_open(&reader, span_of("\"255\""));
    assert_true(dot_read_counter(&reader, &number) && number == 255);
    canon_open(&reader, span_of("\"0\""));
    assert_false(dot_read_counter(&reader, &number));
    canon_open(&reader, span_of("255"));
    assert_false(dot_read_counter(&reader, &number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_absent_actor_has_counter_zero),
        cmocka_unit_test(a_vector_covers_dots_up_to_its_counter),
        cmocka_unit_test(raising_never_lowers),
        cmocka_unit_test(entries_stay_sorted_whatever_the_order_of_arrival),
        cmocka_unit_test(a_full_vector_takes_no_new_actor),
        cmocka_unit_test(a_copy_is_equal_and_independent),
        cmocka_unit_test(joining_takes_the_maximum_of_every_actor),
        cmocka_unit_test(comparison_tells_before_after_equal_and_concurrent),
        cmocka_unit_test(dots_sort_by_actor_then_counter),
        cmocka_unit_test(an_actor_is_sixteen_lower_case_digits),
        cmocka_unit_test(the_packed_form_is_big_endian_and_reads_back),
        cmocka_unit_test(a_bad_packed_form_is_corrupt_and_changes_nothing),
        cmocka_unit_test(the_text_form_is_canonical_and_reads_back),
        cmocka_unit_test(a_bad_text_form_is_refused_and_changes_nothing),
        cmocka_unit_test(a_text_form_has_at_most_4096_actors),
        cmocka_unit_test(single_actors_and_counters_are_read_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
