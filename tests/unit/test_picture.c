// SPDX-License-Identifier: Apache-2.0
// The morning picture from rows made by hand: every figure, and the same one in every format.
#include "server/reconcile/picture.h"

#include "server/reconcile/picture_csv.h"
#include "server/reconcile/picture_json.h"
#include "server/reconcile/picture_text.h"
#include "server/storage/actors.h"
#include "server/storage/chain.h"
#include "server/storage/records.h"
#include "shared/data/json.h"
#include "shared/model/vector.h"
#include "tests/unit/storage_fixture.h"

enum { TABLET = 0xd1, SITE = 0x51, RECORD = 0x71 };

static void put_tablet(struct office *office, const char *name)
{
    struct device_row device = {.id = uuid_number(TABLET),
                                .certificate_until_ms = FIXTURE_START_MS + INT64_C(864000000)};

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
                                     .at_ms = FIXTURE_START_MS - 500,
                                     .agent = "plumb 0.1.0",
                                     .unsent_writes = 22,
                                     .unsent_blobs = 3,
                                     .storage_free = 7};
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

static void put_held(struct office *office, enum held_reason reason, uint64_t group)
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
}

static struct picture read_picture(struct office *office)
{
    const struct picture_service_options options = {.now_ms = office->now_ms};
    struct picture picture;

    assert_ok(office, picture_read(office->reader, &options, &picture, &office->error));
    return picture;
}

static void what_came_after_the_tablet_counted_does_not_wait_there(void **state)
{
    struct office *office = *state;
    struct picture picture;

    office_begin(office);
    put_tablet(office, "平板一");
    put_actor(office, 0xa1, 22);
    put_contact(office, (struct dot[]){{0xa1, 22}}, 1);
    office_commit(office);
    picture = read_picture(office);
    assert_int_equal(picture.missing, 0);
    assert_int_equal(picture.devices[0].unsent_writes, 0);
    assert_int_equal(picture.devices[0].unsent_blobs, 3);
    picture_clear(&picture);
}

static void what_a_tablet_says_and_the_office_lacks_is_named_exactly(void **state)
{
    struct office *office = *state;
    struct picture picture;

    office_begin(office);
    put_tablet(office, "平板一");
    put_actor(office, 0xa1, 4790);
    put_actor(office, 0xa2, 10);
    put_contact(office, (struct dot[]){{0xa1, 4812}, {0xa2, 10}, {0xa3, 5}}, 3);
    office_commit(office);
    picture = read_picture(office);
    assert_int_equal(picture.device_count, 1);
    assert_int_equal(picture.devices[0].says, 4812 + 10 + 5);
    assert_int_equal(picture.devices[0].holds, 4790 + 10);
    assert_int_equal(picture.devices[0].gap_count, 2);
    assert_int_equal(picture.devices[0].gaps[0].actor, 0xa1);
    assert_int_equal(picture.devices[0].gaps[0].from, 4791);
    assert_int_equal(picture.devices[0].gaps[0].to, 4812);
    assert_int_equal(picture.devices[0].gaps[1].actor, 0xa3);
    assert_int_equal(picture.devices[0].gaps[1].from, 1);
    assert_int_equal(picture.missing, 22 + 5);
    assert_int_equal(picture.devices[0].certificate_days, 10);
    assert_int_equal(picture.devices[0].last_contact_ms, FIXTURE_START_MS - 500);
    picture_clear(&picture);
}

static void an_office_that_knows_more_than_the_tablet_said_misses_nothing(void **state)
{
    struct office *office = *state;
    struct picture picture;

    office_begin(office);
    put_tablet(office, "t");
    put_actor(office, 0xa1, 30);
    put_contact(office, (struct dot[]){{0xa1, 20}}, 1); // it said so before its last push
    office_commit(office);
    picture = read_picture(office);
    assert_int_equal(picture.says, 30);
    assert_int_equal(picture.holds, 30);
    assert_int_equal(picture.missing, 0);
    assert_int_equal(picture.devices[0].gap_count, 0);
    picture_clear(&picture);
}

static void a_tablet_that_never_came_is_there_all_the_same(void **state)
{
    struct office *office = *state;
    struct picture picture;

    office_begin(office);
    put_tablet(office, "t");
    office_commit(office);
    picture = read_picture(office);
    assert_int_equal(picture.device_count, 1);
    assert_int_equal(picture.devices[0].last_contact_ms, 0);
    assert_int_equal(picture.says, 0);
    picture_clear(&picture);
}

static void what_is_held_back_is_told_apart_by_why(void **state)
{
    struct office *office = *state;
    struct picture picture;

    office_begin(office);
    put_held(office, REASON_INVALID, 0);
    put_held(office, REASON_SCOPE, 0);
    put_held(office, REASON_CONTEXT, 0);
    for (int i = 0; i < 3; i++)
        put_held(office, REASON_GROUP, 7); // one group of three
    put_held(office, REASON_GROUP, 8);
    office_commit(office);
    picture = read_picture(office);
    assert_int_equal(picture.quarantined, 2);
    assert_int_equal(picture.waiting, 1);
    assert_int_equal(picture.open_groups, 2);
    assert_int_equal(picture.held_count, 7);
    picture_clear(&picture);
}

static void a_copied_tablet_is_seen_by_the_branches_of_its_journal(void **state)
{
    struct office *office = *state;
    struct picture picture;
    struct uuid tablet = uuid_number(TABLET);
    bool branched = false;

    office_begin(office);
    put_tablet(office, "t");
    put_actor(office, 0xa1, 2);
    put_actor(office, 0xa2, 1);
    assert_ok(office,
              chain_advance(office->storage, &(struct chain_step){tablet, {0, 0}, {0xa1, 2}},
                            &branched, &office->error));
    assert_ok(office,
              chain_advance(office->storage, &(struct chain_step){tablet, {0xa1, 1}, {0xa2, 1}},
                            &branched, &office->error));
    office_commit(office);
    picture = read_picture(office);
    assert_true(branched);
    assert_int_equal(picture.devices[0].copies, 1);
    picture_clear(&picture);
}

static void alarms_are_those_of_the_last_day(void **state)
{
    struct office *office = *state;
    struct picture picture;

    office->now_ms = INT64_C(200000000);
    office_begin(office);
    for (int i = 0; i < 4; i++) {
        struct alarm_row alarm
            = {.at_ms = office->now_ms - i * INT64_C(40000000), .kind = "copy", .detail = "two"};
        assert_ok(office, alarm_put(office->storage, &alarm, &office->error));
    }
    office_commit(office);
    picture = read_picture(office);
    assert_int_equal(picture.alarm_count, 3);
    picture_clear(&picture);
}

static void a_conflict_names_its_fields(void **state)
{
    struct office *office = *state;
    struct picture picture;
    char id[UUID_TEXT], site[UUID_TEXT], text[900];
    struct record_row record = {.id = uuid_number(RECORD),
                                .site = uuid_number(SITE),
                                .kind = span_of("note"),
                                .author = 0xa1,
                                .author_counter = 1,
                                .conflicted = true};

    uuid_format(&record.id, id);
    uuid_format(&record.site, site);
    snprintf(text, sizeof(text),
             "{\"id\":\"%s\",\"kind\":\"note\",\"site\":\"%s\",\"vector\":{\"00000000000000a1\":"
             "\"1\",\"00000000000000a2\":\"1\"},\"writes\":[{\"actor\":\"00000000000000a1\","
             "\"counter\":\"1\",\"fields\":{\"deleted\":false,\"place\":\"a\",\"text\":\"x\"},"
             "\"person\":\"%s\",\"time\":\"1\"},{\"actor\":\"00000000000000a2\",\"counter\":\"1\","
             "\"fields\":{\"deleted\":false,\"place\":\"a\",\"text\":\"y\"},\"person\":\"%s\","
             "\"time\":\"2\"}]}",
             id, site, id, id);
    record.state = span_of(text);
    office_begin(office);
    record.seq = storage_seq(office->storage);
    assert_ok(office, records_put(office->storage, &record, &office->error));
    office_commit(office);
    picture = read_picture(office);
    assert_int_equal(picture.conflict_count, 1);
    assert_string_equal(picture.conflicts[0].kind, "note");
    assert_string_equal(picture.conflicts[0].fields, "text"); // equal values are no conflict
    picture_clear(&picture);
}

// An office with something of everything, and a tablet with a malicious name.
static struct picture rich_picture(struct office *office)
{
    struct blob_name name
        = {digest_number(1), uuid_number(RECORD), uuid_number(SITE), uuid_number(TABLET)};
    struct alarm_row alarm = {.at_ms = FIXTURE_START_MS, .kind = "+fork", .detail = "-2\"\r\n=3"};

    office_begin(office);
    put_tablet(office, "=HYPERLINK(\"http://x\",\"y\")");
    put_actor(office, 0xa1, 3);
    put_contact(office, (struct dot[]){{0xa1, 5}}, 1);
    put_held(office, REASON_INVALID, 0);
    put_held(office, REASON_CONTEXT, 0);
    put_held(office, REASON_GROUP, 9);
    assert_ok(office, blobs_name(office->storage, &name, &office->error));
    assert_ok(office, alarm_put(office->storage, &alarm, &office->error));
    office_commit(office);
    return read_picture(office);
}

static void a_spreadsheet_finds_no_formula_in_it(void **state)
{
    struct office *office = *state;
    struct picture picture = rich_picture(office);
    struct buffer csv;
    bool quoted = false, begins = true;

    buffer_init(&csv, 1 << 20);
    picture_csv(&picture, &csv);
    assert_memory_equal(csv.data, "\xEF\xBB\xBF", 3);
    assert_non_null(strstr(csv.data, "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""));
    for (const char *at = csv.data + 3; *at; at++) { // as a spreadsheet reads it
        if (begins && *at == '"') {
            quoted = !quoted;
            at++;
        }
        if (begins)
            assert_null(*at ? strchr("=+-@\t", *at) : NULL);
        begins = false;
        if (*at == '"')
            quoted = !quoted;
        else if (!quoted && (*at == ',' || *at == '\n'))
            begins = true;
    }
    assert_false(quoted);
    buffer_clear(&csv);
    picture_clear(&picture);
}

static uint64_t csv_total(const struct buffer *csv, const char *item)
{
    char wanted[64];
    const char *found;

    snprintf(wanted, sizeof(wanted), "\"total\",\"\",\"\",\"\",\"\",\"%s\",", item);
    found = strstr(csv->data, wanted);
    if (!found)
        fail_msg("no total %s in the table", item);
    return strtoull(found + strlen(wanted), NULL, 10);
}

static uint64_t json_total(const struct buffer *json, const char *item)
{
    char wanted[64];
    const char *totals = strstr(json->data, "\"totals\":{"), *found;

    snprintf(wanted, sizeof(wanted), "\"%s\":", item);
    found = strstr(totals, wanted);
    if (!found || found > strchr(totals, '}'))
        fail_msg("no total %s in the JSON", item);
    return strtoull(found + strlen(wanted), NULL, 10);
}

static void every_format_shows_the_same_figures(void **state)
{
    static const struct {
        const char *name;
        uint64_t value;
    } totals[] = {{"says", 5},        {"holds", 3},         {"missing", 2},
                  {"conflicts", 0},   {"quarantine", 1},    {"waiting", 1},
                  {"open_groups", 1}, {"blobs_missing", 1}, {"alarms", 1}};
    struct office *office = *state;
    struct picture picture = rich_picture(office);
    struct buffer csv, json, text;

    buffer_init(&csv, 1 << 20);
    buffer_init(&json, 1 << 20);
    buffer_init(&text, 1 << 20);
    picture_csv(&picture, &csv);
    picture_json(&picture, &json);
    picture_text(&picture, &text);
    for (size_t i = 0; i < sizeof(totals) / sizeof(*totals); i++) {
        assert_int_equal(csv_total(&csv, totals[i].name), totals[i].value);
        assert_int_equal(json_total(&json, totals[i].name), totals[i].value);
    }
    assert_non_null(strstr(json.data, "\"from\":\"4\",\"to\":\"5\""));
    assert_non_null(strstr(csv.data, "\"00000000000000a1:4..5\""));
    assert_true(text.len > 0 && !text.failed);
    buffer_clear(&csv);
    buffer_clear(&json);
    buffer_clear(&text);
    picture_clear(&picture);
}

static void many_rows_are_all_there(void **state)
{
    struct office *office = *state;
    struct picture picture;

    office_begin(office);
    for (uint64_t i = 0; i < 100; i++) {
        struct blob_name name
            = {digest_number(i), uuid_number(RECORD + i), uuid_number(SITE), uuid_nil};
        assert_ok(office, blobs_name(office->storage, &name, &office->error));
    }
    office_commit(office);
    picture = read_picture(office);
    assert_int_equal(picture.blob_count, 100);
    for (uint64_t i = 0; i < 100; i++)
        assert_int_equal(picture.blobs[i].record.bytes[15], (uint8_t)(RECORD + i));
    picture_clear(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_a_tablet_says_and_the_office_lacks_is_named_exactly),
        TEST(what_came_after_the_tablet_counted_does_not_wait_there),
        TEST(an_office_that_knows_more_than_the_tablet_said_misses_nothing),
        TEST(a_tablet_that_never_came_is_there_all_the_same),
        TEST(what_is_held_back_is_told_apart_by_why),
        TEST(a_copied_tablet_is_seen_by_the_branches_of_its_journal),
        TEST(alarms_are_those_of_the_last_day),
        TEST(a_conflict_names_its_fields),
        TEST(a_spreadsheet_finds_no_formula_in_it),
        TEST(every_format_shows_the_same_figures),
        TEST(many_rows_are_all_there),
    };

    return cmocka_run_group_tests_name("picture", tests, NULL, NULL);
}
