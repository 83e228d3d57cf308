// SPDX-License-Identifier: Apache-2.0
// Nights of an office at work: kept once, in the log, the same when they are computed again from
// the history; restated when work comes late; planted damage is found.
#include "server/reconcile/night_book.h"
#include "server/reconcile/night_page.h"
#include "server/reconcile/night_take.h"
#include "server/reports/night_setting.h"
#include "server/reports/nightly.h"
#include "server/storage/nights.h"
#include "server/storage/signoff_log.h"
#include "server/sync/log_check.h"
#include "server/sync/office_parts.h"
#include "shared/wire/log_night.h"
#include "tests/unit/tablet_by_hand.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)

// The bench begins on 2025-11-22 at 16:26 in Shanghai; its first night is that of the 23rd.
static const char first_night[] = "2025-11-23";

static void to_hour(struct world *world, int days, int hour, int minute)
{
    int64_t day = calendar_day(BENCH_START_MS) + days;

    world->bench.now_ms = calendar_start_ms(day) + hour * HOUR_MS + minute * 60000;
}

static void turn(struct world *world, bool wanted)
{
    bool made = !wanted;

    if (nightly_turn(world->bench.office, &made, &world->bench.error) != ERR_OK)
        fail_msg("nightly_turn: %s", world->bench.error.detail);
    assert_int_equal(made, wanted);
}

static struct night read_night(struct world *world, const char *date)
{
    struct night night;

    if (nightly_read(world->bench.office, date, &night, &world->bench.error) != ERR_OK)
        fail_msg("nightly_read: %s", world->bench.error.detail);
    return night;
}

// Computes all nights again.
static void assert_leads_to(struct world *world, size_t nights, uint64_t findings)
{
    struct buffer report;
    struct nightly_checked checked = {.report = &report};

    buffer_init(&report, 1 << 20);
    if (nightly_check(world->bench.office, 100, &checked, &world->bench.error) != ERR_OK)
        fail_msg("nightly_check: %s", world->bench.error.detail);
    assert_int_equal(checked.nights, nights);
    if (checked.findings != findings)
        fail_msg("%llu findings: %s", (unsigned long long)checked.findings, report.data);
    buffer_clear(&report);
}

static struct uuid note(struct world *world, struct pad *pad, const char *text)
{
    struct uuid id = fresh_id(&world->bench);

    pad_note(pad, &id, &world->site, text, NULL);
    return id;
}

static void the_night_is_made_at_its_hour_and_once(void **state)
{
    struct world *world = *state;
    struct night night;

    turn(world, false); // the last hour that came lies before there was anything
    to_hour(world, 1, 1, 59);
    turn(world, false);
    to_hour(world, 1, 2, 0);
    turn(world, true);
    turn(world, false);
    night = read_night(world, first_night);
    assert_true(night.kept);
    assert_false(night.by_hand);
    assert_int_equal(night.cut_ms,
                     calendar_start_ms(calendar_day(world->bench.now_ms)) + 2 * HOUR_MS);
    assert_int_equal(night.device_count, 2);
    assert_int_equal(night.site_count, 1);
    night_clear(&night);
    // A server that was off makes the missed one up when it is on again.
    to_hour(world, 4, 9, 30);
    turn(world, true);
    night = read_night(world, "2025-11-26");
    assert_true(night.kept);
    night_clear(&night);
    assert_int_equal(night_setting_put(world->bench.office, NIGHT_SETTING_HOUR, 24, NULL, NULL),
                     ERR_INVALID);
    assert_int_equal(
        night_setting_put(world->bench.office, NIGHT_SETTING_HOUR, NIGHTLY_OFF, NULL, NULL),
        ERR_OK);
    to_hour(world, 6, 9, 30);
    turn(world, false);
}

static void a_kept_night_stays_as_it_is(void **state)
{
    struct world *world = *state;
    struct buffer one, two;
    struct night night;

    buffer_init(&one, NIGHT_PAGE_MAX);
    buffer_init(&two, NIGHT_PAGE_MAX);
    to_hour(world, 1, 8, 0);
    assert_int_equal(nightly_keep(world->bench.office, NULL, &night, NULL), ERR_OK);
    assert_true(night.by_hand);
    night_clear(&night);
    assert_int_equal(night_book_page(world_writer(world), first_night, &one, NULL), ERR_OK);
    note(world, &world->a, "later");
    pad_sync(&world->a);
    assert_int_equal(nightly_keep(world->bench.office, NULL, &night, NULL), ERR_EXISTS);
    assert_true(night.kept);
    night_clear(&night);
    assert_int_equal(nightly_keep(world->bench.office, first_night, &night, NULL), ERR_EXISTS);
    night_clear(&night);
    assert_int_equal(night_book_page(world_writer(world), first_night, &two, NULL), ERR_OK);
    assert_int_equal(one.len, two.len);
    assert_memory_equal(one.data, two.data, one.len);
    assert_int_equal(nightly_keep(world->bench.office, "2025-11-30", &night, NULL), ERR_NOT_FOUND);
    night_clear(&night);
    assert_int_equal(nightly_read(world->bench.office, "2025-11-30", &night, NULL), ERR_NOT_FOUND);
    night_clear(&night);
    assert_int_equal(nightly_read(world->bench.office, "2025-13-01", &night, NULL), ERR_INVALID);
    night_clear(&night);
    assert_int_equal(nightly_read(world->bench.office, "2025-11-01", &night, NULL), ERR_NOT_FOUND);
    night_clear(&night);
    buffer_clear(&one);
    buffer_clear(&two);
}

// Conflicts, quarantine, a second state of a record: all that later commits overwrite.
static void set_evening(struct world *world, struct uuid *id)
{
    struct dot first;

    pad_sync(&world->a);
    pad_sync(&world->b);
    *id = fresh_id(&world->bench);
    first = pad_note(&world->a, id, &world->site, "one", NULL);
    pad_sync(&world->a);
    pad_note(&world->a, id, &world->site, "two", &first);
    pad_note(&world->b, id, &world->site, "three", &first);
    pad_sync(&world->a);
    pad_sync(&world->b);
}

static void the_history_leads_to_what_was_kept_whatever_came_later(void **state)
{
    struct world *world = *state;
    struct uuid id;
    struct night night, never;
    const struct field settled[] = {FIELD("text", "\"settled\"")};
    struct office_edit edit = {.kind = "note", .fields = settled, .field_count = 1};

    set_evening(world, &id);
    to_hour(world, 1, 2, 0);
    turn(world, true);
    night = read_night(world, first_night);
    assert_int_equal(night.counts[FIGURE_CONFLICTS], 1);
    assert_leads_to(world, 1, 0);
    // It is settled, more comes, a tablet is revoked.
    to_hour(world, 1, 12, 0);
    edit.id = id;
    assert_int_equal(office_edit(world->bench.office, &edit, 1, &world->bench.error), ERR_OK);
    note(world, &world->a, "more");
    pad_sync(&world->a);
    pad_sync(&world->b);
    assert_leads_to(world, 1, 0);
    to_hour(world, 2, 2, 0);
    turn(world, true);
    never = read_night(world, "2025-11-24");
    assert_int_equal(never.counts[FIGURE_CONFLICTS], 0);
    assert_int_equal(never.says, night.says + 1);
    night_clear(&never);
    night_clear(&night);
    assert_leads_to(world, 2, 0);
}

static void a_night_that_was_never_made_reads_as_it_would_have_been(void **state)
{
    struct world *world = *state;
    struct uuid id;
    struct night then, kept;

    set_evening(world, &id);
    to_hour(world, 1, 12, 0);
    pad_sync(&world->a);
    then = read_night(world, first_night); // of 02:00, not kept
    assert_false(then.kept);
    assert_int_equal(then.counts[FIGURE_CONFLICTS], 1);
    assert_false(then.known[FIGURE_DAMAGED]);
    turn(world, true);
    kept = read_night(world, first_night);
    assert_true(kept.kept && kept.known[FIGURE_DAMAGED]);
    for (unsigned i = 0; i < FIGURE_COUNT; i++)
        if (!figure_words((enum figure)i)->observed)
            assert_int_equal(kept.counts[i], then.counts[i]);
    night_clear(&kept);
    night_clear(&then);
}

static void what_comes_late_is_a_dated_restatement(void **state)
{
    struct world *world = *state;
    const struct night_restatement *restated;
    struct night night, found;
    struct dot first;
    struct uuid id;

    pad_sync(&world->a);
    pad_sync(&world->b);
    id = fresh_id(&world->bench);
    first = pad_note(&world->a, &id, &world->site, "one", NULL);
    pad_sync(&world->a);
    pad_sync(&world->b);
    world->bench.now_ms += HOUR_MS;
    pad_note(&world->a, &id, &world->site, "two", &first);
    pad_sync(&world->a);
    pad_note(&world->b, &id, &world->site, "three", &first); // in the evening, and stays there
    note(world, &world->b, "another");
    to_hour(world, 1, 2, 0);
    turn(world, true);
    night = read_night(world, first_night);
    assert_int_equal(night.counts[FIGURE_CONFLICTS], 0);
    assert_int_equal(night.restated.count, 0);
    night_clear(&night);

    to_hour(world, 1, 9, 0);
    note(world, &world->b, "of the next day");
    pad_sync(&world->b);
    to_hour(world, 2, 2, 0);
    turn(world, true);
    found = read_night(world, "2025-11-24");
    assert_int_equal(found.restates.count, 1);
    night = read_night(world, first_night);
    assert_int_equal(night.counts[FIGURE_CONFLICTS], 0); // as it was
    assert_int_equal(night.restated.count, 1);
    restated = &night.restated.list[0];
    assert_string_equal(restated->made_on, "2025-11-24");
    assert_int_equal(restated->entries, 2);
    assert_int_equal(restated->late_count, 1);
    assert_true(uuid_equal(&restated->late[0].device, &world->b.device));
    assert_int_equal(restated->before[FIGURE_CONFLICTS], 0);
    assert_int_equal(restated->after[FIGURE_CONFLICTS], 1);
    night_clear(&night);
    night_clear(&found);
    assert_leads_to(world, 2, 0);

    // Nothing more came late: nothing more is said.
    to_hour(world, 3, 2, 0);
    turn(world, true);
    night = read_night(world, first_night);
    assert_int_equal(night.restated.count, 1);
    night_clear(&night);
}

static void what_was_missing_and_came_is_restated(void **state)
{
    struct world *world = *state;
    struct night night;

    pad_sync(&world->a);
    note(world, &world->a, "one");
    note(world, &world->a, "two");
    pad_exchange(&world->a, 0, 1); // says it has two, sends one
    to_hour(world, 1, 2, 0);
    turn(world, true);
    night = read_night(world, first_night);
    assert_int_equal(night.counts[FIGURE_MISSING], 1);
    night_clear(&night);
    to_hour(world, 1, 9, 0);
    pad_exchange(&world->a, 1, 2);
    to_hour(world, 2, 2, 0);
    turn(world, true);
    night = read_night(world, first_night);
    assert_int_equal(night.restated.count, 1);
    assert_int_equal(night.restated.list[0].before[FIGURE_MISSING], 1);
    assert_int_equal(night.restated.list[0].after[FIGURE_MISSING], 0);
    night_clear(&night);
}

static uint64_t log_findings(struct world *world)
{
    const struct buffer *ca = &office_authority(world->bench.office)->ca_pem;
    const struct log_check_parts parts
        = {.view = world_writer(world), .ca_pem = {ca->data, ca->len}, .disk = &world->bench.disk};
    struct buffer report;
    uint64_t findings = 0;

    buffer_init(&report, 1 << 16);
    assert_int_equal(log_check(&parts, &report, &findings, &world->bench.error), ERR_OK);
    buffer_clear(&report);
    return findings;
}

static void the_digest_of_each_night_goes_into_the_log(void **state)
{
    struct world *world = *state;
    struct signoff_leaf leaf;
    struct log_night said;
    struct night night;
    uint64_t size = 0;

    to_hour(world, 1, 2, 0);
    turn(world, true);
    night = read_night(world, first_night);
    assert_int_equal(signoff_log_size(world_writer(world), &size, NULL), ERR_OK);
    assert_int_equal(size, 1);
    assert_int_equal(signoff_log_find(world_writer(world), &night.id, &leaf, NULL), ERR_OK);
    assert_true(log_night_is(leaf.leaf));
    assert_int_equal(log_night_parse(leaf.leaf, &said, NULL), ERR_OK);
    assert_string_equal(said.date, first_night);
    assert_true(digest_equal(&said.digest, &night.digest));
    assert_int_equal(said.commit, night.commit.number);
    assert_int_equal(log_findings(world), 0);
    night_clear(&night);
    // A restart finds the log as it was.
    bench_restart(&world->bench);
    assert_int_equal(log_findings(world), 0);
}

// Somebody rewrites a night behind the office's back.
static void tamper(struct world *world, const char *sql)
{
    char path[1100];
    char *const argv[] = {"sqlite3", path, (char *)sql, NULL};
    pid_t child;
    int status;

    snprintf(path, sizeof(path), "%s/office.db", world->bench.folder);
    office_close(world->bench.office);
    child = fork();
    if (child == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    bench_start(&world->bench);
}

static void a_night_that_was_rewritten_is_found(void **state)
{
    struct world *world = *state;
    struct night night;

    to_hour(world, 1, 2, 0);
    turn(world, true);
    tamper(world, "DROP TRIGGER nights_keep; UPDATE nights SET cut_ms = cut_ms + 1;");
    assert_int_equal(log_findings(world), 1);
    tamper(world, "UPDATE nights SET cut_ms = cut_ms - 1, digest = zeroblob(32);");
    assert_int_equal(log_findings(world), 1);
    assert_int_equal(night_book_read(world_writer(world), first_night, &night, NULL), ERR_CORRUPT);
    night_clear(&night);
    tamper(world, "DROP TRIGGER nights_stay; DELETE FROM nights;");
    assert_int_equal(log_findings(world), 1);
}

static void a_row_that_nobody_chained_into_the_audit_is_found_by_the_night(void **state)
{
    struct world *world = *state;
    struct night night;
    size_t count;

    tamper(world, "INSERT INTO audit SELECT ifnull(max(number), 0) + 1, 1, zeroblob(16), "
                  "zeroblob(16), 'li', 'site.edit', 'site', '', zeroblob(16), '', zeroblob(32), "
                  "zeroblob(32) FROM audit;");
    to_hour(world, 1, 2, 0);
    turn(world, true);
    night = read_night(world, first_night);
    assert_int_equal(night.counts[FIGURE_DAMAGED], 1);
    assert_string_equal(night_rows(&night, FIGURE_DAMAGED, &count)->code, "audit");
    night_clear(&night);
}

static void a_past_that_was_rewritten_leads_elsewhere(void **state)
{
    struct world *world = *state;

    to_hour(world, 1, 2, 0);
    turn(world, true);
    assert_leads_to(world, 1, 0);
    tamper(world, "UPDATE devices_past SET state = 1;");
    // Each of the two tablets, and that it is stopped; neither is silent any more.
    assert_leads_to(world, 1, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_night_is_made_at_its_hour_and_once, world_open,
                                        world_close),
        cmocka_unit_test_setup_teardown(a_kept_night_stays_as_it_is, world_open, world_close),
        cmocka_unit_test_setup_teardown(the_history_leads_to_what_was_kept_whatever_came_later,
                                        world_open, world_close),
        cmocka_unit_test_setup_teardown(a_night_that_was_never_made_reads_as_it_would_have_been,
                                        world_open, world_close),
        cmocka_unit_test_setup_teardown(what_comes_late_is_a_dated_restatement, world_open,
                                        world_close),
        cmocka_unit_test_setup_teardown(what_was_missing_and_came_is_restated, world_open,
                                        world_close),
        cmocka_unit_test_setup_teardown(the_digest_of_each_night_goes_into_the_log, world_open,
                                        world_close),
        cmocka_unit_test_setup_teardown(
            a_row_that_nobody_chained_into_the_audit_is_found_by_the_night, world_open,
            world_close),
        cmocka_unit_test_setup_teardown(a_past_that_was_rewritten_leads_elsewhere, world_open,
                                        world_close),
        cmocka_unit_test_setup_teardown(a_night_that_was_rewritten_is_found, world_open,
                                        world_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
