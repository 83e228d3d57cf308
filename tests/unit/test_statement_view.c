// SPDX-License-Identifier: Apache-2.0
#include "shared/data/statement_view.h"

#include "shared/data/statement_compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static const char sample[]
    = "{\"catalogue\":\"2026.1\",\"content\":{\"budget_fen\":123450000,\"clause\":{\"en\":\"By "
      "signing …\",\"zh\":\"签字即确认\"},\"customer\":{\"address\":\"江边路 1 号\","
      "\"contract_number\":\"HT2026-007\",\"name\":\"张三\"},\"form\":{"
      "\"code\":\"we\",\"en\":\"water-electric confirmation\",\"rule\":\"D3.4\",\"zh\":\"水电确认单"
      "\"},\"items\":[{\"amount_fen\":-5,\"code\":\"p\",\"concealed\":true,\"en\":\"pressure "
      "test\","
      "\"group\":\"水\",\"note\":\"重测\",\"photos\":[\"a\",\"b\"],\"record\":null,\"result\":"
      "\"pass\","
      "\"room\":\"厨房\",\"rule\":\"D3.8\",\"values\":[{\"passes\":false,\"point\":\"p1\",\"unit\":"
      "\"MPa\",\"value\":\"0.6\"}],\"zh\":\"水压试验\"},{\"code\":\"q\",\"en\":\"routes\",\"note\":"
      "null,\"photos\":[],\"result\":null,\"values\":[],\"zh\":\"走向\"}],\"node\":{\"code\":\"n\","
      "\"en\":\"water and electricity\",\"n\":2,\"zh\":\"水电\"},\"of\":{\"id\":\"x\",\"kind\":"
      "\"change_order\"}},\"format\":\"plumbline-statement-1\",\"records\":[],\"shown\":{"
      "\"fields\":[{\"en\":\"category\","
      "\"name\":\"category\",\"value\":\"sales_effect\",\"zh\":\"变更类别\"},{\"conflict\":true,"
      "\"en\":\"amount\",\"name\":\"amount_fen\",\"value\":null,\"zh\":\"金额\"}],"
      "\"people\":"
      "[{\"at\":1790000000000,\"name\":\"李四\",\"role\":\"inspector\"}],\"photos\":[],"
      "\"rectifications\":[{\"item\":\"q\",\"state\":\"open\",\"summary\":\"漏\"}]}}";

static void d6_1_everything_that_is_sealed_can_be_read(void **state)
{
    static const char *const parts[] = {
        "水电确认单 water-electric confirmation  (D3.4, 目录 catalogue 2026.1)",
        "客户 customer: 张三",
        "地址 address: 江边路 1 号",
        "合同编号 contract: HT2026-007",
        "节点 node: 水电 water and electricity, 第 2 次 attempt 2",
        "合同金额 contract amount: 1,234,500.00 元 yuan",
        "金额 amount: 有冲突 in conflict",
        "[合格 pass] 水压试验 pressure test  (隐蔽工程 concealed works)  厨房  -0.05 元 yuan  ",
        "-0.05 元 yuan  照片 photos: 2",
        "备注 note: 重测",
        "实测 measured p1: 0.6 MPa  超差 out of tolerance",
        "[未检查 no result] 走向 routes",
        "到场 present: 巡检员 inspector 李四  2026-",
        "签字即确认\nBy signing …",
    };
    struct buffer out;

    (void)state;
    buffer_init(&out, 1 << 16);
    assert_int_equal(statement_view_text(span_of(sample), &out, NULL), ERR_OK);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (!strstr(out.data, parts[i]))
            fail_msg("\"%s\" is not in:\n%s", parts[i], out.data);
    assert_null(strstr(out.data, "sales_effect\n"));
    buffer_clear(&out);
}

static void what_is_no_statement_is_refused_and_prints_nothing(void **state)
{
    struct buffer out;

    (void)state;
    buffer_init(&out, 1 << 16);
    assert_int_equal(statement_view_text(span_of("{\"content\":{}}"), &out, NULL), ERR_PARSE);
    assert_int_equal(statement_view_text(span_of("nonsense"), &out, NULL), ERR_PARSE);
    assert_int_equal(out.len, 0);
}

static void yuan_are_exact_at_every_size(void **state)
{
    static const struct {
        int64_t fen;
        const char *text;
    } cases[] = {{0, "0.00"},
                 {5, "0.05"},
                 {-99, "-0.99"},
                 {99999, "999.99"},
                 {100000, "1,000.00"},
                 {-123456789, "-1,234,567.89"},
                 {9007199254740991, "90,071,992,547,409.91"},
                 {INT64_MIN, "-92,233,720,368,547,758.08"}};
    struct buffer out;

    (void)state;
    buffer_init(&out, 100);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        buffer_reset(&out);
        statement_view_yuan(cases[i].fen, &out);
        assert_string_equal(out.data, cases[i].text);
    }
    buffer_clear(&out);
}

static void differences_are_told_in_words(void **state)
{
    static const struct {
        struct statement_difference difference;
        const char *text;
    } cases[] = {
        {{"items/p/result", "result", "水压试验", "pressure test", "\"pass\"", "\"fail\""},
         "水压试验 pressure test, 结果 result: 合格 pass → 不合格 fail\n"},
        {{"budget_fen", "budget_fen", "", "", "100", NULL},
         "合同金额(分) contract amount (fen): 100 → (无 none)\n"},
        {{"items/x", "x", "走向", "routes", NULL, "{}"}, "走向 routes: (无 none) → {}\n"},
        {{"strange", "strange", "", "", "null", "\"a\""}, "strange: (无 none) → a\n"},
    };
    struct buffer out;

    (void)state;
    buffer_init(&out, 1000);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        buffer_reset(&out);
        statement_view_difference(&cases[i].difference, &out);
        assert_string_equal(out.data, cases[i].text);
    }
    buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(d6_1_everything_that_is_sealed_can_be_read),
        cmocka_unit_test(what_is_no_statement_is_refused_and_prints_nothing),
        cmocka_unit_test(yuan_are_exact_at_every_size),
        cmocka_unit_test(differences_are_told_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
