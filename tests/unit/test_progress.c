// SPDX-License-Identifier: Apache-2.0
// Progress by a small catalogue: what follows whatever the catalogue says.
#include "tests/unit/small_service.h"

static const struct stage_signature customer = {
    .of = ATTEMPT,
    .node = NODE,
    .form = "paper",
    .role = "customer",
    .name = "李",
    .verdict = "satisfied",
    .version = "1",
};

static void a_node_is_not_started_until_it_has_a_record(void **state)
{
    struct stage *stage = *state;
    const struct progress_node *node = stage_node(stage, "start");

    assert_int_equal(stage->progress.node_count, 2);
    assert_non_null(stage->progress.record);
    assert_int_equal(node->state, NODE_NOT_STARTED);
    assert_null(node->record);
    assert_int_equal(stage_count(&node->missing, "D3.1", "the customer is satisfied"), 1);
    assert_int_equal(stage_count(&node->unready, "D3.1", "not started yet"), 1);
    assert_null(progress_node_find(&stage->progress, span_of("nothing")));
    // Even when its gate holds already.
    assert_int_equal(stage_node(stage, "end")->state, NODE_NOT_STARTED);
    assert_int_equal(stage_node(stage, "end")->missing.count, 0);
}

static void without_a_catalogue_nothing_can_be_said(void **state)
{
    struct stage *stage = *state;
    struct progress_options options = {
        .facts = &stage->sample->facts,
        .shelf = &stage->shelf,
        .site = sample_id(SAMPLE_SITE),
        .arena = &stage->answers,
    };

    stage->count = 0;
    facts_settle(&stage->sample->facts);
    assert_int_equal(progress_read(&options, &stage->progress, &stage->sample->error),
                     ERR_NOT_FOUND);
    assert_non_null(strstr(stage->sample->error.detail, "no catalogue"));
}

static void a_site_that_is_not_here_has_nodes_not_started(void **state)
{
    struct stage *stage = stage_create();

    (void)state;
    stage_publish(stage, CATALOGUE("1", ITEMS, GATE, ""));
    stage_read(stage);
    assert_null(stage->progress.record);
    assert_int_equal(stage_node(stage, "end")->state, NODE_NOT_STARTED);
    assert_true(stage_node(stage, "end")->missing.list[0].unknown);
    assert_false(stage_node(stage, "end")->missing.list[0].conflict);
    stage_start(stage, NODE, "start", "1");
    assert_int_equal(stage_node(stage, "start")->state, NODE_UNDER_WAY);
    stage_free(stage);
}

static void a_node_is_done_when_its_gate_holds(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "start", "1");
    assert_int_equal(stage_node(stage, "start")->state, NODE_UNDER_WAY);
    stage_sign(stage, &customer);
    assert_int_equal(stage_node(stage, "start")->state, NODE_DONE);
    assert_int_equal(stage_node(stage, "start")->missing.count, 0);
    assert_int_equal(stage_node(stage, "start")->signoffs, 1);
    assert_int_equal(stage_node(stage, "start")->attempts, 1);
}

static void a_conflict_leaves_the_gate_open_and_is_the_reason(void **state)
{
    struct stage *stage = *state;
    const struct progress_node *node;
    struct uuid site = sample_id(SAMPLE_SITE);

    sample_put_both(stage->sample, "site", SAMPLE_SITE, "'contract_amount_fen':200",
                    "'contract_amount_fen':201,'materials_amount_fen':300");
    stage_start(stage, NODE, "end", "1");
    node = stage_node(stage, "end");
    assert_int_equal(node->state, NODE_UNDER_WAY);
    assert_int_equal(node->missing.count, 1);
    assert_true(node->missing.list[0].unknown && node->missing.list[0].conflict);
    assert_true(uuid_equal(&node->missing.list[0].record, &site));
    assert_true(span_is(node->missing.list[0].field, "contract_amount_fen"));
    // It would be signed, so it is settled first.
    assert_int_equal(stage_count(&node->unready, "D6.1", "contract amount"), 1);
    assert_true(node->unready.list[0].conflict);
}

static void required_items_need_a_result(void **state)
{
    struct stage *stage = *state;
    const struct progress_node *node;

    stage_start(stage, NODE, "start", "1");
    node = stage_node(stage, "start");
    assert_int_equal(stage_count(&node->unready, "D3.8", "has no result"), 2);
    assert_int_equal(stage_count(&node->unready, "D4.1", "somebody must be there"), 1);
    // One without a value is none; neither is one of another attempt, or a deleted one.
    stage_put(stage, "item_result", RESULT, "'attempt':@101,'item':'a','result':null");
    stage_put(stage, "item_result", RESULT - 1, "'attempt':@999,'item':'a','result':'pass'");
    stage_put(stage, "item_result", RESULT - 2,
              "'attempt':@101,'item':'a','result':'pass','deleted':true");
    stage_put(stage, "item_result", RESULT + 3, "'attempt':@101,'result':'pass'");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.8", "“item a”"), 1);
    stage_put(stage, "item_result", RESULT, "'attempt':@101,'item':'a','result':'pass'");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.8", "“item a”"), 0);
    stage_put(stage, "presence", 300, "'person':@2,'at':1,'of':@100");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D4.1", NULL), 0);
}

static void d3_11_concealed_works_need_a_photo_per_item(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "start", "1");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.11", "“item b”"), 1);
    stage_put(stage, "item_result", RESULT, "'attempt':@101,'item':'b','result':'pass'");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.11", "least: 1"), 1);
    stage_put(stage, "photo", 400, "'of':@200,'deleted':true");
    stage_put(stage, "photo", 401, "'of':@101");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.11", NULL), 1);
    stage_put(stage, "photo", 402, "'of':@200");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.11", NULL), 0);
    // What there is not in this home needs no photo.
    stage_put(stage, "photo", 402, "'of':@200,'deleted':true");
    stage_put(stage, "item_result", RESULT, "'attempt':@101,'item':'b','result':'na'");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.11", NULL), 0);
}

static void photos_that_an_item_asks_for_are_counted_once_it_has_a_result(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "start", "1");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.8", "“item c”"), 0);
    stage_put(stage, "item_result", RESULT, "'attempt':@101,'item':'c','result':'pass'");
    stage_put(stage, "photo", 400, "'of':@200");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.8", "least: 2"), 1);
    stage_put(stage, "photo", 401, "'of':@200");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.8", "“item c”"), 0);
}

static void d3_10_a_fail_needs_a_note_or_a_photo(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "start", "1");
    stage_put(stage, "item_result", RESULT, "'attempt':@101,'item':'unheard','result':'fail'");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.10", "“unheard”"), 1);
    stage_put(stage, "photo", 400, "'of':@200");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.10", NULL), 0);
    stage_put(stage, "item_result", RESULT + 1,
              "'attempt':@101,'item':'a','result':'fail','note':'crack'");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.10", NULL), 0);
    stage_put(stage, "item_result", RESULT + 1,
              "'attempt':@101,'item':'a','result':'fail','note':''");
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.10", "“item a”"), 1);
    stage_put(stage, "rectification", 500, "'of':@200,'deleted':true");
    assert_int_equal(stage_node(stage, "start")->open_rectifications, 0);
    stage_put(stage, "rectification", 500, "'of':@200");
    stage_put(stage, "rectification", 501, "'of':@201");
    stage_put(stage, "rectification", 502, "'of':@777");
    assert_int_equal(stage_node(stage, "start")->open_rectifications, 2);
}

static void d6_1_what_two_people_set_differently_is_settled_before_signing(void **state)
{
    struct stage *stage = *state;
    const struct progress_node *node;

    stage_start(stage, NODE, "start", "1");
    sample_put_both(stage->sample, "item_result", RESULT,
                    "'attempt':@101,'item':'a','result':'pass','note':'x','amount_fen':1",
                    "'attempt':@101,'item':'a','result':'fail','note':'x','amount_fen':2");
    sample_put_both(stage->sample, "measured_value", RESULT + 1,
                    "'of':@101,'item':'m','point':'p','value':'10'",
                    "'of':@101,'item':'m','point':'p','value':'11'");
    sample_put_both(stage->sample, "measured_value", RESULT + 2,
                    "'of':@101,'item':'unheard','point':'p','value':'10'",
                    "'of':@101,'point':'p','value':'11'");
    sample_put_both(stage->sample, "measured_value", RESULT + 3,
                    "'of':@999,'item':'m','point':'p','value':'10'",
                    "'of':@999,'item':'m','point':'p','value':'11'");
    node = stage_node(stage, "start");
    assert_int_equal(stage_count(&node->unready, "D6.1", "“item a”: there are two different"), 2);
    assert_int_equal(stage_count(&node->unready, "D6.1", "“result”"), 1);
    assert_int_equal(stage_count(&node->unready, "D6.1", "amount"), 1);
    assert_int_equal(stage_count(&node->unready, "D6.1", "“measured value”"), 2);
}

static void d4_5_a_pass_with_a_value_out_of_tolerance_is_a_defect(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "start", "1");
    stage_put(stage, "item_result", RESULT, "'attempt':@101,'item':'m','result':'pass'");
    stage_put(stage, "measured_value", 300, "'of':@101,'item':'m','point':'1','value':'9.9'");
    stage_put(stage, "measured_value", 301, "'of':@101,'item':'m','point':'2','value':'10.2'");
    stage_put(stage, "measured_value", 302, "'of':@101,'item':'a','point':'2','value':'99'");
    stage_put(stage, "measured_value", 303, "'of':@999,'item':'m','point':'2','value':'99'");
    stage_put(stage, "measured_value", 304,
              "'of':@101,'item':'m','point':'2','value':'99','deleted':true");
    stage_put(stage, "measured_value", 305, "'of':@101,'value':'99'");
    stage_put(stage, "measured_value", 306, "'of':@101,'item':'m'");
    assert_int_equal(stage_count(&stage_node(stage, "start")->defects, "D4.5", NULL), 0);
    stage_put(stage, "measured_value", 301, "'of':@101,'item':'m','point':'2','value':'10.21'");
    assert_int_equal(stage_count(&stage_node(stage, "start")->defects, "D4.5", "“item m”"), 1);
    stage_put(stage, "item_result", RESULT, "'attempt':@101,'item':'m','result':'fail'");
    assert_int_equal(stage_count(&stage_node(stage, "start")->defects, "D4.5", NULL), 0);
}

// A record that claims to belong to something else as well shakes nothing.
static void a_value_of_an_item_that_the_node_does_not_know_is_named_by_its_code(void **state)
{
    struct stage *stage = *state;

    stage_publish(stage,
                  "{'version':'2','title':{'zh':'目','en':'c'},'settings':[],'forms':[],"
                  "'nodes':[],'inspections':[{'code':'survey','rule':'D4.5','zh':'测',"
                  "'en':'survey','items':[" ITEM(
                      "k", ",'measured':true,'unit':'mm',"
                           "'target':'1','minus':'0','plus':'0'") "]}],'defects':[],'deadlines':[],"
                                                                  "'terms':[],'messages':[]}");
    stage->count = 1;
    stage_start(stage, NODE, "start", "1");
    stage->count = 2;
    stage_put(stage, "inspection", 150, "'code':'survey','catalogue':'2'");
    stage_put(stage, "attempt", ATTEMPT, "'node':@100,'n':1,'of':@150,'catalogue':'2'");
    stage_put(stage, "item_result", RESULT, "'attempt':@101,'item':'k','result':'pass'");
    stage_put(stage, "measured_value", 300, "'of':@101,'item':'k','point':'1','value':'9'");
    assert_int_equal(stage_count(&stage_node(stage, "start")->defects, "D4.5", "“k”"), 1);
}

static void d3_13_a_node_goes_by_the_catalogue_it_was_started_with(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "start", "1");
    stage_sign(stage, &customer);
    stage_publish(stage, CATALOGUE("2", ITEM("z", ",'required':true"),
                                   "{'rule':'D3.1','zh':'永不','en':'never','when':"
                                   "'any(complaint)'}",
                                   ""));
    assert_int_equal(stage_node(stage, "start")->state, NODE_DONE);
    assert_true(span_is(stage_node(stage, "start")->catalogue->version, "1"));
    // One that names no version is judged by the newest; so is one that was not started.
    assert_true(span_is(stage_node(stage, "end")->catalogue->version, "2"));
    stage_put(stage, "node", NODE + 10, "'code':'end','catalogue':''");
    assert_true(span_is(stage_node(stage, "end")->catalogue->version, "2"));
    stage_put(stage, "node", NODE, "'code':'start'");
    assert_int_equal(stage_node(stage, "start")->missing.count, 1);
}

static void d3_13_a_node_of_a_catalogue_that_is_not_here_is_a_defect(void **state)
{
    struct stage *stage = *state;

    stage_start(stage, NODE, "start", "7");
    stage_read(stage);
    assert_null(progress_node_find(&stage->progress, span_of("start")));
    assert_int_equal(stage_count(&stage->progress.defects, "D3.13", "version 7"), 1);
    // Nor does the pinned one know the node, or any other one.
    stage_put(stage, "node", NODE, "'code':'start','catalogue':'1'");
    stage_put(stage, "node", NODE + 10, "'code':'unheard','catalogue':'1'");
    stage_put(stage, "node", NODE + 20, "'catalogue':'1'");
    stage_put(stage, "node", NODE + 30, "'code':'unheard','catalogue':'1','deleted':true");
    stage_read(stage);
    assert_non_null(progress_node_find(&stage->progress, span_of("start")));
    assert_int_equal(stage_count(&stage->progress.defects, "D3.13", "“unheard”"), 1);
}

static void d3_13_a_node_that_the_newest_catalogue_dropped_stays(void **state)
{
    struct stage *stage = *state;
    struct uuid other = sample_id(77);

    stage_start(stage, NODE, "start", "1");
    stage_publish(stage, "{'version':'2','title':{'zh':'空','en':'empty'},'settings':[],'forms':[],"
                         "'nodes':[],'inspections':[],'defects':[],'deadlines':[],'terms':[],"
                         "'messages':[]}");
    assert_non_null(stage_node(stage, "start"));
    assert_int_equal(stage->progress.node_count, 1);
    // What lies on another site is none of ours.
    facts_settle(&stage->sample->facts);
    ((struct fact *)(uintptr_t)sample_fact(stage->sample, NODE))->record->site = other;
    stage_read(stage);
    assert_int_equal(stage->progress.node_count, 0);
}

static void d3_14_the_last_attempt_counts_and_the_first_is_kept(void **state)
{
    struct stage *stage = *state;
    struct uuid second = sample_id(150);

    stage_start(stage, NODE, "start", "1");
    stage_sign(stage, &customer);
    stage_put(stage, "attempt", 99, "'node':@100,'n':1");
    stage_put(stage, "attempt", 150, "'node':@100,'n':2");
    stage_put(stage, "attempt", 151, "'node':@100,'n':1");
    stage_put(stage, "attempt", 140, "'node':@100,'n':3,'deleted':true");
    stage_put(stage, "attempt", 141, "'node':@100");
    stage_put(stage, "attempt", 142, "'node':@999,'n':4");
    assert_int_equal(stage_node(stage, "start")->state, NODE_UNDER_WAY);
    assert_int_equal(stage_node(stage, "start")->attempts, 4);
    assert_int_equal(stage_node(stage, "start")->signoffs, 0);
    assert_true(uuid_equal(&stage_node(stage, "start")->attempt->record->id, &second));
}

static void a_node_without_an_attempt_is_under_way_and_not_ready(void **state)
{
    struct stage *stage = *state;

    stage_put(stage, "node", NODE, "'code':'start','catalogue':'1'");
    assert_int_equal(stage_node(stage, "start")->state, NODE_UNDER_WAY);
    assert_int_equal(stage_count(&stage_node(stage, "start")->unready, "D3.1", "not started"), 1);
}

// Whatever step the memory ends at.
static void an_answer_larger_than_its_memory_is_too_large(void **state)
{
    struct stage *stage = *state;
    struct arena arena;
    struct progress_options options = {
        .facts = &stage->sample->facts,
        .shelf = &stage->shelf,
        .site = sample_id(SAMPLE_SITE),
        .now_ms = SAMPLE_NOW_MS,
        .arena = &arena,
    };
    enum err result = ERR_TOO_LARGE;

    stage_start(stage, NODE, "start", "1");
    stage->count = 0;
    stage_publish(stage, CATALOGUE("1", ITEMS, GATE,
                                   "{'code':'d','rule':'D4.2','zh':'期','en':'d','kind':"
                                   "'patrol','from':'started_at','amount':1,'unit':'hours',"
                                   "'met':'any(complaint)'}"));
    for (int i = 0; i < 20; i++)
        stage_put(stage, "item_result", RESULT + i, "'attempt':@101,'item':'b','result':'fail'");
    for (int i = 0; i < 20; i++)
        stage_put(stage, "patrol", RESULT + 50 + i, "'started_at':1");
    stage_put(stage, "node", 900, "'code':'unheard','catalogue':'1'");
    stage_settle(stage, NULL);
    for (size_t size = 16; result != ERR_OK; size += 48) {
        arena_init(&arena, size);
        result = progress_read(&options, &stage->progress, &stage->sample->error);
        assert_true(result == ERR_OK || result == ERR_TOO_LARGE);
        arena_clear(&arena);
        assert_true(size < 1 << 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_node_is_not_started_until_it_has_a_record),
        TEST(without_a_catalogue_nothing_can_be_said),
        cmocka_unit_test(a_site_that_is_not_here_has_nodes_not_started),
        TEST(a_node_is_done_when_its_gate_holds),
        TEST(a_conflict_leaves_the_gate_open_and_is_the_reason),
        TEST(required_items_need_a_result),
        TEST(d3_11_concealed_works_need_a_photo_per_item),
        TEST(photos_that_an_item_asks_for_are_counted_once_it_has_a_result),
        TEST(d3_10_a_fail_needs_a_note_or_a_photo),
        TEST(d6_1_what_two_people_set_differently_is_settled_before_signing),
        TEST(d4_5_a_pass_with_a_value_out_of_tolerance_is_a_defect),
        TEST(a_value_of_an_item_that_the_node_does_not_know_is_named_by_its_code),
        TEST(d3_13_a_node_goes_by_the_catalogue_it_was_started_with),
        TEST(d3_13_a_node_of_a_catalogue_that_is_not_here_is_a_defect),
        TEST(d3_13_a_node_that_the_newest_catalogue_dropped_stays),
        TEST(d3_14_the_last_attempt_counts_and_the_first_is_kept),
        TEST(a_node_without_an_attempt_is_under_way_and_not_ready),
        TEST(an_answer_larger_than_its_memory_is_too_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
