// SPDX-License-Identifier: Apache-2.0
// What comes into the store becomes events: each once, also over a crash, and nothing from before
// there was anybody to tell.
#include "server/outgoing/event_feed.h"
#include "server/outgoing/hook_desk.h"
#include "server/outgoing/job_desk.h"
#include "server/outgoing/zip_file.h"
#include "server/reports/overdue_events.h"
#include "server/storage/alarm.h"
#include "server/storage/deliveries.h"
#include "server/storage/held.h"
#include "server/storage/postbox.h"
#include "tests/unit/office_fixture.h"

static int open_bench(void **state)
{
    *state = calloc(1, sizeof(struct bench));
    bench_open(*state);
    return 0;
}

static int close_bench(void **state)
{
    bench_close(*state);
    free(*state);
    return 0;
}

static const struct audit_row somebody = {.who = {"unix:test", 9}};

static struct uuid add_hook(struct bench *bench)
{
    struct hook_wish wish = {.target = "https://x.example/in", .by = &somebody};
    struct hook_row hook;

    if (hook_desk_add(bench->office, &wish, &hook, &bench->error) != ERR_OK)
        fail_msg("%s", bench->error.detail);
    return hook.id;
}

static struct uuid complain(struct bench *bench, const struct uuid *site)
{
    char of[UUID_TEXT + 2] = "\"";
    const struct field fields[] = {{{"of", 2}, {of, UUID_TEXT + 1}},
                                   FIELD("received_at", "1763800000000"),
                                   FIELD("words", "\"漏水\"")};

    uuid_format(site, of + 1);
    of[UUID_TEXT] = '"';
    return bench_edit(bench, "complaint", site, fields, 3);
}

static void raise_alarms(struct bench *bench, const char *kind, int count)
{
    struct alarm_row alarm = {.at_ms = bench->now_ms};
    struct storage *storage = office_storage(bench->office);
    struct commit_stamp stamp;

    snprintf(alarm.kind, sizeof(alarm.kind), "%s", kind);
    assert_int_equal(storage_begin(storage, &stamp, NULL), ERR_OK);
    for (int i = 0; i < count; i++)
        assert_int_equal(alarm_put(storage, &alarm, NULL), ERR_OK);
    assert_int_equal(storage_commit(storage, NULL), ERR_OK);
}

static void raise_alarm(struct bench *bench, const char *kind)
{
    raise_alarms(bench, kind, 1);
}

static void hold(struct bench *bench, enum held_reason reason)
{
    struct storage *storage = office_storage(bench->office);
    static uint64_t counter;
    struct held_row held = {.dot = {77, ++counter}, .reason = reason, .since_ms = bench->now_ms};
    struct commit_stamp stamp;

    assert_int_equal(storage_begin(storage, &stamp, NULL), ERR_OK);
    assert_int_equal(held_put(storage, &held, NULL), ERR_OK);
    assert_int_equal(storage_commit(storage, NULL), ERR_OK);
}

static void feed(struct bench *bench)
{
    struct view *view = NULL;
    bool more = true;

    assert_int_equal(storage_open_view(office_storage(bench->office), &view, NULL), ERR_OK);
    while (more)
        if (event_feed_step(bench->office, view, &more, &bench->error) != ERR_OK)
            fail_msg("%s", bench->error.detail);
    storage_close_view(view);
}

struct counts {
    const char *kind;
    int count;
};

static bool count_one(void *arg, const struct delivery_row *delivery)
{
    struct counts *counts = arg;

    counts->count += !counts->kind || strcmp(delivery->kind, counts->kind) == 0;
    return true;
}

static int count(struct bench *bench, const char *kind)
{
    struct deliveries_filter filter = {.state = -1};
    struct counts counts = {.kind = kind};

    assert_int_equal(deliveries_list(storage_writer(office_storage(bench->office)), &filter,
                                     count_one, &counts, NULL),
                     ERR_OK);
    return counts.count;
}

static void what_comes_is_told_once_and_nothing_from_before(void **state)
{
    struct bench *bench = *state;
    struct uuid first = bench_site(bench), site = bench_site(bench);

    complain(bench, &first);
    feed(bench); // nobody is there
    add_hook(bench);
    feed(bench);
    assert_int_equal(count(bench, NULL), 0);
    complain(bench, &site);
    raise_alarm(bench, "fork");
    hold(bench, REASON_SCOPE);
    hold(bench, REASON_CONTEXT); // waits for what is on its way: nobody has to do anything
    feed(bench);
    feed(bench);
    assert_int_equal(count(bench, "complaint.opened"), 1);
    assert_int_equal(count(bench, "alarm.raised"), 1);
    assert_int_equal(count(bench, "quarantine.entered"), 1);
    assert_int_equal(count(bench, NULL), 3);
    bench_restart(bench);
    raise_alarm(bench, "clone");
    feed(bench);
    assert_int_equal(count(bench, "alarm.raised"), 2);
    assert_int_equal(count(bench, NULL), 4);
}

static void more_than_one_commit_holds_is_told_whole(void **state)
{
    struct bench *bench = *state;

    add_hook(bench);
    raise_alarms(bench, "many", 1203);
    feed(bench);
    assert_int_equal(count(bench, "alarm.raised"), 1203);
}

static void who_comes_after_everybody_left_hears_only_what_is_new(void **state)
{
    struct bench *bench = *state;
    struct uuid id = add_hook(bench);

    assert_int_equal(hook_desk_remove(bench->office, &id, &somebody, &bench->error), ERR_OK);
    raise_alarm(bench, "unheard");
    feed(bench);
    add_hook(bench);
    raise_alarm(bench, "heard");
    feed(bench);
    assert_int_equal(count(bench, "alarm.raised"), 1);
}

static void an_overdue_issue_is_told_once_for_a_deadline(void **state)
{
    struct bench *bench = *state;
    struct storage *storage = office_storage(bench->office);
    struct commit_stamp stamp;
    struct uuid site = bench_site(bench), issue = {{9}};

    add_hook(bench);
    for (int64_t night_number = 0; night_number < 3; night_number++) {
        struct night night;

        night_init(&night);
        night_add(&night, &(struct night_row){.figure = FIGURE_OVERDUE,
                                              .amount = 1,
                                              .record = issue,
                                              .site = site,
                                              .kind = "rectification",
                                              .due_ms = night_number == 2 ? 9000 : 5000});
        night_add(&night, &(struct night_row){.figure = FIGURE_OVERDUE,
                                              .amount = 1,
                                              .record = site,
                                              .site = site,
                                              .kind = "node",
                                              .due_ms = 5000});
        assert_int_equal(night_settle(&night, &bench->error), ERR_OK);
        assert_int_equal(storage_begin(storage, &stamp, NULL), ERR_OK);
        assert_int_equal(overdue_events_put(storage, &night, &bench->error), ERR_OK);
        assert_int_equal(storage_commit(storage, NULL), ERR_OK);
        night_clear(&night);
    }
    assert_int_equal(count(bench, "issue.overdue"), 2);
}

static void an_export_is_asked_for_once_and_forgotten_after_a_week(void **state)
{
    struct bench *bench = *state;
    struct job_wish wish = {.id = {{5}}, .kind = "table", .list = "site", .by = &somebody};
    struct job_step step = {.office = bench->office, .disk = &bench->disk};
    struct view *writer = storage_writer(office_storage(bench->office));
    struct disk_file *file = NULL;
    struct commit_stamp stamp;
    struct job_row job;
    bool ran = false;

    bench_site(bench);
    assert_int_equal(job_desk_ask(bench->office, &wish, &job, &bench->error), ERR_OK);
    assert_int_equal(job_desk_ask(bench->office, &wish, &job, &bench->error), ERR_OK);
    assert_int_equal(job_desk_open(&bench->disk, &job, &file, NULL), ERR_UNAVAILABLE);
    assert_int_equal(job_desk_step(&step, &ran, &bench->error), ERR_OK);
    assert_true(ran);
    assert_int_equal(job_desk_step(&step, &ran, &bench->error), ERR_OK);
    assert_false(ran); // one job, not two
    assert_int_equal(jobs_get(writer, &wish.id, &job, NULL), ERR_OK);
    assert_int_equal(job.state, JOB_DONE);
    assert_int_equal(job_desk_open(&bench->disk, &job, &file, &bench->error), ERR_OK);
    bench->disk.close(file);
    // An erasure takes back what was made, and what is being made from before it.
    assert_int_equal(storage_begin(office_storage(bench->office), &stamp, NULL), ERR_OK);
    assert_int_equal(jobs_forget(office_storage(bench->office), &bench->error), ERR_OK);
    assert_int_equal(storage_commit(office_storage(bench->office), NULL), ERR_OK);
    assert_int_equal(job_desk_step(&step, &ran, &bench->error), ERR_OK);
    assert_int_equal(jobs_get(writer, &wish.id, &job, NULL), ERR_OK);
    assert_int_equal(job.state, JOB_GONE);
    wish.id.bytes[0] = 6;
    assert_int_equal(job_desk_ask(bench->office, &wish, &job, &bench->error), ERR_OK);
    assert_int_equal(job_desk_step(&step, &ran, &bench->error), ERR_OK);
    assert_int_equal(jobs_get(writer, &wish.id, &job, NULL), ERR_OK);
    assert_int_equal(job.state, JOB_DONE);
    bench->now_ms += JOB_KEPT_MS + 1000;
    assert_int_equal(job_desk_step(&step, &ran, &bench->error), ERR_OK);
    assert_int_equal(jobs_get(writer, &wish.id, &job, NULL), ERR_OK);
    assert_int_equal(job.state, JOB_GONE);
    assert_int_equal(job_desk_open(&bench->disk, &job, &file, NULL), ERR_EXPIRED);
    wish.kind = "all";
    assert_int_equal(job_desk_ask(bench->office, &wish, &job, NULL), ERR_INVALID);
    wish = (struct job_wish){.kind = "table", .list = "no_kind", .by = &somebody};
    assert_int_equal(job_desk_ask(bench->office, &wish, &job, NULL), ERR_INVALID);
}

static void the_archive_of_a_store_holds_nobody_of_the_others(void **state)
{
    struct bench *bench = *state;
    struct job_wish wish = {.id = {{7}}, .kind = "everything", .store = "East", .by = &somebody};
    struct job_step step = {.office = bench->office, .disk = &bench->disk};
    const struct field site[] = {FIELD("address", "\"1\""), FIELD("contract_number", "\"HT-EAST\""),
                                 FIELD("customer_name", "\"Li\""), FIELD("store", "\"East\"")},
                       west[] = {FIELD("address", "\"1\""), FIELD("contract_number", "\"HT-WEST\""),
                                 FIELD("customer_name", "\"Li\""), FIELD("store", "\"West\"")},
                       person[]
                       = {FIELD("name", "\"Somebody Else\""), FIELD("role", "\"foreman\"")};
    struct buffer bytes;
    struct job_row job;
    char path[JOB_PATH];
    bool ran = false;

    bench_edit(bench, "site", &uuid_nil, site, 4);
    bench_edit(bench, "site", &uuid_nil, west, 4);
    bench_edit(bench, "person", &uuid_nil, person, 2);
    assert_int_equal(job_desk_ask(bench->office, &wish, &job, &bench->error), ERR_OK);
    assert_int_equal(job_desk_step(&step, &ran, &bench->error), ERR_OK);
    job_desk_path(&wish.id, path);
    buffer_init(&bytes, 16 << 20);
    assert_int_equal(disk_read_file(&bench->disk, path, &bytes, &bench->error), ERR_OK);
    assert_non_null(memmem(bytes.data, bytes.len, "HT-EAST", 7)); // stored, not packed
    assert_null(memmem(bytes.data, bytes.len, "HT-WEST", 7));
    assert_null(memmem(bytes.data, bytes.len, "Somebody Else", 13));
    buffer_clear(&bytes);
}

static void what_cannot_be_a_name_in_an_archive_is_refused(void **state)
{
    struct bench *bench = *state;
    struct zip_file zip = {.disk = NULL};
    uint64_t size = 0;

    assert_int_equal(zip_file_create(&zip, &bench->disk, "a.zip", bench->now_ms, NULL), ERR_OK);
    assert_int_equal(zip_file_put(&zip, "../x", span_of("1"), NULL), ERR_INTERNAL);
    assert_int_equal(zip_file_put(&zip, "/x", span_of("1"), NULL), ERR_INTERNAL);
    assert_int_equal(zip_file_put(&zip, "", span_of("1"), NULL), ERR_INTERNAL);
    assert_int_equal(zip_file_put(&zip, "x\ny", span_of("1"), NULL), ERR_INTERNAL);
    assert_int_equal(zip_file_put(&zip, "文件.txt", span_of("123456789"), NULL), ERR_OK);
    assert_int_equal(zip.entries[0].crc, 0xcbf43926); // the check value of this sum
    assert_int_equal(zip_file_finish(&zip, &size, NULL), ERR_OK);
    zip_file_clear(&zip);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_comes_is_told_once_and_nothing_from_before),
        TEST(more_than_one_commit_holds_is_told_whole),
        TEST(who_comes_after_everybody_left_hears_only_what_is_new),
        TEST(an_overdue_issue_is_told_once_for_a_deadline),
        TEST(an_export_is_asked_for_once_and_forgotten_after_a_week),
        TEST(the_archive_of_a_store_holds_nobody_of_the_others),
        TEST(what_cannot_be_a_name_in_an_archive_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
