// SPDX-License-Identifier: Apache-2.0
#include "server/reports/flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>

static const struct flow_page page = {.first_top = 40, .top = 0, .bottom = 100};

static void add(struct flow *flow, double height, bool keep_next)
{
    flow_add(flow, &(struct flow_box){.height = height, .before = 5, .keep_next = keep_next});
}

static void boxes_stand_below_each_other_and_go_on_on_the_next_page(void **state)
{
    struct flow flow = {0};

    for (int i = 0; i < 6; i++)
        add(&flow, 25, false);
    flow_break(&flow, &page);
    assert_int_equal(flow.pages, 3);
    assert_int_equal(flow.boxes[1].page, 0);
    assert_true(flow.boxes[0].y > 39.9 && flow.boxes[0].y < 40.1);
    assert_true(flow.boxes[1].y > 69.9 && flow.boxes[1].y < 70.1); // room between them
    assert_int_equal(flow.boxes[2].page, 1);
    assert_true(flow.boxes[2].y < 0.1); // but not at the top
    assert_int_equal(flow.boxes[5].page, 2);
    flow_clear(&flow);
}

static void what_belongs_together_goes_to_the_next_page_together(void **state)
{
    struct flow flow = {0};

    add(&flow, 20, false);
    add(&flow, 10, true); // a heading
    add(&flow, 10, true); // the head of a table
    add(&flow, 30, false);
    flow_break(&flow, &page);
    assert_int_equal(flow.boxes[0].page, 0);
    for (int i = 1; i < 4; i++)
        assert_int_equal(flow.boxes[i].page, 1);
    assert_int_equal(flow.pages, 2);
    flow_clear(&flow);
}

static void a_chain_that_no_page_can_hold_is_broken(void **state)
{
    struct flow flow = {0};

    for (int i = 0; i < 8; i++)
        add(&flow, 30, true);
    flow_break(&flow, &page);
    assert_int_equal(flow.pages, 4);
    for (size_t i = 0; i < flow.count; i++)
        assert_true(flow.boxes[i].y + flow.boxes[i].height <= page.bottom + 0.1);
    flow_clear(&flow);
}

static void the_head_stands_again_on_every_page_of_its_table(void **state)
{
    static const struct flow_box head = {.height = 10};
    struct flow flow = {0};

    flow_add(&flow, &(struct flow_box){.height = 10, .keep_next = true, .run = 1});
    for (int i = 0; i < 10; i++)
        flow_add(&flow, &(struct flow_box){.height = 25, .run = 1, .head = &head});
    flow_break(&flow, &page);
    assert_int_equal(flow.pages, 4);
    assert_false(flow.boxes[1].headed);
    for (size_t i = 1; i < flow.count; i++) {
        bool first = flow.boxes[i].page != flow.boxes[i - 1].page;

        assert_int_equal(flow.boxes[i].headed, first);
        if (first)
            assert_true(flow.boxes[i].y > 9.9 && flow.boxes[i].y < 10.1);
        assert_true(flow.boxes[i].y + flow.boxes[i].height <= page.bottom + 0.1);
    }
    flow_clear(&flow);
}

static void a_box_may_begin_a_page(void **state)
{
    struct flow flow = {0};

    add(&flow, 10, false);
    flow_add(&flow, &(struct flow_box){.height = 10, .new_page = true});
    flow_break(&flow, &page);
    assert_int_equal(flow.boxes[1].page, 1);
    flow_clear(&flow);
}

static void nothing_takes_one_page(void **state)
{
    struct flow flow = {0};

    flow_break(&flow, &page);
    assert_int_equal(flow.pages, 1);
    flow_clear(&flow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_stand_below_each_other_and_go_on_on_the_next_page),
        cmocka_unit_test(what_belongs_together_goes_to_the_next_page_together),
        cmocka_unit_test(a_chain_that_no_page_can_hold_is_broken),
        cmocka_unit_test(the_head_stands_again_on_every_page_of_its_table),
        cmocka_unit_test(a_box_may_begin_a_page),
        cmocka_unit_test(nothing_takes_one_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
