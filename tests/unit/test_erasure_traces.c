// SPDX-License-Identifier: Apache-2.0
// What the desk's own tables have of a customer goes with her; what is kept for ever cannot be
// taken away by anything else.
#include "server/audit/audit.h"
#include "server/storage/saved_views.h"
#include "tests/unit/erasure_fixture.h"

// What the desk's own tables may have of her.
struct trace_job {
    struct commit_job job; // first
    struct uuid site;
};

static enum err apply_traces(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    const struct trace_job *traces = (const struct trace_job *)job;
    struct saved_view_row view = {.page = "sites", .name = "her"};
    struct audit_row audit = {.who = span_of("wang"),
                              .act = span_of("read.site"),
                              .subject_kind = span_of("site"),
                              .site = traces->site,
                              .before = span_of("\"" CANARY "\"")};
    enum err result = audit_put(storage, &audit, NULL, error);

    (void)stamp;
    audit.site = uuid_nil; // a list that was narrowed to her name, as an address of the web has it
    audit.before = span_of("\"q=%5A%51%43%41%4E%41%52%59\"");
    if (result == ERR_OK)
        result = audit_put(storage, &audit, NULL, error);
    audit.before = span_of("\"another\"");
    if (result == ERR_OK)
        result = audit_put(storage, &audit, NULL, error);
    snprintf(view.query, sizeof(view.query), "q=" CANARY);
    return result == ERR_OK ? saved_views_put(storage, &view, error) : result;
}

static bool count_erased(void *arg, const struct audit_row *audit)
{
    *(int *)arg += audit->salt.len == 0;
    return true;
}

static void the_audit_keeps_its_chain_and_loses_her_data(void **state)
{
    struct world *world = *state;
    struct trace_job traces = {.job = {.apply = apply_traces}, .site = world->site};
    struct field name = {span_of("customer_name"), span_of("\"" CANARY "\"")};
    struct office_edit edit
        = {.id = world->site, .kind = "site", .fields = &name, .field_count = 1};
    struct audit_row who = {.who = span_of("unix:ops")};
    struct office_erase_order order
        = {.site = world->site, .by = "ops", .reason = "asked", .audit = &who};
    struct office_erase_plan plan;
    struct audit_verdict verdict;
    struct erasure_row row;
    struct buffer report;
    int erased = 0;

    assert_int_equal(office_edit(world->bench.office, &edit, 1, &world->bench.error), ERR_OK);
    assert_int_equal(committer_run(office_committer(world->bench.office), &traces.job, NULL,
                                   &world->bench.error),
                     ERR_OK);
    plan = plan_of(world);
    order.code = plan.code;
    assert_int_equal(office_erase(world->bench.office, &order, &row, &world->bench.error), ERR_OK);
    assert_false(lies_around(world));
    buffer_init(&report, 4096);
    assert_int_equal(audit_verify(world_writer(world), &report, &verdict, NULL), ERR_OK);
    assert_int_equal(verdict.faults, 0);
    assert_int_equal(verdict.rows, 4); // three, and the erasure itself
    assert_int_equal(verdict.erased, 2);
    assert_int_equal(audit_log_up(world_writer(world), 2, count_erased, &erased, NULL), ERR_OK);
    assert_int_equal(erased, 0); // nothing of others
    buffer_clear(&report);
}

static void nothing_else_takes_bytes_out_of_the_history(void **state)
{
    static const char *const wrong[]
        = {"UPDATE history SET bytes = x''", "UPDATE history SET bytes = 'erased'",
           "UPDATE history SET bytes = 'erased 00000000000000000000000000000000'",
           "DELETE FROM history", "DELETE FROM erasures"};
    struct world *world = *state;
    char sql[200], hex[33];
    sqlite3 *handle;

    canary_note(world, &world->a);
    pad_sync(&world->a);
    erase(world);
    handle = database_handle(world_writer(world)->database);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(sqlite3_exec(handle, wrong[i], NULL, NULL, NULL) & 0xff,
                         SQLITE_CONSTRAINT);
    text_format_hex(hex, world->site.bytes, UUID_BYTES);
    snprintf(sql, sizeof(sql), "UPDATE history SET chain = x'00', bytes = 'erased %s'", hex);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL) & 0xff, SQLITE_CONSTRAINT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(the_audit_keeps_its_chain_and_loses_her_data),
        IN_WORLD(nothing_else_takes_bytes_out_of_the_history),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
