// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kind_choice.h"
#include "shared/model/kind_table.h"
#include "shared/model/kind_word.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
// The kinds with a list of their own, each a bit of the matrix below.
enum {
    CONTACT = 1,
    PATROL = 2, // and its call, the weekly report, the simulated rounds
    CHANGE = 4,
    REVIEW = 8,
    RE_INSPECT = 16,
    SPOT = 32,
    VOID = 64,
};
static const struct {
    const char *kind;
    unsigned bit;
} guarded[] = {
    {"contact", CONTACT},        {"patrol", PATROL},
    {"patrol_call", PATROL},     {"weekly_report", PATROL},
    {"simulated_round", PATROL}, {"change_order", CHANGE},
    {"drawing_review", REVIEW},  {"re_inspection", RE_INSPECT},
    {"spot_check", SPOT},        {"void", VOID},
};
// Who writes which of them; whatever else there is, everybody writes but the auditor.
static const struct {
    const char *rule, *role;
    unsigned may;
} rights[] = {
    {"D1.1", "inspector", PATROL | VOID},
    {"D1.2", "designer", CHANGE | VOID},
    {"D1.3", "materials_designer", CHANGE},
    {"D1.4", "foreman", CHANGE},
    {"D1.4", "supervisor", PATROL | CHANGE | SPOT | VOID},
    {"D1.5", "account_manager", CONTACT},
    {"D1.6", "information_officer", VOID},
    {"D1.7", "re_inspector", RE_INSPECT},
    {"D1.8", "department_manager", PATROL | CHANGE | REVIEW | RE_INSPECT | SPOT | VOID},
    {"D1.9", "reconciler", SPOT},
    {"D1.11", "administrator", VOID},
    {"D1.12", "front_desk", 0},
    {"D1.13", "drawing_reviewer", REVIEW},
    {"D1.14", "customer_adviser", CONTACT},
    {"D1.14", "project_manager", CONTACT | PATROL | CHANGE | SPOT | VOID},
};

static unsigned bit_of(const char *kind)
{
    for (size_t i = 0; i < COUNT(guarded); i++)
        if (strcmp(guarded[i].kind, kind) == 0)
            return guarded[i].bit;
    return 0;
}

// D1.1 to D1.14: every role against every kind.
static void each_role_writes_what_its_work_asks_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rights); i++)
        for (size_t j = 0; j < kind_table_count; j++) {
            unsigned bit = bit_of(kind_table[j].name);
            bool may = bit == 0 || (rights[i].may & bit);

            if (kind_may_write(&kind_table[j], span_of(rights[i].role)) != may)
                fail_msg("%s: %s on %s", rights[i].rule, rights[i].role, kind_table[j].name);
        }
}

// D1.10
static void the_auditor_writes_nothing(void **state)
{
    (void)state;
    for (size_t j = 0; j < kind_table_count; j++)
        assert_false(kind_may_write(&kind_table[j], span_of("auditor")));
    assert_false(kind_may_write(NULL, span_of("auditor")));
}

static void what_is_not_known_refuses_nothing(void **state)
{
    (void)state;
    assert_true(kind_may_write(NULL, span_of("inspector")));
    assert_true(kind_may_write(kind_find(span_of("void")), (struct span){NULL, 0}));
    assert_true(kind_may_write(kind_find(span_of("void")), span_of("of a later version")));
}

static void every_writer_is_a_role(void **state)
{
    size_t count;
    const struct kind_word *roles = kind_roles(&count);

    (void)state;
    for (size_t i = 0; i < kind_table_count; i++)
        for (size_t j = 0; kind_table[i].writers && kind_table[i].writers[j]; j++) {
            bool found = false;

            for (size_t k = 0; k < count; k++)
                found = found || strcmp(roles[k].value, kind_table[i].writers[j]) == 0;
            assert_true(found);
        }
}

static void the_roles_have_words_in_the_order_of_their_list(void **state)
{
    size_t count;
    const struct kind_word *roles = kind_roles(&count);

    (void)state;
    assert_int_equal(count, COUNT(rights) + 1); // and the auditor
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(roles[i].value, kind_choice_roles[i]);
        assert_true(roles[i].zh[0] && roles[i].en[0]);
        assert_ptr_equal(kind_word_find((struct span){NULL, 0}, span_of(roles[i].value)),
                         &roles[i]);
    }
    assert_null(kind_choice_roles[count]);
}

static void every_choice_has_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < kind_table_count; i++)
        for (size_t j = 0; j < kind_table[i].field_count; j++) {
            const struct kind_field *field = &kind_table[i].fields[j];

            for (size_t k = 0; field->choice && field->choice[k]; k++) {
                const struct kind_word *word
                    = kind_word_find(span_of(kind_table[i].name), span_of(field->choice[k]));

                if (!word || !word->zh[0] || !word->en[0])
                    fail_msg("%s.%s: %s", kind_table[i].name, field->name, field->choice[k]);
            }
        }
    assert_null(kind_word_find(span_of("note"), span_of("no such value")));
}

static void a_word_may_mean_something_else_in_one_kind(void **state)
{
    (void)state;
    assert_string_equal(kind_word_find(span_of("signoff"), span_of("refused"))->zh, "拒签");
    assert_string_equal(kind_word_find(span_of("delivery"), span_of("refused"))->zh, "拒收");
    assert_string_equal(kind_word_find(span_of("delivery"), span_of("fail"))->zh, "不合格");
    assert_string_equal(kind_word_find((struct span){NULL, 0}, span_of("refused"))->zh, "拒签");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_role_writes_what_its_work_asks_for),
        cmocka_unit_test(the_auditor_writes_nothing),
        cmocka_unit_test(what_is_not_known_refuses_nothing),
        cmocka_unit_test(every_writer_is_a_role),
        cmocka_unit_test(the_roles_have_words_in_the_order_of_their_list),
        cmocka_unit_test(every_choice_has_words),
        cmocka_unit_test(a_word_may_mean_something_else_in_one_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
