// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_plan.h"

#include "server/storage/records.h"
#include "tests/unit/office_fixture.h"

struct import {
    struct bench bench;
    struct desk desk;
    size_t made, changed, same, repeated, faults;
    char words[4096]; // faults, changes and notes
};

static int setup(void **state)
{
    struct import *import = calloc(1, sizeof(*import));

    bench_open(&import->bench);
    import->desk = (struct desk){.disk = import->bench.disk,
                                 .clock = import->bench.options.clock,
                                 .random = random_system(),
                                 .office = import->bench.office};
    *state = import;
    return 0;
}

static int teardown(void **state)
{
    struct import *import = *state;

    bench_close(&import->bench);
    free(import);
    return 0;
}

static enum err read_all(struct import_plan *plan, const char *const *texts, size_t count,
                         struct error *error)
{
    enum err err = ERR_OK;

    for (int pass = 0; pass < 2; pass++) {
        plan->assignments = pass == 1;
        for (size_t i = 0; err == ERR_OK && i < count; i++)
            err = import_rows_read(span_of(texts[i]), &plan->arena, import_plan_row, plan, error);
    }
    return err == ERR_OK ? import_faults_verdict(&plan->faults, error) : err;
}

// Plans these texts as files of one import and, when all is well, writes them.
static enum err take(struct import *import, const char *const *texts, size_t count)
{
    struct import_plan *plan = calloc(1, sizeof(*plan));
    struct error *error = &import->bench.error;
    enum err err = import_plan_begin(plan, &import->desk, error);

    if (err == ERR_OK)
        err = read_all(plan, texts, count, error);
    if (err == ERR_OK && plan->edit_count > 0)
        err = office_edit(import->bench.office, plan->edits, plan->edit_count, error);
    import->made = plan->made;
    import->changed = plan->changed;
    import->same = plan->same;
    import->repeated = plan->repeated;
    import->faults = plan->faults.count;
    snprintf(import->words, sizeof(import->words), "%s%s%s",
             plan->faults.text.len ? plan->faults.text.data : "",
             plan->changes.len ? plan->changes.data : "", plan->notes.len ? plan->notes.data : "");
    import_plan_end(plan);
    free(plan);
    return err;
}

static enum err take_one(struct import *import, const char *text)
{
    return take(import, &text, 1);
}

static void expect(struct import *import, const char *text, size_t made, size_t changed,
                   size_t same)
{
    if (take_one(import, text) != ERR_OK)
        fail_msg("%s", import->bench.error.detail);
    assert_int_equal(import->made, made);
    assert_int_equal(import->changed, changed);
    assert_int_equal(import->same, same);
}

static void expect_fault(struct import *import, const char *text, enum err code, const char *where)
{
    assert_int_equal(take_one(import, text), code);
    if (!strstr(import->bench.error.detail, where))
        fail_msg("\"%s\" does not say \"%s\"", import->bench.error.detail, where);
}

static bool count_one(void *arg, const struct record_row *row)
{
    (void)row;
    ++*(size_t *)arg;
    return true;
}

static size_t count_of(struct import *import, const char *kind)
{
    struct records_filter filter = {.every_site = true, .kind = span_of(kind)};
    size_t count = 0;

    assert_int_equal(records_list(storage_writer(office_storage(import->bench.office)), &filter,
                                  count_one, &count, NULL),
                     ERR_OK);
    return count;
}

static const char people[] = "name,number,role\n张三,P001,inspector\n李四,P002,inspector\n";
static const char sites[] = "contract_number,customer_name,address\nHT-1,甲,东\nHT-2,乙,西\n";

static void the_same_file_again_changes_nothing(void **state)
{
    struct import *import = *state;

    expect(import, people, 2, 0, 0);
    expect(import, people, 0, 0, 2);
    assert_int_equal(count_of(import, "person"), 2);
}

static void what_differs_is_changed_and_nothing_else(void **state)
{
    struct import *import = *state;

    expect(import, people, 2, 0, 0);
    expect(import, "name,number,role\n张三丰,P001,inspector\n李四,P002,inspector\n", 0, 1, 1);
    expect(import, "kind,number,name\nperson,P001,张三丰\n", 0, 0,
           1); // a column that is not there says nothing
}

static void assignments_find_people_and_sites_by_what_a_clerk_knows(void **state)
{
    struct import *import = *state;

    expect(import, people, 2, 0, 0);
    expect(import, sites, 2, 0, 0);
    expect(import, "person,site,role\nP001,HT-1,inspector\n李四,HT-2,inspector\n", 2, 0, 0);
    expect(import, "person,site,role\nP001,HT-1,inspector\n", 0, 0, 1);
    assert_int_equal(count_of(import, "assignment"), 2);
}

static void one_import_may_bring_all_of_it_together(void **state)
{
    const char *const texts[] = {people, sites, "person,site,role\nP001,HT-1,inspector\n"};
    struct import *import = *state;

    assert_int_equal(take(import, texts, 3), ERR_OK);
    assert_int_equal(import->made, 5);
    assert_int_equal(count_of(import, "assignment"), 1);
}

static void one_bad_row_keeps_everything_out(void **state)
{
    const char *const texts[] = {people, sites, "person,site,role\nP001,HT-9,inspector\n"};
    struct import *import = *state;

    assert_int_equal(take(import, texts, 3), ERR_NOT_FOUND);
    assert_non_null(strstr(import->bench.error.detail, "HT-9"));
    assert_int_equal(count_of(import, "person") + count_of(import, "site"), 0);
}

static void columns_may_have_their_chinese_names(void **state)
{
    struct import *import = *state;

    expect(import, "合同编号,客户姓名,地址\nHT-1,甲,东\n", 1, 0, 0);
    expect(import, "contract_number,customer_name,address\nHT-1,甲,东\n", 0, 0, 1);
}

static void json_lines_are_the_same_records(void **state)
{
    struct import *import = *state;

    expect(import,
           "{\"kind\":\"person\",\"name\":\"张\",\"number\":\"P001\",\"role\":\"inspector\"}\n", 1,
           0, 0);
    expect(import, "name,number,role\n张三,P001,inspector\n", 0, 1, 0);
}

static void faults_quote_what_is_wrong_and_write_nothing(void **state)
{
    struct import *import = *state;

    expect(import, people, 2, 0, 0);
    expect_fault(import, "colour,weight\nred,7\n", ERR_INVALID, "cannot tell");
    expect_fault(import, "name,number,role\n王五,,inspector\n", ERR_INVALID, "number is empty");
    expect_fault(import, "name,number,role\na,P9,inspector\nb,P9,inspector\n", ERR_CONFLICT,
                 "line 3");
    expect_fault(import, "kind,name\nnonsense,x\n", ERR_INVALID, "line 2");
    expect_fault(import, "id,name,number,role\nx,a,P9,inspector\n", ERR_INVALID, "“x”");
    expect_fault(import, "person,site,role\nP001,HT-1,inspector\n", ERR_NOT_FOUND, "HT-1");
    expect_fault(import, "name,number,role\nc,P7,inspector\nc,P8,king\n", ERR_INVALID,
                 "line 3: role “king”");
    assert_int_equal(count_of(import, "person"), 2);
}

static void say(struct import *import, const char *wanted)
{
    if (!strstr(import->words, wanted))
        fail_msg("\"%s\" does not say \"%s\"", import->words, wanted);
}

static void every_bad_cell_is_named_with_line_column_value_and_what_is_wanted(void **state)
{
    const char *const texts[] = {"合同编号,人员,岗位\nHT-1,P001,巡检员\nHT-9,P001,巡检员\n",
                                 "工号,姓名,岗位,手机\nP001,张三,厨师,13800000001\n"
                                 "P002,李四,设计师,1.38E+10\nP003,,工长,\n",
                                 sites};
    struct import *import = *state;

    assert_int_equal(take(import, texts, 3), ERR_INVALID);
    assert_int_equal(import->faults, 4);
    say(import, "line 2: 岗位 “厨师”: 角色");
    say(import, "line 3: 手机 “1.38E+10”: 电话");
    say(import, "line 4: 姓名 “”: 不能为空");
    say(import, "line 3: 合同编号 “HT-9”: 没有这个合同编号的工地");
    assert_int_equal(count_of(import, "person") + count_of(import, "site"), 0);
}

static void only_the_first_fifty_are_named_and_the_rest_counted(void **state)
{
    struct import *import = *state;
    struct buffer text;
    size_t lines = 0;

    buffer_init(&text, 1 << 16);
    buffer_append_text(&text, "number,name,role\n");
    for (int i = 0; i < 60; i++)
        buffer_printf(&text, "P%d,n,king\n", i);
    assert_int_equal(take_one(import, text.data), ERR_INVALID);
    assert_int_equal(import->faults, 60);
    for (const char *at = import->words; *at; at++)
        lines += *at == '\n' ? 1 : 0;
    assert_true(lines <= 50 && lines > 10); // words hold what fits
    assert_non_null(strstr(import->bench.error.detail, "60"));
    buffer_clear(&text);
}

static void a_table_as_an_office_has_it_is_understood(void **state)
{
    struct import *import = *state;
    const char *const texts[] = {
        "工号,姓名,岗位,手机\nP001,张三,巡检员,+86 138-0000-0001\n",
        ("序号,合同号 ,业主姓名,联系电话,工程地址,签约日期,合同金额(元),所属门店\n"
         "1,HT-1 ,\xE3\x80\x80甲,0571 88886666,东,2026年3月5日,\"¥12,345.60\",城东店\n,,,,,,,\n"),
        "合同编号,工号,姓名,岗位\nHT-1,P001,张三,巡检员\n"};

    if (take(import, texts, 3) != ERR_OK)
        fail_msg("%s", import->bench.error.detail);
    assert_int_equal(import->made, 3);
    say(import, "序号: 这一列不认识");
    expect(import,
           "contract_number,customer_name,customer_phone,address,contract_date,"
           "contract_amount_fen,store\nHT-1,甲,057188886666,东,2026-03-05,1234560,城东店\n",
           0, 0, 1);
    expect(import, "person,site,role\nP001,HT-1,inspector\n", 0, 0, 1);
    expect(import, "name,number,role,phone\n张三,P001,inspector,13800000001\n", 0, 0, 1);
}

static void the_same_row_twice_is_one_and_another_is_a_fault(void **state)
{
    struct import *import = *state;

    expect(import, "name,number,role\na,P9,inspector\na,P9,inspector\n", 1, 0, 0);
    assert_int_equal(import->repeated, 1);
    expect_fault(import, "name,number,role\na,P8,inspector\nb,P8,inspector\n", ERR_CONFLICT,
                 "line 2");
}

static void names_of_this_import_name_its_people(void **state)
{
    const char *const texts[] = {"person,site,role\n张三,HT-1,inspector\n", people, sites};
    struct import *import = *state;

    assert_int_equal(take(import, texts, 3), ERR_OK);
    assert_int_equal(import->made, 5);
}

static void a_store_that_nobody_knows_is_pointed_out(void **state)
{
    struct import *import = *state;

    expect(import, "合同编号,客户姓名,地址,门店\nHT-1,甲,东,城东店\n", 1, 0, 0);
    assert_null(strstr(import->words, "门店名"));
    expect(import, "合同编号,客户姓名,地址,门店\nHT-2,乙,西,城东\n", 1, 0, 0);
    say(import, "城东: 新的门店名;已有");
    say(import, "城东店");
}

static void what_would_change_is_told_field_by_field(void **state)
{
    struct import *import = *state;

    expect(import, people, 2, 0, 0);
    expect(import, "name,number,role\n张三丰,P001,inspector\n", 0, 1, 0);
    say(import, "line 2: 修改 change 人员 P001: 姓名 \"张三\" → \"张三丰\"");
}

static void a_name_that_two_people_have_names_nobody(void **state)
{
    struct import *import = *state;

    expect(import, "name,number,role\n张三,P001,inspector\n张三,P002,inspector\n", 2, 0, 0);
    expect(import, sites, 2, 0, 0);
    expect_fault(import, "person,site,role\n张三,HT-1,inspector\n", ERR_CONFLICT, "张三");
    expect(import, "person,site,role\nP002,HT-1,inspector\n", 1, 0, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_same_file_again_changes_nothing),
        TEST(what_differs_is_changed_and_nothing_else),
        TEST(assignments_find_people_and_sites_by_what_a_clerk_knows),
        TEST(one_import_may_bring_all_of_it_together),
        TEST(one_bad_row_keeps_everything_out),
        TEST(columns_may_have_their_chinese_names),
        TEST(json_lines_are_the_same_records),
        TEST(faults_quote_what_is_wrong_and_write_nothing),
        TEST(a_name_that_two_people_have_names_nobody),
        TEST(every_bad_cell_is_named_with_line_column_value_and_what_is_wanted),
        TEST(only_the_first_fifty_are_named_and_the_rest_counted),
        TEST(a_table_as_an_office_has_it_is_understood),
        TEST(the_same_row_twice_is_one_and_another_is_a_fault),
        TEST(names_of_this_import_name_its_people),
        TEST(a_store_that_nobody_knows_is_pointed_out),
        TEST(what_would_change_is_told_field_by_field),
    };

    return cmocka_run_group_tests_name("import plan", tests, NULL, NULL);
}
