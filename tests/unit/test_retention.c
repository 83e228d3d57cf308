// SPDX-License-Identifier: Apache-2.0
// What was kept long enough (D12.4): listed, and removed only when a person says so.
#include "server/reconcile/retention.h"

#include "shared/base/calendar.h"
#include "tests/unit/erasure_fixture.h"
#include "tests/unit/photo_fixture.h"

static struct retention_plan due(struct world *world)
{
    struct retention_plan plan;

    if (retention_read(world->bench.office, world_writer(world), world->bench.now_ms, &plan,
                       &world->bench.error)
        != ERR_OK)
        fail_msg("%s", world->bench.error.detail);
    return plan;
}

static size_t due_of(struct world *world, enum retention_class class)
{
    struct retention_plan plan = due(world);
    size_t count = plan.count[class];

    retention_clear(&plan);
    return count;
}

static enum err carry_out(struct world *world, const char *code, int only)
{
    struct audit_row who = {.who = span_of("unix:ops")};
    struct retention_order order = {.code = code,
                                    .by = "unix:ops",
                                    .reason = "the period is over",
                                    .now_ms = world->bench.now_ms,
                                    .audit = &who};
    struct retention_plan done;
    enum err result;

    if (only >= 0)
        order.only[only] = true;
    result = retention_run(world->bench.office, world_writer(world), &order, &done,
                           &world->bench.error);
    if (result == ERR_OK)
        retention_clear(&done);
    return result;
}

static void complete(struct world *world, const char *date)
{
    struct field field = {span_of("actual_completion"), span_of(date)};
    struct office_edit edit
        = {.id = world->site, .kind = "site", .fields = &field, .field_count = 1};

    assert_int_equal(office_edit(world->bench.office, &edit, 1, &world->bench.error), ERR_OK);
}

static void a_site_is_due_long_after_completion_and_its_last_change(void **state)
{
    struct world *world = *state;

    world->bench.now_ms += 4000 * CALENDAR_DAY_MS;
    assert_int_equal(due_of(world, RETENTION_SITES), 0); // never completed
    complete(world, "\"2012-05-01\"");
    assert_int_equal(due_of(world, RETENTION_SITES), 0); // completed long ago, changed just now
    world->bench.now_ms += 3650 * CALENDAR_DAY_MS;
    assert_int_equal(due_of(world, RETENTION_SITES), 0);
    world->bench.now_ms += 1;
    assert_int_equal(due_of(world, RETENTION_SITES), 1);
    canary_note(world, &world->a); // a complaint, after all
    pad_sync(&world->a);
    assert_int_equal(due_of(world, RETENTION_SITES), 0);
}

static void nothing_goes_without_the_code_of_this_very_plan(void **state)
{
    struct world *world = *state;
    struct retention_plan plan;

    complete(world, "\"2012-05-01\"");
    world->bench.now_ms += 4000 * CALENDAR_DAY_MS;
    assert_int_equal(carry_out(world, "0000-0000", -1), ERR_STALE);
    plan = due(world);
    assert_int_equal(carry_out(world, plan.code, RETENTION_READS), ERR_OK); // only these
    assert_true(world_has(world, &world->site));
    assert_int_equal(carry_out(world, plan.code, -1), ERR_OK);
    assert_false(world_has(world, &world->site));
    assert_true(erasure_of(world).scrubbed_ms > 0);
    assert_int_equal(due_of(world, RETENTION_SITES), 0);
    assert_int_equal(carry_out(world, plan.code, -1), ERR_STALE);
    retention_clear(&plan);
    check_store(world);
}

static void the_catalogue_says_how_long(void **state)
{
    struct world *world = *state;
    struct retention_plan plan = due(world);

    assert_int_equal(plan.days[RETENTION_SITES], 3650); // there is none: ours
    for (int i = 0; i < RETENTION_CLASSES; i++)
        assert_int_equal(plan.days[i], retention_rules[i].otherwise);
    retention_clear(&plan);
}

static void a_file_that_no_record_names_goes_after_its_days(void **state)
{
    struct world *world = *state;
    struct photo stray = take_photo(world, CANARY " stray");
    struct knock knock = creation(&world->a, &stray);
    struct retention_plan plan;

    pad_sync(&world->a);
    with_body(&knock, stray.bytes);
    assert_int_equal(status_of(world, &knock), 201);
    assert_int_equal(due_of(world, RETENTION_FILES), 0);
    world->bench.now_ms += 401 * CALENDAR_DAY_MS;
    plan = due(world);
    assert_int_equal(plan.count[RETENTION_FILES], 1);
    assert_int_equal(plan.due[RETENTION_FILES][0].size, stray.bytes.len);
    assert_int_equal(carry_out(world, plan.code, RETENTION_FILES), ERR_OK);
    assert_int_equal(due_of(world, RETENTION_FILES), 0);
    retention_clear(&plan);
    world->bench.now_ms += 2 * CALENDAR_DAY_MS; // uploads that ended are forgotten
    office_tidy(world->bench.office);
    assert_false(lies_around(world));
}

struct row_job {
    struct commit_job job; // first
};

static enum err put_read(struct commit_job *job, struct storage *storage,
                         const struct commit_stamp *stamp, struct error *error)
{
    struct audit_row read = {.who = span_of("wang"),
                             .act = span_of("read.site"),
                             .subject_kind = span_of("site"),
                             .before = span_of("\"x\"")},
                     deed = read;
    enum err result = audit_put(storage, &read, NULL, error);

    (void)job;
    (void)stamp;
    deed.act = span_of("site.edit");
    return result == ERR_OK ? audit_put(storage, &deed, NULL, error) : result;
}

static void old_reads_lose_their_values_and_the_chain_holds(void **state)
{
    struct world *world = *state;
    struct row_job job = {.job = {.apply = put_read}};
    struct retention_plan plan;
    struct audit_verdict verdict;
    struct buffer report;

    assert_int_equal(
        committer_run(office_committer(world->bench.office), &job.job, NULL, &world->bench.error),
        ERR_OK);
    assert_int_equal(due_of(world, RETENTION_READS), 0);
    world->bench.now_ms += 1096 * CALENDAR_DAY_MS;
    plan = due(world);
    assert_int_equal(plan.count[RETENTION_READS], 1);
    assert_int_equal(plan.due[RETENTION_READS][0].rows, 1); // not the deed
    assert_int_equal(carry_out(world, plan.code, RETENTION_READS), ERR_OK);
    retention_clear(&plan);
    assert_int_equal(due_of(world, RETENTION_READS), 0);
    buffer_init(&report, 4096);
    assert_int_equal(audit_verify(world_writer(world), &report, &verdict, NULL), ERR_OK);
    assert_int_equal(verdict.faults, 0);
    assert_int_equal(verdict.erased, 1);
    assert_int_equal(verdict.rows, 3); // and the run itself
    buffer_clear(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_site_is_due_long_after_completion_and_its_last_change),
        IN_WORLD(nothing_goes_without_the_code_of_this_very_plan),
        IN_WORLD(the_catalogue_says_how_long),
        IN_WORLD(a_file_that_no_record_names_goes_after_its_days),
        IN_WORLD(old_reads_lose_their_values_and_the_chain_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
