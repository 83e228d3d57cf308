// SPDX-License-Identifier: Apache-2.0
// A night from rows made by hand: tablets, held entries, alarms, conflicts, files; every count is
// that of its rows, and its parts add up.
#include "server/reconcile/night_take.h"
#include "server/storage/actors.h"
#include "server/storage/alarm.h"
#include "server/storage/blobs.h"
#include "server/storage/chain.h"
#include "server/storage/contacts.h"
#include "server/storage/devices.h"
#include "server/storage/held.h"
#include "server/storage/nights.h"
#include "server/storage/past.h"
#include "server/storage/proofs.h"
#include "tests/unit/office_records.h"

enum { TABLET = 0xd1, OTHER = 0xd2, SITE = 0x51, RECORD = 0x71 };
#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)

static void put_tablet(struct office *office, uint64_t id, const char *name)
{
    struct device_row device
        = {.id = uuid_number(id), .certificate_until_ms = office->now_ms + 100 * DAY_MS};

    snprintf(device.name, sizeof(device.name), "%s", name);
    assert_ok(office, devices_put(office->storage, &device, &office->error));
}

static void put_actor(struct office *office, uint64_t actor, uint64_t counter)
{
    struct actor_row row = {.actor = actor, .counter = counter, .device = uuid_number(TABLET)};

    assert_ok(office, actors_put(office->storage, &row, &office->error));
}

// The tablet's own word: counters of its actors.
static void put_contact(struct office *office, const struct dot *says, size_t count)
{
    struct device_contact contact = {.device = uuid_number(TABLET),
                                     .at_ms = office->now_ms - 500,
                                     .agent = "plumb 0.1.0",
                                     .unsent_writes = 22,
                                     .unsent_blobs = 3,
                                     .storage_free = INT64_C(8) << 30};
    struct vector vector = {0};
    struct buffer packed;

    for (size_t i = 0; i < count; i++)
        vector_raise(&vector, says[i]);
    buffer_init(&packed, 4096);
    vector_pack(&vector, &packed);
    contact.actors = (struct span){packed.data, packed.len};
    assert_ok(office, contacts_put(office->storage, &contact, &office->error));
    buffer_clear(&packed);
    vector_clear(&vector);
}

static struct held_row put_held(struct office *office, enum held_reason reason, uint64_t group)
{
    struct held_row held = {.dot = {0xa1, (uint64_t)reason + 1},
                            .record = uuid_number(RECORD),
                            .site = uuid_number(SITE),
                            .device = uuid_number(TABLET),
                            .reason = reason,
                            .group = group,
                            .since_ms = FIXTURE_START_MS};

    snprintf(held.detail, sizeof(held.detail), "field \"date\"");
    assert_ok(office, held_put(office->storage, &held, &office->error));
    return held;
}

static void put_epoch(struct office *office)
{
    assert_ok(office,
              setting_put(office->storage, "epoch", span_of("00000000000000ee"), &office->error));
}

static struct night read_at(struct office *office, int64_t cut_ms)
{
    const struct night_take_options options = {.cut_ms = cut_ms, .observe = true};
    struct night night;

    assert_ok(office, night_take(office->reader, &options, &night, &office->error));
    return night;
}

static struct night read_night(struct office *office)
{
    return read_at(office, office->now_ms);
}

// What holds of every night: counts are those of rows; tablets, stores and sites add up.
static void assert_adds_up(const struct night *night)
{
    for (unsigned i = 0; i < FIGURE_COUNT; i++) {
        uint64_t rows = 0, stores = 0, sites = night_of_no_site(night, (enum figure)i),
                 devices = night_of_no_device(night, (enum figure)i);

        for (size_t j = 0; j < night->row_count; j++)
            rows += night->rows[j].figure == i ? night->rows[j].amount : 0;
        for (size_t j = 0; j < night->store_count; j++)
            stores += night->stores[j].counts[i];
        for (size_t j = 0; j < night->site_count; j++)
            sites += night->sites[j].counts[i];
        for (size_t j = 0; j < night->device_count; j++)
            devices += night->devices[j].counts[i];
        assert_int_equal(night->counts[i], rows);
        assert_int_equal(night->counts[i], stores);
        assert_int_equal(night->counts[i], sites);
        assert_int_equal(night->counts[i], devices);
    }
}

static void what_came_after_the_tablet_counted_does_not_wait_there(void **state)
{
    struct office *office = *state;
    struct night night;

    office_begin(office);
    put_epoch(office);
    put_tablet(office, TABLET, "平板一");
    put_actor(office, 0xa1, 22);
    put_contact(office, (struct dot[]){{0xa1, 22}}, 1);
    office_commit(office);
    night = read_night(office);
    assert_int_equal(night.counts[FIGURE_MISSING], 0);
    assert_int_equal(night.counts[FIGURE_UNSENT], 0);
    assert_int_equal(night.counts[FIGURE_UNSENT_FILES], 3);
    assert_adds_up(&night);
    night_clear(&night);
}

static void what_a_tablet_says_and_the_office_lacks_is_named_exactly(void **state)
{
    struct office *office = *state;
    const struct night_row *gaps;
    struct night night;
    size_t count;

    office_begin(office);
    put_epoch(office);
    put_tablet(office, TABLET, "平板一");
    put_tablet(office, OTHER, "平板二");
    put_actor(office, 0xa1, 4790);
    put_actor(office, 0xa2, 10);
    put_contact(office, (struct dot[]){{0xa1, 4812}, {0xa2, 10}, {0xa3, 5}}, 3);
    office_commit(office);
    night = read_night(office);
    assert_int_equal(night.device_count, 2);
    assert_int_equal(night.says, 4812 + 10 + 5);
    assert_int_equal(night.holds, 4790 + 10);
    gaps = night_rows(&night, FIGURE_MISSING, &count);
    assert_int_equal(count, 2);
    assert_string_equal(gaps[0].item, "00000000000000a1 4791…4812");
    assert_int_equal(gaps[0].amount, 22);
    assert_string_equal(gaps[1].item, "00000000000000a3 1…5");
    assert_int_equal(night.counts[FIGURE_MISSING], 22 + 5);
    assert_int_equal(night.devices[0].certificate_days, 100);
    assert_int_equal(night.devices[0].last_contact_ms, office->now_ms - 500);
    assert_int_equal(night.devices[1].last_contact_ms, 0);
    assert_int_equal(night.counts[FIGURE_SILENT], 1); // the other was never in contact
    assert_adds_up(&night);
    night_clear(&night);
}

static void a_tablet_that_says_nothing_for_days_and_one_that_differs_are_named(void **state)
{
    struct office *office = *state;
    struct proof_row proof = {.device = uuid_number(TABLET), .at_ms = FIXTURE_START_MS};
    const struct night_row *row;
    struct night night;
    size_t count;

    office_begin(office);
    put_epoch(office);
    put_tablet(office, TABLET, "平板一");
    put_contact(office, (struct dot[]){{0xa1, 22}}, 1);
    assert_ok(office, proofs_put(office->storage, &proof, &office->error));
    office_commit(office);
    night = read_at(office, office->now_ms + DAY_MS);
    assert_int_equal(night.counts[FIGURE_SILENT], 0);
    night_clear(&night);
    night = read_at(office, office->now_ms + 90 * DAY_MS);
    row = night_rows(&night, FIGURE_SILENT, &count);
    assert_int_equal(count, 1);
    assert_non_null(strstr(row->en, "no contact for 90 days"));
    assert_non_null(strstr(row->en, "22 writes were unsent"));
    assert_int_equal(night.counts[FIGURE_CERTIFICATE], 1);
    assert_int_equal(night.counts[FIGURE_DIFFER], 1);
    assert_adds_up(&night);
    night_clear(&night);
}

static void what_is_held_back_is_told_apart_by_why(void **state)
{
    struct office *office = *state;
    struct night night;

    office_begin(office);
    put_epoch(office);
    put_tablet(office, TABLET, "t");
    put_held(office, REASON_INVALID, 0);
    put_held(office, REASON_SCOPE, 0);
    put_held(office, REASON_CONTEXT, 0);
    for (int i = 0; i < 3; i++)
        put_held(office, REASON_GROUP, 7); // one group of three
    put_held(office, REASON_GROUP, 8);
    office_commit(office);
    night = read_night(office);
    assert_int_equal(night.counts[FIGURE_QUARANTINE], 2);
    assert_int_equal(night.counts[FIGURE_WAITING], 1);
    assert_int_equal(night.counts[FIGURE_GROUPS], 2);
    assert_adds_up(&night);
    night_clear(&night);
}

static void what_was_decided_later_was_open_then(void **state)
{
    struct office *office = *state;
    struct held_row held;
    struct night night;
    size_t count;

    office_begin(office);
    put_epoch(office);
    put_tablet(office, TABLET, "t");
    held = put_held(office, REASON_ROLE, 0);
    office_commit(office);
    office->now_ms += DAY_MS;
    office_begin(office);
    held.decision = DECISION_ACCEPTED;
    held.decided_ms = office->now_ms;
    assert_ok(office, held_put(office->storage, &held, &office->error));
    put_held(office, REASON_SCOPE, 0);
    put_held(office, REASON_SCOPE, 0);
    office_commit(office);
    night = read_at(office, office->now_ms - 1);
    assert_int_equal(night.counts[FIGURE_QUARANTINE], 1);
    assert_string_equal(night_rows(&night, FIGURE_QUARANTINE, &count)->code, "role");
    night_clear(&night);
    night = read_night(office);
    assert_int_equal(night.counts[FIGURE_QUARANTINE], 2);
    night_clear(&night);
    assert_int_equal(night_take(office->reader,
                                &(struct night_take_options){.cut_ms = FIXTURE_START_MS - 1},
                                &night, NULL),
                     ERR_NOT_FOUND);
    night_clear(&night);
}

static void a_tablet_was_what_it_was_then(void **state)
{
    struct office *office = *state;
    struct device_row device = {.id = uuid_number(TABLET), .state = DEVICE_REVOKED};
    struct night night;

    office_begin(office);
    put_epoch(office);
    put_tablet(office, TABLET, "旧名");
    put_contact(office, (struct dot[]){{0xa1, 1}}, 1);
    office_commit(office);
    office->now_ms += DAY_MS;
    office_begin(office);
    assert_ok(office, devices_put(office->storage, &device, &office->error));
    put_tablet(office, OTHER, "新");
    put_contact(office, (struct dot[]){{0xa1, 9}}, 1);
    office_commit(office);
    night = read_at(office, office->now_ms - DAY_MS);
    assert_int_equal(night.device_count, 1);
    assert_string_equal(night.devices[0].name, "旧名");
    assert_int_equal(night.devices[0].says, 1);
    assert_int_equal(night.counts[FIGURE_STOPPED], 0);
    night_clear(&night);
    night = read_night(office);
    assert_int_equal(night.device_count, 2);
    assert_int_equal(night.says, 9);
    assert_int_equal(night.counts[FIGURE_STOPPED], 1);
    night_clear(&night);
}

static void a_copied_tablet_is_seen_by_the_branches_of_its_journal(void **state)
{
    struct office *office = *state;
    struct uuid tablet = uuid_number(TABLET);
    const struct device_row revoked = {.id = tablet, .name = "t", .state = DEVICE_REVOKED};
    struct night night;
    bool branched = false;

    office_begin(office);
    put_epoch(office);
    put_tablet(office, TABLET, "t");
    put_actor(office, 0xa1, 2);
    put_actor(office, 0xa2, 1);
    assert_ok(office,
              chain_advance(office->storage, &(struct chain_step){tablet, {0, 0}, {0xa1, 2}},
                            &branched, &office->error));
    assert_ok(office,
              chain_advance(office->storage, &(struct chain_step){tablet, {0xa1, 1}, {0xa2, 1}},
                            &branched, &office->error));
    office_commit(office);
    night = read_night(office);
    assert_true(branched);
    assert_int_equal(night.devices[0].copies, 1);
    assert_int_equal(night.counts[FIGURE_COPIES], 1);
    night_clear(&night);

    office->now_ms += 1000;
    office_begin(office); // neither of the two is served any more: nothing is left to do
    assert_ok(office, devices_put(office->storage, &revoked, &office->error));
    office_commit(office);
    night = read_night(office);
    assert_int_equal(night.devices[0].copies, 1);
    assert_int_equal(night.counts[FIGURE_COPIES], 0);
    night_clear(&night);
}

static void alarms_are_those_of_the_last_day_and_back_to_the_night_before(void **state)
{
    struct office *office = *state;
    struct night_row_kept before = {.id = {{1}}, .totals = span_of("{}"), .page = span_of("{}")};
    struct night night;

    office->now_ms += 10 * DAY_MS;
    office_begin(office);
    put_epoch(office);
    for (int i = 0; i < 4; i++) {
        struct alarm_row alarm
            = {.at_ms = office->now_ms - i * INT64_C(40000000), .kind = "copy", .detail = "two"};
        assert_ok(office, alarm_put(office->storage, &alarm, &office->error));
    }
    office_commit(office);
    night = read_night(office);
    assert_int_equal(night.counts[FIGURE_ALARMS], 3);
    night_clear(&night);

    office_begin(office);
    before.cut_ms = before.made_ms = office->now_ms - INT64_C(3) * 40000000;
    calendar_format(calendar_day(before.cut_ms), before.date);
    assert_ok(office, nights_put(office->storage, &before, &office->error));
    office_commit(office);
    night = read_night(office);
    assert_int_equal(night.counts[FIGURE_ALARMS], 4);
    night_clear(&night);
}

static void a_conflict_names_its_fields_also_on_a_site_that_is_not_here(void **state)
{
    static const struct written both = {.one = "'text':'x','place':'a'",
                                        .other = "'text':'y','place':'a'",
                                        .time_ms = FIXTURE_START_MS};
    struct office *office = *state;
    const struct night_row *row;
    struct night night;
    size_t count;

    office_begin(office);
    put_epoch(office);
    office_publish(office);
    office_put_written(office, "note", RECORD, &both);
    office_commit(office);
    night = read_night(office);
    row = night_rows(&night, FIGURE_CONFLICTS, &count);
    assert_int_equal(count, 1);
    assert_string_equal(row->kind, "note");
    assert_string_equal(row->item, "text"); // equal values are no conflict
    assert_int_equal(night.site_count, 0);
    assert_adds_up(&night);
    night_clear(&night);
}

static void files_that_records_name_are_missing_until_they_come(void **state)
{
    struct office *office = *state;
    struct blob_row blob = {.digest = digest_number(1), .since_ms = FIXTURE_START_MS};
    const struct night_row *row;
    char fields[200], digest[HASH_TEXT];
    struct night night;
    size_t count;

    digest_format(&blob.digest, digest);
    snprintf(fields, sizeof(fields), "'of':@1,'digest':'%s'", digest);
    office_begin(office);
    put_epoch(office);
    put_tablet(office, TABLET, "t");
    put_actor(office, RECORD + 1, 1); // that of the sample record
    office_put(office, "photo", RECORD, fields);
    assert_ok(office, blobs_put(office->storage, &blob, &office->error));
    office_commit(office);
    night = read_night(office);
    row = night_rows(&night, FIGURE_FILES, &count);
    assert_int_equal(count, 1);
    assert_string_equal(row->item, digest);
    assert_int_equal(night.devices[0].counts[FIGURE_FILES], 1);
    assert_int_equal(row->since_ms, FIXTURE_START_MS);
    night_clear(&night);
    office->now_ms += DAY_MS;
    office_begin(office);
    blob.held = true;
    blob.commit = office->stamp.number;
    assert_ok(office, blobs_put(office->storage, &blob, &office->error));
    office_commit(office);
    night = read_night(office);
    assert_int_equal(night.counts[FIGURE_FILES], 0);
    night_clear(&night);
    night = read_at(office, office->now_ms - 1);
    assert_int_equal(night.counts[FIGURE_FILES], 1);
    night_clear(&night);
}

static void only_what_was_said_last_before_each_night_is_kept_for_ever(void **state)
{
    struct office *office = *state;
    struct night_row_kept night = {.cut_ms = FIXTURE_START_MS + 10 * HOUR_MS, .date = "1970-01-01"};
    struct device_contact said;
    struct uuid tablet = uuid_number(TABLET);
    const int64_t start_ms = FIXTURE_START_MS;

    office_begin(office);
    assert_ok(office, nights_put(office->storage, &night, &office->error));
    for (int hour = 0; hour < 20; hour++) {
        office->now_ms = start_ms + hour * HOUR_MS + 500; // half a second after what is said
        put_contact(office, (struct dot[]){{0xa1, (uint64_t)hour + 1}}, 1);
    }
    office_commit(office);
    assert_ok(office,
              contacts_at(office->reader, &tablet, start_ms + 3 * HOUR_MS, &said, &office->error));
    assert_int_equal(said.at_ms, start_ms + 3 * HOUR_MS);
    office_begin(office);
    assert_ok(office, contacts_thin(office->storage, 0, start_ms + 30 * HOUR_MS, &office->error));
    office_commit(office);
    // The one at the cut, and the newest of all.
    assert_int_equal(contacts_at(office->reader, &tablet, night.cut_ms - 1, &said, NULL),
                     ERR_NOT_FOUND);
    assert_ok(office,
              contacts_at(office->reader, &tablet, start_ms + 18 * HOUR_MS, &said, &office->error));
    assert_int_equal(said.at_ms, night.cut_ms);
    assert_ok(office, contacts_at(office->reader, &tablet, INT64_MAX, &said, &office->error));
    assert_int_equal(said.at_ms, start_ms + 19 * HOUR_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_a_tablet_says_and_the_office_lacks_is_named_exactly),
        TEST(what_came_after_the_tablet_counted_does_not_wait_there),
        TEST(a_tablet_that_says_nothing_for_days_and_one_that_differs_are_named),
        TEST(what_is_held_back_is_told_apart_by_why),
        TEST(what_was_decided_later_was_open_then),
        TEST(a_tablet_was_what_it_was_then),
        TEST(a_copied_tablet_is_seen_by_the_branches_of_its_journal),
        TEST(alarms_are_those_of_the_last_day_and_back_to_the_night_before),
        TEST(a_conflict_names_its_fields_also_on_a_site_that_is_not_here),
        TEST(only_what_was_said_last_before_each_night_is_kept_for_ever),
        TEST(files_that_records_name_are_missing_until_they_come),
    };

    return cmocka_run_group_tests_name("night_tablets", tests, NULL, NULL);
}
