// SPDX-License-Identifier: Apache-2.0
// A site's progress in words: what a person reads and what a script reads are the same.
#include "shared/data/progress_view.h"

#include "tests/unit/default_service.h"

static struct buffer page;

static const char *text_of(struct stage *stage)
{
    buffer_clear(&page);
    buffer_init(&page, 1 << 20);
    progress_view_text(&page, stage_read(stage));
    return page.data;
}

static void assert_says(struct stage *stage, const char *words)
{
    if (!strstr(text_of(stage), words))
        fail_msg("\"%s\" is not in:\n%s", words, page.data);
}

static void assert_silent(struct stage *stage, const char *words)
{
    if (strstr(text_of(stage), words))
        fail_msg("\"%s\" is in:\n%s", words, page.data);
}

static void a_bar_shows_each_node_and_lines_say_what_is_missing(void **state)
{
    struct stage *stage = *state;

    assert_says(stage, "工地 Site 李  A  准业主 prospective owner  "
                       "[018f0000-0000-7000-8000-000000000001]\n");
    stage_put(stage, "site", SAMPLE_SITE, "'contract_number':'HT1','customer_name':'李'");
    assert_says(stage, "工地 Site HT1  李  准业主 prospective owner  [");
    assert_says(stage, "  测量 · | 设计 · | 交底 · | 水电 · | 中期 · | 主材配套 · | 竣验 ·\n");
    // What was not started is missing everything: nobody needs to read that.
    assert_silent(stage, "还缺");
    stage_start(stage, NODE, "measurement", VERSION);
    assert_says(stage, "  测量 … 缺 1 | 设计 ·");
    assert_says(stage, "… 1 测量 · measurement — 进行中 under way  [018f0000-0000-7000-8000-");
    assert_says(stage, "还缺 Missing:\n      - D3.1 客户在标准测量手册上签字");
    assert_says(stage, "签字之前 Before signing:\n      - D3.8 “");
    sign(stage, "measurement_handbook", "customer", "satisfied");
    assert_says(stage, "  测量 ✔ | 设计 ·");
    assert_says(stage, "✔ 1 测量 · measurement — 已完成 done");
    assert_silent(stage, "还缺");
    stage_put(stage, "item_result", 200, "'attempt':@101,'item':'tools','result':'pass'");
    assert_says(stage, "  测量 ! | 设计 ·");
    assert_says(stage, "— 签后变更，需重新签字 changed after signing, sign again");
    stage_put(stage, "attempt", 150, "'node':@100,'n':2");
    assert_says(stage, ",第 2 次 attempt 2");
}

static void conflicts_defects_deadlines_and_rectifications_are_named_with_their_record(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "materials", VERSION);
    sample_put_both(stage->sample, "site", SAMPLE_SITE,
                    "'customer_name':'李','contract_amount_fen':1,'materials_amount_fen':2",
                    "'materials_amount_fen':3");
    assert_says(stage, "(有冲突 in conflict: 主材订单金额(分) main materials order amount (fen))  "
                       "[018f0000-0000-7000-8000-");
    stage_put(stage, "site", SAMPLE_SITE, "'customer_name':'李'");
    assert_says(stage, "(缺少 missing: ");
    stage_put(stage, "inspection", 300, "'code':'closed_water'");
    assert_says(stage, "工地的问题 Defects of the site:\n      - D4.1 ");
    assert_says(stage, "place, photo)  [018f0000-0000-7000-8000-00000000012c]");
    stage_put(stage, "patrol", 310, "'started_at':1000");
    assert_says(stage, "  逾期 Overdue 1970-01-02 08:00  D4.2 ");
    assert_says(stage, "[018f0000-0000-7000-8000-000000000136]");
    stage_put(stage, "patrol_call", 311, "'patrol':@310,'at':1,'outcome':'reached'");
    assert_says(stage, "已了结的期限 Deadlines met: 1");
    stage_put(stage, "site", SAMPLE_SITE, "'actual_start':'2026-11-18'");
    assert_says(stage, "  到期 Due 2026-11-22 23:59  D4.3 每周三项汇报 · weekly report of three "
                       "things 2026-W47");
    stage_put(stage, "rectification", 400, "'of':@101");
    assert_says(stage, "未关闭整改 Open rectifications: 1");
}

static void a_list_has_a_line_for_the_site_and_one_for_its_nodes(void **state)
{
    struct stage *stage = *state;

    buffer_clear(&page);
    buffer_init(&page, 1 << 20);
    progress_view_line(&page, stage_read(stage));
    assert_string_equal(page.data,
                        "李  A  准业主 prospective owner  [018f0000-0000-7000-8000-000000000001]\n"
                        "  测量 · | 设计 · | 交底 · | 水电 · | 中期 · | 主材配套 · | 竣验 ·\n");
}

static void json_says_the_same(void **state)
{
    struct stage *stage = *state;
    const struct json_limits limits = {1 << 20, 40000};
    const struct json *node, *lack, *deadline;
    struct json *json = NULL;
    struct json_writer writer;
    const char *text;
    bool flag;
    int64_t number;

    stage_start(stage, NODE, "measurement", VERSION);
    stage_put(stage, "patrol", 310, "'started_at':1000");
    stage_put(stage, "inspection", 300, "'code':'closed_water'");
    buffer_clear(&page);
    buffer_init(&page, 1 << 20);
    json_begin(&writer, &page);
    json_object_open(&writer, NULL);
    progress_view_json(&writer, stage_read(stage));
    json_object_close(&writer);
    assert_int_equal(
        json_parse((struct span){page.data, page.len}, &limits, &json, &stage->sample->error),
        ERR_OK);
    assert_true(json_text(json_member(json, "customer"), &text));
    assert_string_equal(text, "李");
    node = json_first(json_member(json, "nodes"));
    assert_true(json_text(json_member(node, "state"), &text));
    assert_string_equal(text, "under_way");
    assert_true(json_text(json_member(node, "node"), &text));
    assert_true(json_text(json_member(node, "catalogue"), &text));
    assert_string_equal(text, VERSION);
    lack = json_first(json_member(node, "missing"));
    assert_true(json_text(json_member(lack, "rule"), &text));
    assert_string_equal(text, "D3.1");
    assert_true(json_boolean(json_member(lack, "conflict"), &flag) && !flag);
    node = json_next(node);
    assert_true(json_is_null(json_member(node, "node")));
    lack = json_first(json_member(json, "defects"));
    assert_true(json_text(json_member(lack, "record"), &text));
    assert_string_equal(text, "018f0000-0000-7000-8000-00000000012c");
    deadline = json_first(json_member(json, "deadlines"));
    assert_true(json_text(json_member(deadline, "code"), &text));
    assert_string_equal(text, "patrol_call");
    assert_true(json_boolean(json_member(deadline, "overdue"), &flag) && flag);
    assert_true(json_integer(json_member(deadline, "due_ms"), &number));
    assert_int_equal(number, 86401000);
    json_free(json);
}

static int close_page(void **state)
{
    buffer_clear(&page);
    return close_service(state);
}

#define PAGE(name) cmocka_unit_test_setup_teardown(name, open_service, close_page)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGE(a_bar_shows_each_node_and_lines_say_what_is_missing),
        PAGE(conflicts_defects_deadlines_and_rectifications_are_named_with_their_record),
        PAGE(a_list_has_a_line_for_the_site_and_one_for_its_nodes),
        PAGE(json_says_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
