// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/write_sample.h"

static void names_are_short_and_plain(void **state)
{
    static const char *const good[]
        = {"a", "z9_", "0", "_", "abcdefghijklmnopqrstuvwxyz0123456789_abc"};
    static const char *const bad[] = {
        "",  "A", "a-b", "a b", "工", "a.b", "abcdefghijklmnopqrstuvwxyz0123456789_abcd",
        "`", "{", "/",   ":",
    };

    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(write_name_valid(span_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(write_name_valid(span_of(bad[i])));
}

// The sample with this change parses, but breaks a rule, and says which.
static void assert_breaks(struct fixture *fixture, enum member changed, const char *text,
                          const char *why)
{
    assert_int_equal(parse(fixture, sample_with(fixture, changed, text)), ERR_OK);
    assert_int_equal(write_check(&fixture->write, &fixture->error), ERR_INVALID);
    if (!strstr(fixture->error.detail, why))
        fail_msg("%s instead of %s", fixture->error.detail, why);
}

static void rules_are_checked_and_the_offender_is_named(void **state)
{
    static const struct {
        enum member member;
        const char *text, *why;
    } cases[] = {
        {KIND, "\"kind\":\"\"", "kind : a name has"},
        {KIND, "\"kind\":\"Site\"", "kind Site: a name has"},
        {CONTEXT, "\"context\":{\"00000000000000aa\":\"7\"}",
         "dot 00000000000000aa 7: its own context covers it"},
        {CONTEXT, "\"context\":{\"00000000000000aa\":\"8\"}", "its own context covers it"},
        {GROUP, "\"group\":{\"id\":\"00000000000000cc\",\"index\":0,\"size\":3}",
         "group: index 0 of 3"},
        {GROUP, "\"group\":{\"id\":\"00000000000000cc\",\"index\":4,\"size\":3}",
         "group: index 4 of 3"},
        {GROUP, "\"group\":{\"id\":\"00000000000000cc\",\"index\":1,\"size\":2001}",
         "group: index 1 of 2001"},
        {FIELDS, "\"fields\":{\"A\":1,\"deleted\":false}", "field A, value 1: a name has"},
        {FIELDS, "\"fields\":{\"deleted\":false,\"x\":[1]}", "field x, value [1]: a value is"},
        {FIELDS, "\"fields\":{\"deleted\":false,\"x\":{\"y\":1}}",
         "field x, value {\"y\":1}: a value is"},
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_breaks(*state, cases[i].member, cases[i].text, cases[i].why);
}

// Changes a good write by hand, as a caller who makes one could.
static void assert_check(struct fixture *fixture, const struct write *write, enum err wanted)
{
    assert_int_equal(write_check(write, &fixture->error), wanted);
}

static void a_write_being_made_is_checked_in_every_part(void **state)
{
    struct fixture *fixture = *state;
    struct write good, write;

    parse(fixture, sample_with(fixture, MEMBERS, NULL));
    good = fixture->write;
    assert_check(fixture, &good, ERR_OK);
    write = good, write.dot.actor = 0;
    assert_check(fixture, &write, ERR_INVALID);
    write = good, write.dot.counter = 0;
    assert_check(fixture, &write, ERR_INVALID);
    write = good, write.group.id = 0;
    assert_check(fixture, &write, ERR_INVALID);
    write = good, write.group.index = write.group.size = GROUP_MAX;
    assert_check(fixture, &write, ERR_OK);
    write = good, write.group = (struct write_group){.present = false, .index = -1};
    assert_check(fixture, &write, ERR_OK);
    write = good, write.clock.boot[15] = '\0';
    assert_check(fixture, &write, ERR_INVALID);
    write = good, write.clock.boot[16] = '0';
    assert_check(fixture, &write, ERR_INVALID);
    write = good, write.clock.mono_ms = CANON_INTEGER_MAX + 1;
    assert_check(fixture, &write, ERR_INVALID);
    write = good, write.clock.wall_ms = -CANON_INTEGER_MAX - 1;
    assert_check(fixture, &write, ERR_INVALID);
    write = good, write.clock.offset_ms = INT64_MAX;
    assert_check(fixture, &write, ERR_INVALID);
    write.clock.offset_known = false;
    assert_check(fixture, &write, ERR_OK);
}

static void fields_of_a_write_being_made_are_checked(void **state)
{
    static const struct {
        struct field fields[2];
        const char *why;
    } cases[] = {
        {{{{"a", 1}, {"1.5", 3}}, {{"b", 1}, {"1", 1}}}, "the value is not canonical JSON"},
        {{{{"a", 1}, {"1", 1}}, {{"b", 1}, {"x", 1}}}, "the value is not canonical JSON"},
        {{{{"a", 1}, {NULL, 0}}, {{"b", 1}, {"1", 1}}}, "a value is a string"},
        {{{{"a", 1}, {"1", 1}}, {{"a", 1}, {"1", 1}}}, "sorted by name"},
        {{{{"b", 1}, {"1", 1}}, {{"a", 1}, {"1", 1}}}, "sorted by name"},
        {{{{"a", 1}, {"1", 1}}, {{"deleted", 7}, {"null", 4}}}, "it is true or false"},
    };
    struct fixture *fixture = *state;
    struct write write;

    parse(fixture, sample_with(fixture, MEMBERS, NULL));
    write = fixture->write;
    write.field_count = 0;
    assert_check(fixture, &write, ERR_INVALID);
    write.field_count = 2;
    for (size_t i = 0; i < COUNT(cases); i++) {
        write.fields = cases[i].fields;
        assert_check(fixture, &write, ERR_INVALID);
        assert_non_null(strstr(fixture->error.detail, cases[i].why));
    }
}

static void the_deleted_that_is_added_counts(void **state)
{
    static struct field fields[WRITE_FIELDS_MAX];
    static char names[WRITE_FIELDS_MAX][8];
    struct fixture *fixture = *state;
    struct write write;

    parse(fixture, sample_with(fixture, MEMBERS, NULL));
    write = fixture->write;
    write.fields = fields;
    for (size_t i = 0; i < WRITE_FIELDS_MAX; i++) {
        snprintf(names[i], sizeof(names[i]), "f%03zu", i);
        fields[i] = (struct field){span_of(names[i]), span_of("\"\"")};
    }
    write.field_count = WRITE_FIELDS_MAX;
    assert_check(fixture, &write, ERR_INVALID);
    write.field_count = WRITE_FIELDS_MAX - 1;
    assert_check(fixture, &write, ERR_OK);
    assert_true(write_format(&write, &fixture->out));
    assert_int_equal(parse(fixture, (struct span){fixture->out.data, fixture->out.len}), ERR_OK);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(names_are_short_and_plain),
        TEST(rules_are_checked_and_the_offender_is_named),
        TEST(a_write_being_made_is_checked_in_every_part),
        TEST(fields_of_a_write_being_made_are_checked),
        TEST(the_deleted_that_is_added_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
