// SPDX-License-Identifier: Apache-2.0
// Conditions as they are answered: three values, missing and conflicting fields, and quantifiers.
#include "shared/model/expression.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ID(n) "01890a5d-ac96-774b-bcce-0000000000" n
#define PERSON "018f0000-0000-7000-8000-000000000001"
#define WRITE(actor, fields, time)                                                  \
    "{\"actor\":\"000000000000000" actor "\",\"counter\":\"1\",\"fields\":{" fields \
    "},\"person\":\"" PERSON "\",\"time\":\"" time "\"}"
#define STATE(n, kind, vector, writes)                                                          \
    "{\"id\":\"" ID(n) "\",\"kind\":\"" kind "\",\"site\":\"" ID("01") "\",\"vector\":{" vector \
                                                                       "},\"writes\":[" writes  \
                                                                       "]}"
// A record with one write.
#define RECORD(n, kind, fields, time) \
    STATE(n, kind, "\"0000000000000001\":\"1\"", WRITE("1", fields, time))
// A record with two concurrent ones.
#define TWO(n, kind, one, other)                                            \
    STATE(n, kind, "\"0000000000000001\":\"1\",\"0000000000000002\":\"1\"", \
          WRITE("1", one, "100") "," WRITE("2", other, "200"))
#define LIVE "\"deleted\":false,"

struct fixture {
    struct arena arena;
    struct facts facts;
    struct expression_world world;
    struct expression_doubt doubt;
    const struct kind *about;
};

static bool has_setting(void *ctx, struct span name)
{
    return true;
}

static bool read_setting(void *ctx, struct span name, int64_t *value)
{
    *value = 3;
    return span_is(name, "three");
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    arena_init(&f->arena, 16 << 20);
    facts_init(&f->facts, &f->arena);
    f->world.facts = &f->facts;
    f->world.setting = read_setting;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    facts_clear(&f->facts);
    arena_clear(&f->arena);
    free(f);
    return 0;
}

static void add(struct fixture *f, const char *record)
{
    struct error error;

    if (facts_add(&f->facts, span_of(record), 0, &error))
        fail_msg("%s: %s", record, error.detail);
}

static void settle(struct fixture *f)
{
    struct uuid site;

    facts_settle(&f->facts);
    assert_true(uuid_parse(span_of(ID("01")), &site));
    f->world.site = facts_find(&f->facts, &site);
}

static enum truth ask(struct fixture *f, const char *text)
{
    static const struct expression_name names[] = {
        {"attempt", TYPE_RECORD},
        {"code", TYPE_TEXT},
        {"n", TYPE_INTEGER},
        {"flag", TYPE_BOOLEAN},
    };
    const struct expression_scope scope = {
        .names = names,
        .name_count = COUNT(names),
        .kind = f->about,
        .setting = has_setting,
    };
    const struct expression *expression;
    struct error error;

    if (expression_parse(span_of(text), &scope, &f->arena, &expression, &error))
        fail_msg("%s: %s", text, error.detail);
    // The reason is not always wanted.
    assert_int_equal(expression_evaluate(expression, &f->world, NULL),
                     expression_evaluate(expression, &f->world, &f->doubt));
    return expression_evaluate(expression, &f->world, &f->doubt);
}

static void assert_answers(struct fixture *f, enum truth wanted, const char *const *texts)
{
    for (size_t i = 0; texts[i]; i++)
        if (ask(f, texts[i]) != wanted)
            fail_msg("%s is %d, not %d", texts[i], (int)ask(f, texts[i]), (int)wanted);
}
#define ANSWERS(f, wanted, ...) \
    assert_answers((f), (wanted), (const char *const[]){__VA_ARGS__, NULL})

static void numbers_are_reckoned_and_compared(void **state)
{
    struct fixture *f = *state;

    settle(f);
    ANSWERS(f, TRUTH_TRUE, "1 + 2 * 3 == 7", "(1 + 2) * 3 == 9", "3 - 1 - 1 == 1", "-2 < -1",
            "1 <= 1", "2 > 1", "1 >= 1", "1 != 2", "setting.three == 3", "- -3 == 3",
            "-1 * 9007199254740991 < 0", "9007199254740991 == 9007199254740991");
    ANSWERS(f, TRUTH_FALSE, "1 < 1", "1 > 1", "2 <= 1", "1 >= 2", "1 == 2", "1 != 1");
    // Beyond ±(2^53−1) nothing is certain.
    ANSWERS(f, TRUTH_UNKNOWN, "9007199254740991 + 1 > 0", "-9007199254740991 - 1 < 0",
            "9007199254740991 * 9007199254740991 > 0", "1 < 9007199254740991 * 2",
            "setting.four > 1", "setting.four + 1 > 1", "1 + setting.four > 1");
    assert_false(f->doubt.conflict);
    assert_null(f->doubt.fact);
    assert_true(span_is(f->doubt.field, "four"));
    f->world.setting = NULL;
    ANSWERS(f, TRUTH_UNKNOWN, "setting.three > 1");
}

static void three_values_are_joined_by_kleenes_tables(void **state)
{
    static const char *const value[] = {"false", "true", "setting.four > 1"};
    static const enum truth both[3][3] = {{0, 0, 0}, {0, 1, 2}, {0, 2, 2}};
    static const enum truth either[3][3] = {{0, 1, 2}, {1, 1, 1}, {2, 1, 2}};
    static const enum truth neither[3] = {1, 0, 2};
    struct fixture *f = *state;
    char text[100];

    settle(f);
    for (int a = 0; a < 3; a++) {
        snprintf(text, sizeof(text), "not (%s)", value[a]);
        assert_int_equal(ask(f, text), neither[a]);
        for (int b = 0; b < 3; b++) {
            snprintf(text, sizeof(text), "%s and %s", value[a], value[b]);
            assert_int_equal(ask(f, text), both[a][b]);
            snprintf(text, sizeof(text), "%s or %s", value[a], value[b]);
            assert_int_equal(ask(f, text), either[a][b]);
        }
    }
}

static void fields_of_the_site_are_read(void **state)
{
    struct fixture *f = *state;

    add(f, RECORD("01", "site",
                  "\"address\":\"Mill \\\"7\\\"\",\"contract_amount_fen\":200,"
                  "\"customer_name\":\"\u6c5f\",\"deleted\":false,\"design_fee\":true,"
                  "\"materials_amount_fen\":300,\"move_in_date\":\"2026-03-31\",\"store\":null",
                  "5"));
    settle(f);
    ANSWERS(f, TRUTH_TRUE, "2 * site.materials_amount_fen >= 3 * site.contract_amount_fen",
            "site.customer_name == '\u6c5f'", "site.design_fee", "site.design_fee == true",
            "site.move_in_date < '2026-04-01'", "site.move_in_date == '2026-03-31'",
            "'2026-03-30' <= site.move_in_date", "site.store == nothing",
            "nothing == site.customer_phone "
            "or site.store == nothing",
            "site.store != 'x'", "site.department != site.store", "site.address != 'Mill 7'",
            "not site.deleted");
}

static void what_is_missing_equals_only_the_word_nothing(void **state)
{
    struct fixture *f = *state;

    add(f, RECORD("01", "site", LIVE "\"store\":\"a\"", "5"));
    settle(f);
    ANSWERS(f, TRUTH_TRUE, "site.department == nothing", "nothing != site.store",
            "site.department != site.customer_phone", "site.department != 'x'",
            "not site.design_fee", "site.design_fee != false", "site.contract_amount_fen != 0",
            "this.attempt == nothing", "this.code != 'x'", "this.code == nothing");
    ANSWERS(f, TRUTH_FALSE, "site.department == site.customer_phone",
            "site.store == site.department", "site.department == site.store",
            "site.store == nothing", "site.department != nothing", "site.design_fee",
            "site.design_fee == false", "site.contract_amount_fen == 0", "this.flag",
            "this.code == this.code");
    ANSWERS(f, TRUTH_UNKNOWN, "site.contract_amount_fen > 0", "site.move_in_date < '2026-01-01'",
            "0 - site.contract_amount_fen == 0", "this.n > 0");
    ask(f, "0 < site.contract_amount_fen and site.materials_amount_fen > 1");
    assert_false(f->doubt.conflict);
    assert_ptr_equal(f->doubt.fact, f->world.site);
    assert_true(span_is(f->doubt.field, "contract_amount_fen"));
}

static void a_conflict_leaves_open_what_depends_on_it(void **state)
{
    struct fixture *f = *state;

    add(f, TWO("01", "site", "\"contract_amount_fen\":200," LIVE "\"store\":\"a\"",
               "\"contract_amount_fen\":300," LIVE "\"store\":\"b\""));
    settle(f);
    ANSWERS(f, TRUTH_UNKNOWN, "site.contract_amount_fen > 0", "site.contract_amount_fen == 200",
            "site.contract_amount_fen == nothing", "0 < 1 + site.contract_amount_fen",
            "300 != site.contract_amount_fen");
    assert_true(f->doubt.conflict);
    assert_ptr_equal(f->doubt.fact, f->world.site);
    assert_true(span_is(f->doubt.field, "contract_amount_fen"));
    // A policy with a single value knows its answer, and so does what does not depend on it.
    ANSWERS(f, TRUTH_TRUE, "site.store == 'b'", "site.contract_amount_fen > 0 or true");
    ANSWERS(f, TRUTH_FALSE, "site.contract_amount_fen > 0 and false");
}

static void without_the_site_its_fields_are_missing(void **state)
{
    struct fixture *f = *state;

    settle(f);
    assert_null(f->world.site);
    ANSWERS(f, TRUTH_TRUE, "site.store == nothing");
    ANSWERS(f, TRUTH_UNKNOWN, "site.contract_amount_fen > 0");
    assert_null(f->doubt.fact);
}

static void bindings_and_the_record_it_is_about_are_read(void **state)
{
    const struct expression_binding bindings[]
        = {{"n", {"7", 1}}, {"code", {"\"x\"", 3}}, {"attempt", {"\"" ID("02") "\"", 38}}};
    struct fixture *f = *state;
    struct uuid id;

    add(f, RECORD("02", "patrol", LIVE "\"started_at\":100", "5"));
    add(f, RECORD("03", "patrol_call",
                  "\"at\":90,\"deleted\":false,\"outcome\":\"reached\",\"patrol\":\"" ID("02") "\"",
                  "6"));
    settle(f);
    f->about = kind_find(span_of("patrol"));
    assert_true(uuid_parse(span_of(ID("02")), &id));
    f->world.about = facts_find(&f->facts, &id);
    f->world.bindings = bindings;
    f->world.binding_count = COUNT(bindings);
    ANSWERS(f, TRUTH_TRUE, "this.n == 7", "this.code == 'x'", "this.started_at == 100",
            "any(patrol_call where patrol == this.attempt and at < this.started_at)");
    ANSWERS(f, TRUTH_FALSE, "this.n > 7", "this.code != 'x'", "this.flag == true");
}

static void values_of_another_type_leave_it_open(void **state)
{
    struct fixture *f = *state;

    add(f, RECORD("01", "site",
                  "\"contract_amount_fen\":\"much\",\"deleted\":false,"
                  "\"design_fee\":\"yes\"",
                  "5"));
    settle(f);
    ANSWERS(f, TRUTH_UNKNOWN, "site.contract_amount_fen == 1", "site.design_fee",
            "site.design_fee == false");
}

// Four patrols: passed, failed, one that says nothing, and a deleted one.
static void add_patrols(struct fixture *f)
{
    add(f,
        RECORD("10", "patrol", LIVE "\"note\":\"a\",\"result\":\"pass\",\"started_at\":10", "1"));
    add(f,
        RECORD("11", "patrol", LIVE "\"note\":\"a\",\"result\":\"fail\",\"started_at\":20", "2"));
    add(f, RECORD("12", "patrol", LIVE "\"note\":\"b\",\"started_at\":30", "3"));
    add(f, RECORD("13", "patrol",
                  "\"deleted\":true,\"note\":\"d\",\"result\":\"pass\",\"started_at\":40", "4"));
}

static void quantifiers_go_over_records_that_are_not_deleted(void **state)
{
    struct fixture *f = *state;

    add_patrols(f);
    settle(f);
    ANSWERS(f, TRUTH_TRUE, "any(patrol)", "any(patrol where result == 'pass')", "none(note)",
            "none(patrol where note == 'd')", "count(patrol) == 3", "count(note) == 0",
            "count(patrol where result == nothing) == 1", "all(patrol: started_at < 40)",
            "all(patrol where note == 'a': result != nothing)",
            "any(patrol) == none(patrol where note == 'd')");
    ANSWERS(f, TRUTH_FALSE, "any(note)", "any(patrol where note == 'd')", "none(patrol)",
            "all(patrol: result == 'pass')", "all(patrol where note == 'd': true)",
            "all(note: true)");
}

static void the_last_one_is_the_newest_that_passes(void **state)
{
    struct fixture *f = *state;

    add_patrols(f);
    // Of two with the same time the higher id is the newer, in whatever order they stand.
    add(f, RECORD("21", "note", LIVE "\"text\":\"second\"", "9"));
    add(f, RECORD("20", "note", LIVE "\"text\":\"first\"", "9"));
    add(f, RECORD("22", "note", LIVE "\"text\":\"oldest\"", "8"));
    settle(f);
    ANSWERS(f, TRUTH_TRUE, "last(patrol: note == 'b')",
            "last(patrol where note == 'a': "
            "result == 'fail')",
            "last(note: text == 'second')", "last(note where text != 'second': text == 'first')");
    ANSWERS(f, TRUTH_FALSE, "last(patrol: result == 'pass')", "last(photo: true)",
            "last(patrol where note == 'd': true)",
            "last(patrol where note == 'a': "
            "result == 'pass')");
}

static void a_record_in_doubt_leaves_a_quantifier_open_only_where_it_matters(void **state)
{
    struct fixture *f = *state;

    add(f, RECORD("10", "item_result", "\"amount_fen\":5," LIVE "\"room\":\"a\"", "150"));
    add(f, TWO("11", "item_result", "\"amount_fen\":5," LIVE "\"room\":\"b\"",
               "\"amount_fen\":6," LIVE "\"room\":\"b\""));
    settle(f);
    ANSWERS(f, TRUTH_TRUE, "any(item_result where amount_fen == 5)",
            "none(item_result where amount_fen == 5 and room == 'c')",
            "all(item_result where room == 'a': amount_fen == 5)",
            // it may pass or not: it keeps the claim
            "all(item_result where amount_fen == 5: room != 'c')",
            "last(item_result where amount_fen == 5: room != 'c')",
            "last(item_result where room == 'a': amount_fen == 5)");
    ANSWERS(f, TRUTH_FALSE, "none(item_result where amount_fen == 5)",
            "all(item_result where room == 'a': amount_fen == 6)",
            "all(item_result where room == 'c': amount_fen == 6)",
            "last(item_result where amount_fen == 5: room == 'c')");
    ANSWERS(f, TRUTH_UNKNOWN, "any(item_result where amount_fen == 6)",
            "none(item_result where amount_fen == 6)",
            "count(item_result where amount_fen == 5) "
            "> 0",
            "all(item_result: amount_fen == 5)", "all(item_result: setting.four > amount_fen)",
            "all(item_result where amount_fen == 6: room == 'b')",
            "all(item_result where amount_fen == 5: room == 'a')",
            "last(item_result where amount_fen == 6: room == 'b')",
            "last(item_result where amount_fen == 5: room == 'a')",
            "last(item_result: amount_fen == 5)",
            "last(item_result where amount_fen == 5: room == 'a' or amount_fen == 6)");
}

static void an_older_record_in_doubt_does_not_shake_the_last_one(void **state)
{
    struct fixture *f = *state;

    add(f, RECORD("10", "item_result", "\"amount_fen\":5," LIVE "\"room\":\"a\"", "900"));
    add(f, TWO("11", "item_result", "\"amount_fen\":5," LIVE "\"room\":\"b\"",
               "\"amount_fen\":6," LIVE "\"room\":\"b\""));
    settle(f);
    ANSWERS(f, TRUTH_TRUE, "last(item_result where amount_fen == 5: room == 'a')");
}

static void a_quantifier_within_another_sees_the_outer_record(void **state)
{
    struct fixture *f = *state;

    add_patrols(f);
    add(f, RECORD("30", "note", LIVE "\"of\":\"" ID("10") "\",\"text\":\"a\"", "5"));
    settle(f);
    for (size_t i = 0; i < f->facts.count; i++) { // as facts_derive does
        struct fact *fact = &f->facts.list[i];
        struct field *field = arena_take(&f->arena, sizeof(*field));
        char *text = arena_take(&f->arena, UUID_TEXT + 2);

        text[0] = '"';
        uuid_format(&fact->record->id, text + 1);
        text[UUID_TEXT] = '"';
        *field = (struct field){span_of("id"), {text, UUID_TEXT + 1}};
        fact->derived = field;
        fact->derived_count = 1;
    }
    ANSWERS(f, TRUTH_TRUE, "any(patrol where any(note where of == outer.id))",
            "any(patrol where none(note where of == outer.id and text == outer.note))",
            "count(patrol where none(note where of == outer.id)) == 2",
            "all(note: any(patrol where id == outer.of))");
    ANSWERS(f, TRUTH_FALSE,
            "any(patrol where result == 'fail' and any(note where of == outer.id))");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(numbers_are_reckoned_and_compared),
        TEST(three_values_are_joined_by_kleenes_tables),
        TEST(fields_of_the_site_are_read),
        TEST(what_is_missing_equals_only_the_word_nothing),
        TEST(a_conflict_leaves_open_what_depends_on_it),
        TEST(without_the_site_its_fields_are_missing),
        TEST(bindings_and_the_record_it_is_about_are_read),
        TEST(values_of_another_type_leave_it_open),
        TEST(quantifiers_go_over_records_that_are_not_deleted),
        TEST(the_last_one_is_the_newest_that_passes),
        TEST(a_record_in_doubt_leaves_a_quantifier_open_only_where_it_matters),
        TEST(an_older_record_in_doubt_does_not_shake_the_last_one),
        TEST(a_quantifier_within_another_sees_the_outer_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
