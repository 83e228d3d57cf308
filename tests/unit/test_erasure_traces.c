// SPDX-License-Identifier: Apache-2.0
// What the desk's own tables have of a customer goes with her; what is kept for ever cannot be
// taken away by anything else.
#include "server/audit/audit.h"
#include "server/storage/saved_views.h"
#include "server/storage/traces.h"
#include "tests/unit/erasure_fixture.h"

#define STAFF "Wei Canarias"

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
    audit.subject_kind = span_of("person"); // one of the staff may bear her name
    audit.before = span_of("{\"name\":\"" STAFF "\"}");
    if (result == ERR_OK)
        result = audit_put(storage, &audit, NULL, error);
    audit.why = span_of("complained of by " CANARY);
    if (result == ERR_OK)
        result = audit_put(storage, &audit, NULL, error);
    audit.why = (struct span){0};
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
    struct field names[] = {{span_of("customer_name"), span_of("\"" CANARY "\"")},
                            {span_of("customer_phone"), span_of("\"" STAFF "\"")}};
    struct office_edit edit
        = {.id = world->site, .kind = "site", .fields = names, .field_count = 2};
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
    assert_int_equal(verdict.rows, 6); // five, and the erasure itself
    assert_int_equal(verdict.erased, 3);
    assert_int_equal(audit_log_up(world_writer(world), 2, count_erased, &erased, NULL), ERR_OK);
    assert_int_equal(erased, 1); // nothing of others, but the reason that names her
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

static void a_text_names_her_by_the_whole_or_by_enough_of_it(void **state)
{
    static const struct {
        const char *text;
        bool in, whole;
    } texts[] = {
        {"sort=name&text=%E5%BC%A0%E4%B8%89%E4%B8%B0", true, true},
        {"{\"query\":\"text=%e5%bc%a0%e4%b8%89%e4%b8%b0&x=1\"}", true, true},
        {"给张三丰的", true, true},
        {"text=%E5%BC%A0%E4%B8%89", true, false}, // two of three
        {"text=%E5%BC%A0", false, false},         // the family name
        {"text=13800000", true, false},
        {"phone\u3000+86 13800000099,", true, true},
        {"text=1380000001", false, false}, // somebody else's
        {"text=138", false, false},
        {"text=%E4%B8%9C%E6%B9%96%E8%B7%AF8%E5%8F%B7+b%E5%BA%A7", true, true},
        {"东湖路8号 B座", true, true},
        {"text=%E4%B8%9C%E6%B9%96%E8%B7%AF", false, false}, // the street
        {"ht2026-001", true, true},
        {"text=HT2026", false, false}, // the year's contracts
        {"text=%E5%BC", false, false}, // half a letter
        {"%", false, false},
        {"", false, false},
    };
    static const struct trace_word list[] = {
        {{"张三丰", 9}, 50},
        {{"13800000099", 11}, 50},
        {{"东湖路8号 B座", 16}, 75},
        {{"HT2026-001", 10}, 100},
        {{"", 0}, 50},
    };
    const struct trace_words words = {list, sizeof(list) / sizeof(list[0])};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (traces_in(&words, span_of(texts[i].text)) != texts[i].in
            || traces_whole(&words, span_of(texts[i].text)) != texts[i].whole)
            fail_msg("%s", texts[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_names_her_by_the_whole_or_by_enough_of_it),
        IN_WORLD(the_audit_keeps_its_chain_and_loses_her_data),
        IN_WORLD(nothing_else_takes_bytes_out_of_the_history),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
