// SPDX-License-Identifier: Apache-2.0
// Conditions as they are read: what is accepted, and the words for what is not.
#include "shared/model/expression.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool has_setting(void *ctx, struct span name)
{
    return span_is(name, ctx);
}

static bool possible_form(void *ctx, const char *kind, const char *field, struct span text)
{
    return strcmp(kind, "signoff") != 0 || strcmp(field, "form") != 0 || span_is(text, "handbook");
}

static const struct expression_name names[] = {
    {"attempt", TYPE_RECORD},
    {"code", TYPE_TEXT},
    {"n", TYPE_INTEGER},
};
// What a condition of a node sees, and a deadline of patrols.
static const struct expression_scope of_node = {
    .names = names,
    .name_count = COUNT(names),
    .setting = has_setting,
    .possible = possible_form,
    .ctx = (void *)"ratio",
};

static enum err parse(const char *text, const struct expression_scope *scope, struct error *error)
{
    const struct expression *expression;
    struct arena arena;
    enum err code;

    *error = (struct error){0};
    arena_init(&arena, 1 << 20);
    code = expression_parse(span_of(text), scope, &arena, &expression, error);
    assert_true((code == ERR_OK) == (expression != NULL));
    arena_clear(&arena);
    return code;
}

static void assert_good(const char *text, const struct expression_scope *scope)
{
    struct error error;

    if (parse(text, scope, &error))
        fail_msg("%s: %s", text, error.detail);
}

static void assert_bad(const char *text, const char *words)
{
    struct error error;

    assert_int_equal(parse(text, &of_node, &error), ERR_INVALID);
    if (strcmp(error.detail, words) != 0)
        fail_msg("%s\n  says:   %s\n  wanted: %s", text, error.detail, words);
}

static void conditions_of_the_rules_are_read(void **state)
{
    static const char *const texts[] = {
        ("all(signoff where counts and of == this.attempt and role == \"customer\": "
         "verdict == \"satisfied\")"),
        "setting.ratio * site.materials_amount_fen >= 3 * site.contract_amount_fen",
        "last(call_back where of == this.attempt and outcome == 'reached': result == 'satisfied')",
        "any(presence)",
        "none(presence where photos == 0)",
        "count(patrol where result == 'pass') + 1 < 2 * (3 - -1)",
        "\t( true )\nor not false and not not true",
        "site.move_in_date > '2026-01-31' and '2026-01-31' <= site.move_in_date",
        "site.move_in_date == nothing or nothing != site.design_fee",
        "this.code == 'x' and this.n != 3 and this.code != nothing",
        "any(inspection where none(presence where of == outer.id and at >= outer.started_at))",
        "any(signoff where 'handbook' == form and deleted == false)",
        "any(signoff where role == 'customer' and reason == 'whatever')",
        "any(measured_value where target != nothing)",
        "any(photo where digest == digest)",
        "any(patrol) == (true != false)",
        "this.code == this.code and 'a' == 'b' and site.id == site.id",
        "any(change_order where state == 'carried_out' and unsettled)",
        "any(delivery where ordered_on < due)",
        "'\u6ee1\u610f' == this.code",
    };

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_good(texts[i], &of_node);
}

static void a_condition_about_a_record_sees_its_fields(void **state)
{
    const struct expression_scope scope
        = {.names = names, .name_count = COUNT(names), .kind = kind_find(span_of("patrol"))};
    struct error error;

    assert_good("any(patrol_call where patrol == this.id) or this.started_at > this.n", &scope);
    assert_int_equal(parse("this.startet_at > 0", &scope, &error), ERR_INVALID);
    assert_string_equal(error.detail, "column 6: this condition has no this. 'startet_at'; "
                                      "did you mean 'started_at'?");
    assert_int_equal(parse("setting.ratio > 0", &scope, &error), ERR_INVALID);
    assert_string_equal(error.detail, "column 9: there is no setting 'ratio'");
    assert_good("any(signoff where form == 'no such form')", &scope);
}

static void syntax_that_is_wrong_is_named_by_its_column(void **state)
{
    assert_bad("", "column 1: the condition ends where a value is expected");
    assert_bad("any(presence", "column 13: the condition ends where 'where' or ')' is expected");
    assert_bad("any(presence where true", "column 24: the condition ends where ')' is expected");
    assert_bad("any(presence : true)", "column 14: ':' where 'where' or ')' is expected");
    assert_bad("all(presence)",
               "column 13: ')' where ':' and what must be true of them is expected");
    assert_bad("all(presence: true", "column 19: the condition ends where ')' is expected");
    assert_bad("all(presence: and)", "column 15: 'and' where a value is expected");
    assert_bad("any(presence where )", "column 20: ')' where a value is expected");
    assert_bad("any(3)", "column 5: '3' where a kind of record is expected");
    assert_bad("(true", "column 6: the condition ends where ')' is expected");
    assert_bad("true true", "column 6: 'true' where the end, 'and' or 'or' is expected");
    assert_bad("1 < 2 < 3", "column 7: '<' where the end, 'and' or 'or' is expected");
    assert_bad("true and", "column 9: the condition ends where a value is expected");
    assert_bad("true or or", "column 9: 'or' where a value is expected");
    assert_bad("not where", "column 5: 'where' where a value is expected");
    assert_bad("1 + ", "column 5: the condition ends where a value is expected");
    assert_bad("1 * ", "column 5: the condition ends where a value is expected");
    assert_bad("1 == ", "column 6: the condition ends where a value is expected");
    assert_bad("- ", "column 3: the condition ends where a value is expected");
    assert_bad("site.3", "column 6: '3' where a name is expected");
    assert_bad("not", "column 4: the condition ends where a value is expected");
}

static void letters_without_meaning_are_named(void **state)
{
    assert_bad("true & true", "column 6: & has no meaning here");
    assert_bad("1 = 1", "column 3: = has no meaning here; equal is written ==");
    assert_bad("true{", "column 5: { has no meaning here");
    assert_bad("any(note2)", "column 5: there is no kind 'note2'; did you mean 'note'?");
    assert_bad("any(note:9)", "column 9: ':' where 'where' or ')' is expected");
    assert_bad("any(note[9)", "column 9: [ has no meaning here");
    assert_bad("True", "column 1: T has no meaning here");
    assert_bad("'\u6ee1\u610f' == \u6ee1", "column 9: \u6ee1 has no meaning here");
    assert_bad("1 == 9007199254740992", "column 6: 9007199254740992 is no integer up to 2^53-1");
    assert_bad("1 == 99999999999999999999999",
               "column 6: 99999999999999999999999 is no integer up to 2^53-1");
    assert_bad("1 == 007", "column 6: 007 is no integer up to 2^53-1");
    assert_bad("this.code == 'abc", "column 14: 'abc begins a text that has no end");
    assert_bad("this.code == 'a\\nb'", "column 14: 'a begins a text with a quote, a backslash or a "
                                       "control character in it");
    assert_bad("this.code == 'a\nb'", "column 14: 'a begins a text with a quote, a backslash or a "
                                      "control character in it");
    assert_bad("this.code == 'a\"b'", "column 14: 'a begins a text with a quote, a backslash or a "
                                      "control character in it");
}

static void names_that_nothing_has_are_named_with_the_nearest(void **state)
{
    assert_bad("any(signof)", "column 5: there is no kind 'signof'; did you mean 'signoff'?");
    assert_bad("any(house)", "column 5: there is no kind 'house'");
    assert_bad("any(signoff where verdic == 'satisfied')",
               "column 19: signoff has no field 'verdic'; did you mean 'verdict'?");
    assert_bad("any(signoff where count)",
               "column 19: signoff has no field 'count'; did you mean 'counts'?");
    assert_bad("any(signoff where zzzzzz)", "column 19: signoff has no field 'zzzzzz'");
    assert_bad("site.adress == 'x'",
               "column 6: site has no field 'adress'; did you mean 'address'?");
    assert_bad("setting.ration > 1", "column 9: there is no setting 'ration'");
    assert_bad("this.attemt == nothing",
               "column 6: this condition has no this. 'attemt'; did you mean 'attempt'?");
    assert_bad("any(a_kind_with_a_name_that_is_much_longer_than_what_is_shown_of_it)",
               "column 5: there is no kind 'a_kind_with_a_name_that_is_much_longer_than_wha'");
    assert_bad("some(signoff)",
               "column 1: only any, none, count, all and last have a '(' behind them");
    assert_bad("patrol.id == this.attempt",
               "column 1: only site, setting, this and outer have a '.' behind them");
    assert_bad("any(patrol where outer.id == id)",
               "column 18: outer. is known only in an any, none, count, all or last that stands "
               "within another");
    assert_bad("any(patrol where any(note where outer.txt == 'x'))",
               "column 39: patrol has no field 'txt'");
    assert_bad("result == 'pass'",
               "column 1: a bare name is known only in any, none, count, all and last; elsewhere "
               "write site., setting. or this. before it");
    assert_bad("any(patrol where any(note where any(photo)))",
               "column 33: any, none, count, all and last stand at most two deep");
}

static void types_that_do_not_go_together_are_refused(void **state)
{
    assert_bad("1", "column 1: a number where true or false is expected");
    assert_bad("1 and true", "column 1: a number where true or false is expected");
    assert_bad("true or 'x'", "column 9: a text where true or false is expected");
    assert_bad("not 1", "column 5: a number where true or false is expected");
    assert_bad("count(note where 1) > 0", "column 18: a number where true or false is expected");
    assert_bad("all(note: nothing)", "column 11: nothing where true or false is expected");
    assert_bad("true + 1 > 0", "column 1: true or false where a number is expected");
    assert_bad("1 - 'x' > 0", "column 5: a text where a number is expected");
    assert_bad("-site.id > 0", "column 2: a record where a number is expected");
    assert_bad("site.move_in_date * 2 > 0", "column 1: a date where a number is expected");
    assert_bad("1 == 'x'", "column 3: a number cannot be compared with a text");
    assert_bad("site.move_in_date == 'soon'", "column 19: a date cannot be compared with a text");
    assert_bad("'2026-1-31' == site.move_in_date",
               "column 13: a text cannot be compared with a date");
    assert_bad("site.move_in_date == '2026/01/31'",
               "column 19: a date cannot be compared with a text");
    assert_bad("site.move_in_date == this.code",
               "column 19: a date cannot be compared with a text");
    assert_bad("site.move_in_date == '2026-0a-31'",
               "column 19: a date cannot be compared with a text");
    assert_bad("site.move_in_date == '2026-0 -31'",
               "column 19: a date cannot be compared with a text");
    assert_bad("this.code < 'x'", "column 11: a text has no order");
    assert_bad("any(photo where latitude == longitude)",
               "column 26: a decimal number can only be compared with nothing");
    assert_bad("any(photo where digest == of)",
               "column 24: a digest cannot be compared with a record");
    assert_bad("1 == nothing", "column 3: only a field can be compared with nothing, by == or !=");
    assert_bad("nothing < site.move_in_date",
               "column 9: only a field can be compared with nothing, by == or !=");
    assert_bad("nothing == nothing",
               "column 9: only a field can be compared with nothing, by == or !=");
}

static void a_text_that_a_field_never_has_is_refused(void **state)
{
    assert_bad("any(call_back where result == 'satisfid')",
               "column 28: result is never 'satisfid'; it is one of satisfied, not_satisfied");
    assert_bad("any(call_back where 'pass' != result)",
               "column 28: result is never 'pass'; it is one of satisfied, not_satisfied");
    assert_bad("any(change_order where state == 'approve')",
               "column 30: state is never 'approve'; it is one of issued, approved, carried_out, "
               "confirmed, cancelled");
    assert_bad("any(signoff where form == 'handbok')",
               "column 24: form of signoff is never 'handbok': nothing has this code");
    // Of many choices the first are named.
    struct error error;
    assert_int_equal(parse("any(person where role == 'cook')", &of_node, &error), ERR_INVALID);
    assert_non_null(strstr(error.detail, "role is never 'cook'; it is one of inspector, designer"));
}

static void a_condition_that_is_too_long_or_too_deep_is_refused(void **state)
{
    static const struct {
        const char *open, *close;
        int fits;
    } nests[] = {{"(", ")", 31}, {"not ", "", 31}, {"-", "", 30}};
    char text[EXPRESSION_TEXT_MAX + 8];
    struct error error;

    for (size_t i = 0; i < COUNT(nests); i++) {
        for (int depth = nests[i].fits; depth <= nests[i].fits + 40; depth++) {
            size_t len = 0;

            for (int k = 0; k < depth; k++)
                len += (size_t)snprintf(text + len, sizeof(text) - len, "%s", nests[i].open);
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%s",
                                    nests[i].open[0] == '-' ? "1 > 0" : "true");
            for (int k = 0; k < depth; k++)
                len += (size_t)snprintf(text + len, sizeof(text) - len, "%s", nests[i].close);
            assert_int_equal(parse(text, &of_node, &error),
                             depth == nests[i].fits ? ERR_OK : ERR_TOO_LARGE);
        }
        assert_non_null(strstr(error.detail, "deeper than 32 levels"));
    }
    memset(text, ' ', sizeof(text));
    memcpy(text, "true", 4);
    text[EXPRESSION_TEXT_MAX] = 0;
    assert_int_equal(parse(text, &of_node, &error), ERR_OK);
    text[EXPRESSION_TEXT_MAX] = ' ';
    text[EXPRESSION_TEXT_MAX + 1] = 0;
    assert_int_equal(parse(text, &of_node, &error), ERR_TOO_LARGE);
}

static void a_chain_may_be_long_but_a_sum_only_as_deep_as_the_limit(void **state)
{
    char text[EXPRESSION_TEXT_MAX + 1] = "true";
    struct error error;

    for (size_t len = 4; len + 9 < sizeof(text); len += 8)
        memcpy(text + len, " or true", 9);
    assert_int_equal(parse(text, &of_node, &error), ERR_OK);
    for (int terms = 0; terms < 40; terms += 5) {
        size_t len = (size_t)snprintf(text, sizeof(text), "0 < 1");

        for (int k = 0; k < terms; k++)
            len += (size_t)snprintf(text + len, sizeof(text) - len, " + 1");
        assert_int_equal(parse(text, &of_node, &error), terms < 31 ? ERR_OK : ERR_TOO_LARGE);
    }
    // The deepest link counts, wherever it stands.
    assert_good("true and (1 + 2 > 3) and not not (3 < 4) and true", &of_node);
}

static void text_that_is_not_utf8_is_refused(void **state)
{
    assert_bad("this.code == '\xff'", "the condition is not UTF-8");
}

static void a_nul_in_a_condition_has_no_meaning(void **state)
{
    const struct expression *expression;
    struct arena arena;
    struct error error = {0};

    arena_init(&arena, 1 << 16);
    assert_int_equal(
        expression_parse((struct span){"true\0true", 9}, &of_node, &arena, &expression, &error),
        ERR_INVALID);
    assert_non_null(strstr(error.detail, "column 5"));
    arena_clear(&arena);
}

static void an_arena_that_is_full_is_said(void **state)
{
    static const char text[]
        = "not any(signoff where -setting.ratio + site.contract_amount_fen > 3 "
          "and form == 'handbook' or true) and last(note: this.n != 1) or "
          "all(photo where none(note where of == outer.of): true)";
    const struct expression *expression;
    size_t fits = 0;

    for (size_t room = 0; room < 1 << 16 && !fits; room += 16) {
        struct arena arena;
        enum err code;

        arena_init(&arena, room);
        code = expression_parse(span_of(text), &of_node, &arena, &expression, NULL);
        assert_true(code == ERR_OK || code == ERR_TOO_LARGE);
        fits = code ? 0 : room;
        arena_clear(&arena);
    }
    assert_true(fits > 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_of_the_rules_are_read),
        cmocka_unit_test(a_condition_about_a_record_sees_its_fields),
        cmocka_unit_test(syntax_that_is_wrong_is_named_by_its_column),
        cmocka_unit_test(letters_without_meaning_are_named),
        cmocka_unit_test(names_that_nothing_has_are_named_with_the_nearest),
        cmocka_unit_test(types_that_do_not_go_together_are_refused),
        cmocka_unit_test(a_text_that_a_field_never_has_is_refused),
        cmocka_unit_test(a_condition_that_is_too_long_or_too_deep_is_refused),
        cmocka_unit_test(a_chain_may_be_long_but_a_sum_only_as_deep_as_the_limit),
        cmocka_unit_test(text_that_is_not_utf8_is_refused),
        cmocka_unit_test(a_nul_in_a_condition_has_no_meaning),
        cmocka_unit_test(an_arena_that_is_full_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
