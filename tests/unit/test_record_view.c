// SPDX-License-Identifier: Apache-2.0
#include "shared/data/record_view.h"
#include "tests/unit/facts_sample.h"

// The record with the id number as `record get` prints it.
static void view(struct sample *sample, int number, const struct record_people *people,
                 struct buffer *out)
{
    facts_settle(&sample->facts);
    buffer_init(out, 1 << 20);
    record_view_text(out, sample_fact(sample, number)->record, 0, people);
    buffer_append_char(out, '\0');
}

static void assert_shows(struct sample *sample, int number, const char *line)
{
    struct buffer out;

    view(sample, number, NULL, &out);
    if (!strstr(out.data, line))
        fail_msg("\"%s\" is not in:\n%s", line, out.data);
    buffer_clear(&out);
}

static void behind_a_choice_stands_what_it_says(void **state)
{
    struct sample *sample = *state;

    sample_put(sample, "item_result", 50, "'attempt':@7,'item':'pressure','result':'fail'");
    sample_put(sample, "void", 51, "'reason':'wrong customer','signoff':@7");
    sample_put(sample, "signoff", 52,
               "'of':@7,'role':'customer','verdict':'refused','signed_at':1795309200000");
    sample_put(sample, "change_order", 53, "'category':'design_error','touches_promise':true");
    sample_put(sample, "move", 54, "'of':@53,'move':'carry_out','at':1795309200000");
    assert_shows(sample, 50, "result (结果): fail 不合格\n");
    assert_shows(sample, 51, "reason (作废原因): wrong customer\n");
    assert_shows(sample, 52, "role (签字人角色): customer 客户\n");
    assert_shows(sample, 52, "verdict (签署意见): refused 拒签\n");
    assert_shows(sample, 52, "signed_at (签署时间): 1795309200000 2026-11-22T09:00:00.000+08:00\n");
    assert_shows(sample, 53, "touches_promise (涉及对客户的承诺): true 是\n");
    assert_shows(sample, 53, "category (变更类别): design_error 设计错误\n");
    assert_shows(sample, 54, "move (步骤): carry_out 实施完成\n");
}

static void what_the_tables_have_no_words_for_stands_as_it_is(void **state)
{
    struct sample *sample = *state;

    sample_put(sample, "item_result", 50, "'attempt':@7,'item':'pressure','result':'perhaps'");
    sample_put(sample, "zebra", 51, "'result':'fail','of':@7");
    sample_put(sample, "move", 52, "'of':@7,'move':'jump','at':null");
    sample_put(sample, "change_order", 53, "'touches_promise':false,'amount_fen':-5");
    assert_shows(sample, 50, "result (结果): perhaps\n");
    assert_shows(sample, 51, "result: fail\n");
    assert_shows(sample, 52, "move (步骤): jump\n");
    assert_shows(sample, 52, "at (时间): null\n");
    assert_shows(sample, 53, "touches_promise (涉及对客户的承诺): false 否\n");
    assert_shows(sample, 53, "amount_fen (金额(分)): -5\n");
}

static void a_conflict_shows_every_value_with_its_words(void **state)
{
    struct sample *sample = *state;

    sample_put_both(sample, "item_result", 50, "'result':'fail'", "'result':'pass'");
    assert_shows(sample, 50, "result (结果): fail 不合格   冲突 conflict\n");
    assert_shows(sample, 50, "      - pass 合格   (");
}

static bool find_state(void *ctx, const struct uuid *person, struct buffer *out)
{
    struct sample *sample = ctx;
    const struct fact *fact = facts_find(&sample->facts, person);

    return fact && record_format(fact->record, out);
}

static void behind_a_person_stands_the_name(void **state)
{
    struct sample *sample = *state;
    struct record_people people = {sample, find_state};
    struct buffer out;

    sample_put(sample, "person", 9, "'name':'王小明','role':'foreman'");
    sample_put(sample, "rectification", 50, "'of':@51,'responsible':@9,'crew':'x'");
    sample_put(sample, "note", 51, "'text':'y','name':'no person'");
    view(sample, 50, &people, &out);
    assert_non_null(strstr(out.data, "0009 王小明\n"));
    assert_null(strstr(out.data, "no person"));
    buffer_clear(&out);
}

static void a_line_of_a_list_has_the_words_too(void **state)
{
    struct sample *sample = *state;
    struct buffer out;

    sample_put(sample, "patrol", 50, "'started_at':1795309200000,'result':'na'");
    facts_settle(&sample->facts);
    buffer_init(&out, 1 << 20);
    record_view_line(&out, sample_fact(sample, 50)->record, 0);
    buffer_append_char(&out, '\0');
    assert_non_null(strstr(out.data, "result=na 不适用"));
    buffer_clear(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(behind_a_choice_stands_what_it_says),
        TEST(what_the_tables_have_no_words_for_stands_as_it_is),
        TEST(a_conflict_shows_every_value_with_its_words),
        TEST(behind_a_person_stands_the_name),
        TEST(a_line_of_a_list_has_the_words_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
