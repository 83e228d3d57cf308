// SPDX-License-Identifier: Apache-2.0
// Counts of rectifications (D5.3) and of the loop of change orders (D9.2), over sites.
#include "server/reconcile/tally.h"
#include "tests/unit/default_service.h"

static void step(struct stage *stage, int number, int of, const char *name, int after)
{
    char fields[200], follows[32] = "";

    if (after)
        snprintf(follows, sizeof(follows), ",'after':@%d", after);
    snprintf(fields, sizeof(fields), "'of':@%d,'move':'%s','at':%lld%s", of, name,
             (long long)SAMPLE_NOW_MS, follows);
    stage_put(stage, "move", number, fields);
}

static void count(struct stage *stage, struct tally *tally)
{
    stage_read(stage);
    tally_add(tally, &stage->sample->facts, SAMPLE_NOW_MS);
    tally_settle(tally);
}

static const struct tally_row *row(const struct tally *tally, enum tally_by by, const char *key)
{
    for (size_t i = 0; i < tally->row_count; i++)
        if (tally->rows[i].by == by && strcmp(tally->rows[i].key, key) == 0)
            return &tally->rows[i];
    fail_msg("no row of %s %s", tally_by_name(by), key);
    return NULL;
}

static void d5_3_overdue_and_reopened_are_counted_per_crew_designer_and_item(void **state)
{
    struct stage *stage = *state;
    struct tally tally = {0};

    stage_put(stage, "assignment", 300, "'person':@5,'role':'designer','active':true");
    stage_put(stage, "rectification", 400, "'of':@1,'crew':'王班','item':'tiles','deadline':9");
    stage_put(stage, "rectification", 401, "'of':@2,'crew':'王班','item':'paint','deadline':9");
    stage_put(stage, "rectification", 402, "'of':@3,'item':'tiles'");
    step(stage, 410, 401, "assign", 0);
    stage->sample->author = FOREMAN;
    step(stage, 411, 401, "done", 410);
    stage->sample->author = INSPECTOR;
    step(stage, 412, 401, "verify", 411);
    count(stage, &tally);
    assert_int_equal(row(&tally, TALLY_CREW, "王班")->total, 2);
    assert_int_equal(row(&tally, TALLY_CREW, "王班")->open, 1);
    assert_int_equal(row(&tally, TALLY_CREW, "王班")->overdue, 1);
    assert_int_equal(row(&tally, TALLY_CREW, "王班")->reopened, 0);
    assert_int_equal(row(&tally, TALLY_CREW, "")->total, 1);
    assert_int_equal(row(&tally, TALLY_DESIGNER, "林")->total, 3);
    assert_int_equal(row(&tally, TALLY_DESIGNER, "林")->overdue, 1);
    assert_int_equal(row(&tally, TALLY_ITEM, "tiles")->total, 2);
    assert_int_equal(row(&tally, TALLY_ITEM, "tiles")->overdue, 1);
    assert_int_equal(row(&tally, TALLY_ITEM, "paint")->overdue, 0);
    tally_clear(&tally);

    step(stage, 413, 401, "reopen", 412);
    count(stage, &tally);
    assert_int_equal(row(&tally, TALLY_CREW, "王班")->reopened, 1);
    assert_int_equal(row(&tally, TALLY_CREW, "王班")->overdue, 2);
    assert_int_equal(row(&tally, TALLY_ITEM, "paint")->reopened, 1);
    assert_string_equal(tally.rows[0].key, "王班"); // crews first, most overdue first
    count(stage, &tally);                           // another site with the same crew
    assert_int_equal(row(&tally, TALLY_CREW, "王班")->total, 4);
    tally_clear(&tally);
}

static void d9_2_issued_carried_out_in_time_and_vanished_are_told(void **state)
{
    struct stage *stage = *state;
    struct tally tally = {0};
    struct uuid gone = sample_id(502);

    stage_put(stage, "change_order", 500,
              "'category':'customer_request','description':'a','due':'2099-01-01'");
    stage_put(stage, "change_order", 501,
              "'category':'customer_request','description':'b','due':'2001-01-01'");
    stage_put(stage, "change_order", 502,
              "'category':'customer_request','description':'c','due':'2001-01-01'");
    stage_put(stage, "change_order", 503,
              "'category':'customer_request','description':'d','due':'2001-01-01'");
    stage_put(stage, "change_order", 504, "'category':'customer_request','description':'e'");
    for (int i = 0; i < 2; i++) {
        step(stage, 510 + 10 * i, 500 + i, "approve", 0);
        step(stage, 511 + 10 * i, 500 + i, "carry_out", 510 + 10 * i);
    }
    step(stage, 540, 502, "approve", 0);
    step(stage, 550, 503, "cancel", 0);
    count(stage, &tally);
    assert_int_equal(tally.issued, 5);
    assert_int_equal(tally.carried_out, 2);
    assert_int_equal(tally.in_time, 1);
    assert_int_equal(tally.confirmed, 0);
    assert_int_equal(tally.cancelled, 1);
    assert_int_equal(tally.vanished_count, 1);
    assert_true(uuid_equal(&tally.vanished[0], &gone));
    tally_clear(&tally);
    step(stage, 512, 500, "confirm", 511);
    count(stage, &tally);
    assert_int_equal(tally.carried_out, 2);
    assert_int_equal(tally.confirmed, 1);
    tally_clear(&tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(d5_3_overdue_and_reopened_are_counted_per_crew_designer_and_item),
        TEST(d9_2_issued_carried_out_in_time_and_vanished_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
