// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/write_sample.h"

// The sample with this change does not parse, and says why.
static void assert_refused(struct fixture *fixture, enum member changed, const char *text,
                           const char *why)
{
    struct span span = sample_with(fixture, changed, text);

    if (parse(fixture, span) != ERR_PARSE || !strstr(fixture->error.detail, why))
        fail_msg("%s: %s instead of %s", span.data, fixture->error.detail, why);
    assert_null(fixture->write.context.entries);
    assert_null(fixture->write.bytes.data);
}

static void a_write_is_read_whole(void **state)
{
    struct fixture *fixture = *state;
    struct write *write = &fixture->write;
    struct span text = sample_with(fixture, MEMBERS, NULL);
    char id[UUID_TEXT];

    assert_int_equal(parse(fixture, text), ERR_OK);
    assert_int_equal(write->dot.actor, 0xaa);
    assert_int_equal(write->dot.counter, 7);
    assert_string_equal(write->clock.boot, "0123456789abcdef");
    assert_int_equal(write->clock.mono_ms, 5);
    assert_true(write->clock.offset_known);
    assert_int_equal(write->clock.offset_ms, -7);
    assert_int_equal(write->clock.wall_ms, 1700000000000);
    assert_int_equal(vector_counter(&write->context, 0xaa), 6);
    assert_int_equal(vector_counter(&write->context, 0xbb), 2);
    assert_int_equal(write->field_count, 2);
    assert_true(span_is(write_field(write, "note")->value, "\"工地\\n\""));
    assert_true(span_is(write_field(write, "deleted")->value, "false"));
    assert_null(write_field(write, "not"));
    assert_true(write->group.present);
    assert_int_equal(write->group.id, 0xcc);
    assert_int_equal(write->group.index, 1);
    assert_int_equal(write->group.size, 3);
    uuid_format(&write->id, id);
    assert_string_equal(id, ID);
    uuid_format(&write->person, id);
    assert_string_equal(id, PERSON);
    uuid_format(&write->site, id);
    assert_string_equal(id, SITE);
    assert_true(span_is(write->kind, "note"));
    assert_true(write->time == UINT64_C(111411200000000000));
    assert_true(write->bytes.data == text.data && write->bytes.len == text.len);
    assert_int_equal(write_check(write, &fixture->error), ERR_OK);
}

static void what_is_read_is_written_back_alike(void **state)
{
    static const struct {
        enum member member;
        const char *text;
    } cases[] = {
        {MEMBERS, NULL},
        {GROUP, NULL},
        {CONTEXT, "\"context\":{}"},
        {CLOCK, "\"clock\":{\"boot\":\"0000000000000000\",\"mono\":-1,\"offset\":null,\"wall\":-"
                "28800000}"},
        {FIELDS, "\"fields\":{\"a\":null,\"deleted\":true,\"z\":-9007199254740991}"},
        {FIELDS, "\"fields\":{\"deleted\":false}"},
        {FIELDS, "\"fields\":{\"\\n\":{\"x\":[]},\"deleted\":false,\"工\":1}"},
        {TIME, "\"time\":\"18446744073709551615\""},
        {COUNTER, "\"counter\":\"18446744073709551615\""},
        {KIND, "\"kind\":\"From the future\""},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(parse(fixture, sample_with(fixture, cases[i].member, cases[i].text)),
                         ERR_OK);
        buffer_reset(&fixture->out);
        assert_true(write_format(&fixture->write, &fixture->out));
        assert_string_equal(fixture->out.data, fixture->text.data);
    }
}

static void every_member_but_the_group_must_be_there(void **state)
{
    struct fixture *fixture = *state;

    for (enum member i = 0; i < MEMBERS; i++)
        if (i != GROUP)
            assert_refused(fixture, i, NULL, "missing");
}

static void members_of_the_wrong_form_are_refused(void **state)
{
    static const struct {
        enum member member;
        const char *text, *why;
    } cases[] = {
        {ACTOR, "\"actor\":\"0000000000000000\"", "actor: an actor is 16"},
        {ACTOR, "\"actor\":\"00000000000000AA\"", "actor: an actor is 16"},
        {ACTOR, "\"actor\":170", "actor: expected a string"},
        {CLOCK, "\"clock\":{\"boot\":\"0123\",\"mono\":5,\"offset\":0,\"wall\":0}",
         "boot: expected 16"},
        {CLOCK, "\"clock\":{\"boot\":1,\"mono\":5,\"offset\":0,\"wall\":0}",
         "boot: expected a string"},
        {CLOCK, "\"clock\":{\"boot\":\"0123456789abcdef\",\"mono\":5,\"wall\":0}",
         "offset: missing"},
        {CLOCK, "\"clock\":{\"boot\":\"0123456789abcdef\",\"mono\":5,\"offset\":true,\"wall\":0}",
         "offset: expected an integer"},
        {CLOCK, "\"clock\":{\"boot\":\"0123456789abcdef\",\"mono\":5,\"offset\":nul,\"wall\":0}",
         "offset: expected null"},
        {CLOCK, "\"clock\":{\"boot\":\"0123456789abcdef\",\"mono\":5,\"offset\":0,\"wall\":1.5}",
         "wall: fractions"},
        {CLOCK, "\"clock\":null", "clock: expected an object"},
        {CONTEXT, "\"context\":{\"00000000000000bb\":\"2\",\"00000000000000aa\":\"6\"}",
         "context: keys are not sorted or repeat"},
        {CONTEXT, "\"context\":{\"00000000000000aa\":\"0\"}", "context: counters run from 1"},
        {CONTEXT, "\"context\":[]", "context: expected an object"},
        {COUNTER, "\"counter\":\"0\"", "counter: counters run from 1"},
        {COUNTER, "\"counter\":7", "counter: expected a string"},
        {COUNTER, "\"counter\":\"9223372036854775808000\"", "counter: expected a decimal number"},
        {FIELDS, "\"fields\":{}", "fields: the fields hold no \"deleted\""},
        {FIELDS, "\"fields\":{\"note\":1}", "fields: the fields hold no \"deleted\""},
        {FIELDS, "\"fields\":{\"deleted\":null}", "fields: the fields hold no \"deleted\""},
        {FIELDS, "\"fields\":{\"deleted\":\"true\"}", "fields: the fields hold no \"deleted\""},
        {FIELDS, "\"fields\":{\"deleted\":false,\"deleted\":true}",
         "fields: keys are not sorted or repeat"},
        {FIELDS, "\"fields\":{\"deleted\":false,\"x\":1.5}", "fields: fractions"},
        {FIELDS, "\"fields\":[]", "fields: expected an object"},
        {GROUP, "\"group\":{\"id\":\"00000000000000cc\",\"index\":1}", "size: missing"},
        {GROUP, "\"group\":null", "group: expected an object"},
        {IDENTITY, "\"id\":\"" ID " \"", "id: expected a UUID"},
        {IDENTITY, "\"ID\":\"" ID "\"", "keys are not sorted"},
        {KIND, "\"kind\":1", "kind: expected a string"},
        {PERSON_ID, "\"person\":\"018F0000-0000-7000-8000-000000000001\"",
         "person: expected a UUID"},
        {SITE_ID, "\"site\":null", "site: expected a string"},
        {TIME, "\"time\":\"18446744073709551616\"", "time: expected a decimal number"},
        {TIME, "\"time\":1", "time: expected a string"},
        {TIME, "\"time\":\"1\"} ", "something follows"},
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_refused(*state, cases[i].member, cases[i].text, cases[i].why);
}

static void members_of_a_newer_version_are_passed_over(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(
        parse(fixture, sample_with(fixture, TIME, "\"time\":\"1\",\"topic\":{\"a\":[1]}")), ERR_OK);
    assert_int_equal(fixture->write.time, 1);
    assert_int_equal(fixture->write.bytes.len, fixture->text.len);
    assert_int_equal(
        parse(fixture,
              sample_with(fixture, ACTOR, "\"Vendor\":0,\"a\":0,\"actor\":\"00000000000000aa\"")),
        ERR_OK);
    assert_int_equal(
        parse(
            fixture,
            sample_with(fixture, GROUP,
                        "\"group\":{\"id\":\"00000000000000cc\",\"index\":1,\"size\":3,\"x\":0}")),
        ERR_OK);
    assert_refused(fixture, ACTOR, "\"ID\":\"" PERSON "\",\"actor\":\"00000000000000aa\"",
                   "id: written in other case");
}

static void every_truncation_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct span text = sample_with(fixture, MEMBERS, NULL);

    for (size_t len = 0; len < text.len; len++) {
        // A copy of exactly this size: reading on is seen by a sanitizer.
        char *copy = malloc(len ? len : 1);

        memcpy(copy, text.data, len);
        assert_int_equal(parse(fixture, (struct span){copy, len}), ERR_PARSE);
        free(copy);
    }
}

// A write of `count` fields, deleted included, the last one with a text of `len` bytes.
static struct span long_write(struct fixture *fixture, size_t count, size_t len)
{
    struct buffer fields;

    buffer_init(&fields, 1 << 20);
    buffer_append_text(&fields, "\"fields\":{\"deleted\":false");
    for (size_t i = 1; i < count; i++)
        buffer_printf(&fields, ",\"f%03zu\":0", i);
    buffer_append_text(&fields, ",\"g\":\"");
    for (size_t i = 0; i < len; i++)
        buffer_append_char(&fields, 'x');
    buffer_append_text(&fields, "\"}");
    sample_with(fixture, FIELDS, fields.data);
    buffer_clear(&fields);
    return (struct span){fixture->text.data, fixture->text.len};
}

static void a_write_has_at_most_256_fields(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(parse(fixture, long_write(fixture, WRITE_FIELDS_MAX - 1, 0)), ERR_OK);
    assert_int_equal(fixture->write.field_count, WRITE_FIELDS_MAX);
    assert_int_equal(write_check(&fixture->write, NULL), ERR_OK);
    assert_int_equal(parse(fixture, long_write(fixture, WRITE_FIELDS_MAX, 0)), ERR_PARSE);
    assert_non_null(strstr(fixture->error.detail, "more than 256 fields"));
}

static void a_write_is_limited_in_bytes(void **state)
{
    struct fixture *fixture = *state;
    size_t rest = WRITE_BYTES_MAX - long_write(fixture, 1, 0).len;

    assert_int_equal(parse(fixture, long_write(fixture, 1, rest)), ERR_OK);
    assert_true(write_format(&fixture->write, &fixture->out));
    assert_int_equal(parse(fixture, long_write(fixture, 1, rest + 1)), ERR_PARSE);
    assert_non_null(strstr(fixture->error.detail, "longer than a write can be"));
}

static void a_context_may_name_4096_actors(void **state)
{
    struct fixture *fixture = *state;
    struct vector full = {0};

    assert_int_equal(parse(fixture, sample_with(fixture, MEMBERS, NULL)), ERR_OK);
    for (uint64_t i = 0; i < VECTOR_MAX; i++)
        vector_raise(&full, (struct dot){UINT64_MAX - i, UINT64_MAX});
    vector_copy(&fixture->write.context, &full);
    assert_true(write_format(&fixture->write, &fixture->out));
    assert_int_equal(parse(fixture, (struct span){fixture->out.data, fixture->out.len}), ERR_OK);
    assert_int_equal(vector_compare(&fixture->write.context, &full), VECTOR_EQUAL);
    vector_clear(&full);
}

static void too_little_memory_is_a_refusal(void **state)
{
    struct fixture *fixture = *state;
    struct span text = sample_with(fixture, MEMBERS, NULL);
    struct arena small;

    arena_init(&small, 16);
    assert_int_equal(write_parse(text, &small, &fixture->write, &fixture->error), ERR_PARSE);
    assert_non_null(strstr(fixture->error.detail, "fields: more memory than allowed"));
    arena_clear(&small);
}

static void a_missing_deleted_is_written_as_false_at_its_place(void **state)
{
    static const struct {
        const char *names[3];
        const char *written;
    } cases[] = {
        {{"a", "b"}, "{\"a\":1,\"b\":1,\"deleted\":false}"},
        {{"a", "z"}, "{\"a\":1,\"deleted\":false,\"z\":1}"},
        {{"deletee", "z"}, "{\"deleted\":false,\"deletee\":1,\"z\":1}"},
        {{"delete"}, "{\"delete\":1,\"deleted\":false}"},
        {{"a", "deleted"}, "{\"a\":1,\"deleted\":1}"},
        {{NULL}, "{\"deleted\":false}"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct field fields[3], complete[4];
        struct write write = {.fields = fields};

        for (; cases[i].names[write.field_count]; write.field_count++)
            fields[write.field_count]
                = (struct field){span_of(cases[i].names[write.field_count]), span_of("1")};
        buffer_reset(&fixture->out);
        assert_true(write_put_fields(&fixture->out, complete, write_complete(&write, complete)));
        assert_string_equal(fixture->out.data, cases[i].written);
        buffer_reset(&fixture->out);
        write_format(&write, &fixture->out);
        assert_non_null(strstr(fixture->out.data, cases[i].written));
    }
}

static void formatting_fails_when_there_is_no_room(void **state)
{
    static struct field fields[WRITE_FIELDS_MAX + 1];
    struct fixture *fixture = *state;
    struct write many = {.fields = fields, .field_count = COUNT(fields)};

    parse(fixture, sample_with(fixture, MEMBERS, NULL));
    for (size_t room = 0; room < fixture->text.len; room++) {
        struct buffer out;

        buffer_init(&out, room);
        assert_false(write_format(&fixture->write, &out));
        buffer_clear(&out);
    }
    assert_false(write_format(&many, &fixture->out));
    buffer_reset(&fixture->out);
    // A text longer than any write.
    parse(fixture, long_write(fixture, 1, WRITE_BYTES_MAX - 1000));
    fields[0] = (struct field){span_of("a"), fixture->write.fields[1].value};
    fields[1] = (struct field){span_of("b"), fixture->write.fields[1].value};
    fixture->write.fields = fields;
    assert_false(write_format(&fixture->write, &fixture->out));
}

static void the_chain_starts_at_zero_and_binds_every_entry(void **state)
{
    struct digest chain = {0};
    char text[HASH_TEXT];

    chain_next(&chain, span_of("one"));
    digest_format(&chain, text);
    // (head -c 32 /dev/zero; printf one) | sha256sum, and so on.
    assert_string_equal(text, "4e233ba6ac7032d3894ecea5974fd96176e564b024af45747eb46357af8d2401");
    chain_next(&chain, span_of("two"));
    digest_format(&chain, text);
    assert_string_equal(text, "b9f0cc527d38ea48d83c4c438121181ab01d99e83415306be2ac88792c40a8f3");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_write_is_read_whole),
        TEST(what_is_read_is_written_back_alike),
        TEST(every_member_but_the_group_must_be_there),
        TEST(members_of_the_wrong_form_are_refused),
        TEST(members_of_a_newer_version_are_passed_over),
        TEST(every_truncation_is_refused),
        TEST(a_write_has_at_most_256_fields),
        TEST(a_write_is_limited_in_bytes),
        TEST(a_context_may_name_4096_actors),
        TEST(too_little_memory_is_a_refusal),
        TEST(a_missing_deleted_is_written_as_false_at_its_place),
        TEST(formatting_fails_when_there_is_no_room),
        TEST(the_chain_starts_at_zero_and_binds_every_entry),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
