// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/record_sample.h"

static void states_read_back_alike(void **state)
{
    static const char *const texts[] = {
        HEAD "{},\"writes\":[]}",
        HEAD "{" ACTOR("1") ":\"18446744073709551615\"},\"writes\":[]}",
        HEAD "{" ACTOR("1") ":\"9\"," ACTOR("2") ":\"3\"},\"writes\":[{\"actor\":" ACTOR(
            "1") ","
                 "\"counter\":\"9\",\"fields\":{\"a\":\"工\\n\",\"deleted\":true}" REST
                 ",{\"actor\":" ACTOR("2") ","
                                           "\"counter\":\"1\",\"fields\":{\"b\":null}" REST
                                           ",{\"actor\":" ACTOR(
                                               "2") ","
                                                    "\"counter\":\"3\",\"fields\":{\"c\":-5}" REST
                                                    "]}",
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct record record = read_record(fixture, texts[i]);

        assert_state(fixture, &record, texts[i]);
        record_clear(&record);
    }
}

static void every_truncation_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct span text = span_of(OTHER("\"b\":1", REST));
    struct record record;

    for (size_t len = 0; len < text.len; len++) {
        // A copy of exactly this size: reading on is seen by a sanitizer.
        char *copy = malloc(len ? len : 1);

        memcpy(copy, text.data, len);
        assert_int_equal(record_parse((struct span){copy, len}, &fixture->arena, &record, NULL),
                         ERR_PARSE);
        free(copy);
    }
}

static void anything_else_does_not_parse(void **state)
{
#define ONE(actor, counter, fields) \
    "{\"actor\":\"" actor "\",\"counter\":\"" counter "\",\"fields\":{" fields "}" REST
#define A "0000000000000001"
    static const char *const cases[][2] = {
        {HEAD "{\"" A "\":\"1\"},\"writes\":[" ONE(A, "2", "\"a\":1") "]}", "does not cover"},
        {HEAD "{},\"writes\":[" ONE(A, "1", "\"a\":1") "]}", "does not cover"},
        {HEAD "{\"" A "\":\"9\"},\"writes\":[" ONE(A, "1", "") "]}", "no field stands"},
        {HEAD "{\"" A
              "\":\"9\"},\"writes\":[" ONE(A, "2", "\"a\":1") "," ONE(A, "1", "\"a\":1") "]}",
         "writes are not sorted or repeat"},
        {HEAD "{\"" A
              "\":\"9\"},\"writes\":[" ONE(A, "2", "\"a\":1") "," ONE(A, "2", "\"b\":1") "]}",
         "writes are not sorted or repeat"},
        {HEAD "{\"" A "\":\"9\"},\"writes\":[" ONE(A, "0", "\"a\":1") "]}", "counters run from 1"},
        {HEAD "{\"" A "\":\"9\"},\"writes\":[" ONE("0000000000000000", "1", "\"a\":1") "]}",
         "an actor is"},
        {HEAD "{\"" A "\":\"9\"},\"writes\":[" ONE(A, "1", "\"A\":1") "]}", "a name has"},
        {HEAD "{\"" A "\":\"9\"},\"writes\":[" ONE(A, "1", "\"a\":[]") "]}", "a value is"},
        {HEAD "{\"" A "\":\"9\"},\"writes\":[" ONE(A, "1", "\"deleted\":0") "]}",
         "it is true or false"},
        {HEAD "{\"" A "\":\"9\"},\"writes\":[" ONE(A, "1", "\"b\":1,\"a\":1") "]}",
         "keys are not sorted"},
        {HEAD "{\"" A "\":\"9\"},\"writes\":[{\"actor\":\"" A "\",\"counter\":\"1\"}]}",
         "fields: missing"},
        {HEAD "{\"" A "\":\"9\"},\"writes\":{}}", "expected an array"},
        {HEAD "{\"" A "\":\"0\"},\"writes\":[]}", "counters run from 1"},
        {HEAD "{},\"writes\":[],\"x\":1}", "does not belong"},
        {HEAD "{}}", "writes: missing"},
        {"{\"id\":\"x\"}", "id: expected a UUID"},
        {"{\"id\":\"" ID "\",\"kind\":\"Note\"}", "kind: a name has"},
        {"{\"id\":\"" ID "\",\"kind\":7}", "kind: expected a string"},
        {"{\"id\":\"" ID "\",\"kind\":\"note\",\"site\":7}", "site: expected a string"},
        {"[]", "expected an object"},
    };
    struct fixture *fixture = *state;
    struct record record;

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(
            record_parse(span_of(cases[i][0]), &fixture->arena, &record, &fixture->error),
            ERR_PARSE);
        if (!strstr(fixture->error.detail, cases[i][1]))
            fail_msg("%s: %s", cases[i][0], fixture->error.detail);
        assert_null(record.vector.entries);
    }
}

static void a_state_is_limited_in_bytes(void **state)
{
    struct fixture *fixture = *state;
    struct record record = new_record(fixture);
    struct buffer value, longer;
    size_t rest;

    buffer_init(&longer, 2 << 20);
    buffer_init(&value, 2 << 20);
    edit(fixture, &record, (struct dot){1, 1}, "a", "\"\"");
    record_format(&record, &fixture->text);
    rest = RECORD_BYTES_MAX - fixture->text.len;
    buffer_append_char(&value, '"');
    for (size_t i = 0; i < rest; i++)
        buffer_append_char(&value, 'x');
    buffer_append_char(&value, '"');
    record.writes[0].fields[0].value = (struct span){value.data, value.len};
    buffer_reset(&fixture->text);
    assert_true(record_format(&record, &fixture->text));
    assert_int_equal(fixture->text.len, RECORD_BYTES_MAX);
    record_clear(&record);
    record = read_record(fixture, fixture->text.data);
    // One byte more is neither written nor read.
    value.len--;
    buffer_append_text(&value, "x\"");
    record.writes[0].fields[0].value = (struct span){value.data, value.len};
    assert_false(record_format(&record, &longer));
    assert_int_equal(longer.len, RECORD_BYTES_MAX + 1);
    record_clear(&record);
    assert_int_equal(record_parse((struct span){longer.data, longer.len}, &fixture->arena, &record,
                                  &fixture->error),
                     ERR_PARSE);
    assert_non_null(strstr(fixture->error.detail, "longer than a state can be"));
    buffer_clear(&value);
    buffer_clear(&longer);
}

static void many_writes_are_kept_in_order(void **state)
{
    enum { WRITES = 300 };
    struct fixture *fixture = *state;
    struct record record = new_record(fixture);
    struct span names[WRITES + 1];
    char texts[WRITES][8];

    for (int i = 0; i < WRITES; i++) {
        // 7 has no factor in common with 300: every actor comes once, far from its neighbours.
        int actor = i * 7 % WRITES;

        snprintf(texts[actor], sizeof(texts[actor]), "f%03d", actor);
        edit(fixture, &record, (struct dot){(uint64_t)actor + 1, 1}, texts[actor], "0");
    }
    assert_int_equal(record.write_count, WRITES);
    for (size_t i = 1; i < WRITES; i++)
        assert_true(dot_compare(record.writes[i - 1].dot, record.writes[i].dot) < 0);
    assert_int_equal(record_fields(&record, names, WRITES + 1), WRITES + 1);
    assert_true(span_is(names[0], "deleted") && span_is(names[1], "f000")
                && span_is(names[WRITES], "f299"));
    buffer_reset(&fixture->text);
    assert_true(record_format(&record, &fixture->text));
    record_clear(&record);
    record = read_record(fixture, fixture->text.data);
    assert_int_equal(record.write_count, WRITES);
    record_clear(&record);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(states_read_back_alike),        TEST(every_truncation_is_refused),
        TEST(anything_else_does_not_parse),  TEST(a_state_is_limited_in_bytes),
        TEST(many_writes_are_kept_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
