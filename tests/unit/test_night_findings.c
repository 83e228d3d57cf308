// SPDX-License-Identifier: Apache-2.0
// What a night finds about signed nodes: gates that do not hold, calls that were not made, content
// that changed after signing.
#include "server/reconcile/night_findings.h"
#include "server/reconcile/night_quiet.h"
#include "tests/unit/default_service.h"

enum { ITEM = 200, CALL = 600 };
#define DAY_MS INT64_C(86400000)

// The site as a night sees it so many days after everything was written.
static struct night look(struct stage *stage, int days)
{
    const struct night_files none = {0};
    struct night_findings findings = {.site = sample_id(SAMPLE_SITE), .files = &none};
    struct error error = {0};
    struct night night;

    night_init(&night);
    night.cut_ms = stage->now_ms = SAMPLE_NOW_MS + days * DAY_MS;
    findings.night = &night;
    findings.facts = &stage->sample->facts;
    night_findings_progress(&findings, stage_read(stage));
    night_quiet_read(&night, &stage->sample->facts, &stage->progress);
    assert_int_equal(night_settle(&night, &error), ERR_OK);
    return night;
}

static struct stage *start_briefing(void)
{
    struct stage *stage = service_create();

    stage_start(stage, NODE, "briefing", VERSION);
    stage_put(stage, "item_result", ITEM,
              "'attempt':@101,'item':'every_work_item','result':'pass'");
    sign(stage, "briefing_confirmation", "customer", "satisfied");
    return stage;
}

static void d3_3_a_gate_that_does_not_hold_a_day_after_signing_is_named(void **state)
{
    struct stage *stage = start_briefing();
    struct uuid node = sample_id(NODE);
    const struct night_row *rows;
    struct night night;
    size_t count;

    night = look(stage, 0);
    assert_int_equal(night.counts[FIGURE_GATES], 0);
    night_clear(&night);
    night = look(stage, 2);
    rows = night_rows(&night, FIGURE_GATES, &count);
    assert_int_equal(count, 2); // the foreman's signature and the call-back
    for (size_t i = 0; i < count; i++) {
        assert_true(uuid_equal(&rows[i].record, &node));
        assert_string_equal(rows[i].code, "briefing");
        assert_string_equal(rows[i].rule, "D3.3");
        assert_true(rows[i].since_ms > 0 && rows[i].due_ms == rows[i].since_ms + DAY_MS);
    }
    night_clear(&night);
    sign(stage, "briefing_confirmation", "foreman", "satisfied");
    stage_put(stage, "call_back", CALL,
              "'of':@100,'about':'node','at':5,'outcome':'reached','result':'satisfied'");
    night = look(stage, 2);
    assert_int_equal(night.counts[FIGURE_GATES], 0);
    night_clear(&night);
    stage_free(stage);
}

static void d7_6_a_call_without_an_answer_leaves_the_node_uncalled(void **state)
{
    struct stage *stage = start_briefing();
    const struct night_row *row;
    struct night night;
    size_t count;

    night = look(stage, 0);
    assert_int_equal(night.counts[FIGURE_UNCALLED], 0); // a day is given
    night_clear(&night);
    stage_put(stage, "call_back", CALL, "'of':@101,'about':'node','at':5,'outcome':'no_answer'");
    stage_put(stage, "call_back", CALL + 1,
              "'of':@100,'about':'node','at':6,'outcome':'no_answer'");
    night = look(stage, 2);
    row = night_rows(&night, FIGURE_UNCALLED, &count);
    assert_int_equal(count, 1);
    assert_string_equal(row->kind, "node");
    assert_non_null(strstr(row->en, "tried 2 times"));
    night_clear(&night);
    stage_put(stage, "call_back", CALL + 2,
              "'of':@100,'about':'node','at':7,'outcome':'reached','result':'not_satisfied'");
    night = look(stage, 2);
    assert_int_equal(night.counts[FIGURE_UNCALLED], 0); // called, whatever was said
    night_clear(&night);
    stage_free(stage);
}

static void d6_2_what_changed_after_signing_is_named_until_it_is_signed_again(void **state)
{
    struct stage *stage = start_briefing();
    struct night night;

    night = look(stage, 0);
    assert_int_equal(night.counts[FIGURE_CHANGED], 0);
    night_clear(&night);
    stage_put(stage, "item_result", ITEM + 1,
              "'attempt':@101,'item':'design_rechecked','result':'fail','note':'x'");
    night = look(stage, 0);
    assert_int_equal(night.counts[FIGURE_CHANGED], 1);
    assert_string_equal(night_rows(&night, FIGURE_CHANGED, &(size_t){0})->rule, "D6.2");
    night_clear(&night);
    sign(stage, "briefing_confirmation", "customer", "satisfied");
    night = look(stage, 0);
    assert_int_equal(night.counts[FIGURE_CHANGED], 0);
    night_clear(&night);
    stage_free(stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(d3_3_a_gate_that_does_not_hold_a_day_after_signing_is_named),
        cmocka_unit_test(d7_6_a_call_without_an_answer_leaves_the_node_uncalled),
        cmocka_unit_test(d6_2_what_changed_after_signing_is_named_until_it_is_signed_again),
    };

    return cmocka_run_group_tests_name("night_findings", tests, NULL, NULL);
}
