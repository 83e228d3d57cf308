// SPDX-License-Identifier: Apache-2.0
#include "server/storage/storage_check.h"

#include "server/storage/actors.h"
#include "server/storage/blobs.h"
#include "server/storage/held.h"
#include "server/storage/history.h"
#include "server/storage/records.h"
#include "server/storage/storage_rebuild.h"
#include "shared/model/record.h"
#include "tests/unit/storage_fixture.h"

enum { DEVICE = 7, SITE = 3 };
static const uint8_t key[MAC_KEY_BYTES] = "the office's key";

// One tablet's journal, and what the office made of it.
struct world {
    struct office *office;
    struct actor_row actor;
    struct digest chain;
    struct arena arena;
    struct buffer bytes, state, vector;
};

static void world_open(struct world *world, struct office *office)
{
    *world = (struct world){.office = office,
                            .actor = {.actor = 0xaaaa, .device = uuid_number(DEVICE)}};
    arena_init(&world->arena, 1 << 20);
    buffer_init(&world->bytes, WRITE_BYTES_MAX);
    buffer_init(&world->state, RECORD_BYTES_MAX);
    buffer_init(&world->vector, 1 << 16);
    office_begin(office);
    assert_ok(office, actors_put(office->storage, &world->actor, &office->error));
}

static void world_close(struct world *world)
{
    assert_ok(world->office,
              actors_put(world->office->storage, &world->actor, &world->office->error));
    office_commit(world->office);
    arena_clear(&world->arena);
    buffer_clear(&world->bytes);
    buffer_clear(&world->state);
    buffer_clear(&world->vector);
}

// The next entry of the journal, a photo with this digest, in the history only.
static struct write add_entry(struct world *world, uint64_t id, uint64_t blob)
{
    struct digest digest = digest_number(blob);
    struct office *office = world->office;
    struct history_row entry;
    struct write write = {
        .dot = {world->actor.actor, ++world->actor.counter},
        .id = uuid_number(id),
        .site = uuid_number(SITE),
        .kind = span_of("photo"),
        .clock = {.boot = "0000000000000001"},
    };
    struct field *fields = arena_take(&world->arena, 2 * sizeof(*fields));
    char hex[HASH_TEXT], *value = arena_take(&world->arena, HASH_TEXT + 2);

    digest_format(&digest, hex);
    snprintf(value, HASH_TEXT + 2, "\"%s\"", hex);
    fields[0] = (struct field){span_of("deleted"), span_of("false")};
    fields[1] = (struct field){span_of("digest"), span_of(value)};
    write.fields = fields;
    write.field_count = 2;
    buffer_reset(&world->bytes);
    assert_true(write_format(&write, &world->bytes));
    chain_next(&world->chain, (struct span){world->bytes.data, world->bytes.len});
    entry = (struct history_row){.dot = write.dot,
                                 .bytes = {world->bytes.data, world->bytes.len},
                                 .chain = world->chain,
                                 .record = write.id};
    assert_ok(office, history_put(office->storage, world->actor.row, &entry, &office->error));
    return write;
}

// The same, taken into its (new) record, which names the blob.
static void add_photo(struct world *world, uint64_t id, uint64_t blob)
{
    struct office *office = world->office;
    struct write write = add_entry(world, id, blob);
    struct blob_name name = {digest_number(blob), write.id, write.site, uuid_number(DEVICE)};
    struct record_row row
        = {.id = write.id, .site = write.site, .kind = write.kind, .author = write.dot.actor};
    struct record record;

    record_init(&record, &world->arena, &write.id, &write.site, write.kind);
    assert_ok(office, record_apply(&record, &write, &office->error));
    buffer_reset(&world->state);
    buffer_reset(&world->vector);
    assert_true(record_format(&record, &world->state));
    assert_true(vector_pack(&record.vector, &world->vector));
    row.state = (struct span){world->state.data, world->state.len};
    row.vector = (struct span){world->vector.data, world->vector.len};
    row.seq = storage_seq(office->storage);
    mac_make(key, row.state.data, row.state.len, row.mac);
    assert_ok(office, records_put(office->storage, &row, &office->error));
    assert_ok(office, blobs_name(office->storage, &name, &office->error));
    record_clear(&record);
}

static void three_photos(struct office *office)
{
    struct world world;

    world_open(&world, office);
    for (uint64_t i = 1; i <= 3; i++)
        add_photo(&world, i, 100 + i);
    world_close(&world);
}

static void tamper(struct office *office, const char *sql)
{
    sqlite3 *handle = database_handle(office->writer->database);

    if (sqlite3_exec(handle, sql, NULL, NULL, NULL) || !sqlite3_changes(handle))
        fail_msg("%s: %s", sql, sqlite3_errmsg(handle));
}

// Facts in the history cannot be changed through the door.
static void tamper_history(struct office *office, const char *sql)
{
    sqlite3 *handle = database_handle(office->writer->database);

    assert_int_equal(sqlite3_exec(handle, "DROP TRIGGER history_keeps; DROP TRIGGER history_stays",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    tamper(office, sql);
}

// The check's findings; NULL: none.
static void assert_check(struct office *office, const char *finding)
{
    struct buffer report;
    enum err code;

    buffer_init(&report, 1 << 16);
    code = storage_check(office->storage, key, &report, &office->error);
    if (!finding)
        assert_string_equal(report.data ? report.data : "", "");
    else if (!report.data || !strstr(report.data, finding))
        fail_msg("'%s' is not in '%s'", finding, report.data ? report.data : "");
    assert_int_equal(code, finding ? ERR_CORRUPT : ERR_OK);
    buffer_clear(&report);
}

static void assert_rebuild(struct office *office, uint64_t differed, const char *line)
{
    struct buffer report;
    uint64_t counted = 99;

    buffer_init(&report, 1 << 16);
    assert_ok(office, storage_rebuild(office->storage, key, &report, &counted, &office->error));
    if (!report.data || !strstr(report.data, line))
        assert_string_equal(report.data ? report.data : "", line);
    assert_int_equal(counted, differed);
    buffer_clear(&report);
}

static void a_sound_store_has_no_findings(void **state)
{
    assert_check(*state, NULL);
    three_photos(*state);
    assert_check(*state, NULL);
    assert_rebuild(*state, 0, "");
    assert_check(*state, NULL);
}

static void a_changed_state_or_column_is_found(void **state)
{
    static const char *const cases[][2] = {
        {"UPDATE records SET mac = zeroblob(16) WHERE row = 2", "mac does not match"},
        {"UPDATE records SET state = CAST(replace(state, 'false', 'true') AS BLOB) WHERE row = 2",
         "mac does not match"},
        {"UPDATE records SET state = x'7b7d' WHERE row = 2", "parse"},
        {"UPDATE records SET vector = zeroblob(16) WHERE row = 2", "vector or flags"},
        {"UPDATE records SET vector = x'' WHERE row = 2", "vector or flags"},
        {"UPDATE records SET deleted = 1 WHERE row = 2", "vector or flags"},
        {"UPDATE records SET conflicted = 1 WHERE row = 2", "vector or flags"},
        {"UPDATE records SET id = zeroblob(16) WHERE row = 2", "another id, site or kind"},
        {"UPDATE records SET kind = 1 WHERE row = 2", "another id, site or kind"},
        {"UPDATE records SET seq = 9 << 20 WHERE row = 2", "commit 9, which there is not"},
    };

    three_photos(*state);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct office *office = *state;
        sqlite3 *handle = database_handle(office->writer->database);

        sqlite3_exec(handle, "CREATE TEMP TABLE kept AS SELECT * FROM records WHERE row = 2", NULL,
                     NULL, NULL);
        tamper(office, cases[i][0]);
        assert_check(office, i == 2 ? "record " : cases[i][1]);
        sqlite3_exec(handle, "REPLACE INTO records SELECT * FROM kept; DROP TABLE kept", NULL, NULL,
                     NULL);
        assert_check(office, NULL);
    }
}

static void a_column_of_the_wrong_size_is_an_error_not_a_crash(void **state)
{
    struct office *office = *state;
    struct uuid id = uuid_number(2);
    struct record_row row;
    struct buffer report;

    three_photos(office);
    tamper(office, "UPDATE records SET mac = x'00' WHERE row = 2");
    assert_int_equal(records_get(office->reader, &id, &row, NULL), ERR_CORRUPT);
    buffer_init(&report, 1 << 16);
    assert_int_equal(storage_check(office->storage, key, &report, NULL), ERR_CORRUPT);
    buffer_clear(&report);
}

static void changed_or_missing_history_is_found(void **state)
{
    struct office *office = *state;

    three_photos(office);
    tamper_history(office, "DELETE FROM history WHERE dot = (1 << 32) + 2");
    assert_check(office, "entry 3 follows 1");
}

static void a_history_that_ends_too_early_is_found(void **state)
{
    struct office *office = *state;

    three_photos(office);
    tamper_history(office, "DELETE FROM history WHERE dot = (1 << 32) + 3");
    assert_check(office, "held up to 3, but its entries end at 2");
}

static void changed_bytes_break_the_chain(void **state)
{
    struct office *office = *state;

    three_photos(office);
    tamper_history(office, "UPDATE history SET bytes = CAST(replace(bytes, '\"mono\":0',"
                           " '\"mono\":1') AS BLOB) WHERE dot = (1 << 32) + 2");
    assert_check(office, "0000aaaa 2: its chain does not follow");
}

static void a_changed_record_of_an_entry_is_found(void **state)
{
    struct office *office = *state;

    three_photos(office);
    tamper_history(office, "UPDATE history SET record = zeroblob(16) WHERE dot = (1 << 32) + 1");
    assert_check(office, "another dot or record");
}

static void an_entry_marked_broken_may_be_anything(void **state)
{
    struct office *office = *state;
    struct world world;
    struct history_row raw = {.bytes = {"bit\0rot", 7}, .broken = true};

    world_open(&world, office);
    add_photo(&world, 1, 101);
    raw.dot = (struct dot){world.actor.actor, ++world.actor.counter};
    raw.chain = world.chain = digest_number(5); // as stated
    assert_ok(office, history_put(office->storage, world.actor.row, &raw, &office->error));
    add_photo(&world, 3, 103);
    world_close(&world);
    assert_check(office, NULL);
    assert_rebuild(office, 0, "");
}

static void a_trimmed_range_is_no_hole(void **state)
{
    struct office *office = *state;
    struct world world;

    world_open(&world, office);
    add_photo(&world, 1, 101);
    world.actor.counter = 10; // 2 … 10 are lost, their states were healed
    world.actor.trimmed_to = 10;
    world_close(&world);
    assert_check(office, NULL);

    office_begin(office);
    world.actor.counter = 12;
    assert_ok(office, actors_put(office->storage, &world.actor, &office->error));
    office_commit(office);
    assert_check(office, "held up to 12, but its entries end at 1");
}

static void a_report_that_is_full_still_counts(void **state)
{
    struct office *office = *state;
    struct buffer report;

    three_photos(office);
    tamper(office, "UPDATE records SET deleted = 1");
    buffer_init(&report, 10);
    assert_int_equal(storage_check(office->storage, key, &report, &office->error), ERR_CORRUPT);
    assert_string_equal(office->error.detail, "3 findings");
    buffer_clear(&report);
}

static void a_rebuild_puts_columns_right(void **state)
{
    struct office *office = *state;

    three_photos(office);
    tamper(office, "UPDATE records SET vector = x'', conflicted = 1, deleted = 1 WHERE row < 3");
    assert_rebuild(office, 2, "its vector or flags were not those of its state");
    assert_check(office, NULL);
    assert_rebuild(office, 0, "");
}

static void a_rebuild_leaves_what_it_cannot_trust_alone(void **state)
{
    struct office *office = *state;

    three_photos(office);
    tamper(office, "UPDATE records SET mac = zeroblob(16), vector = x'' WHERE row = 2");
    assert_rebuild(office, 1, "mac does not match its state: left alone");
    assert_check(office, "vector or flags");
}

static bool count_names(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    (void)blob;
    assert_int_equal(name->device.bytes[15], DEVICE);
    assert_int_equal(name->site.bytes[15], SITE);
    ++*(size_t *)arg;
    return true;
}

static void a_rebuild_finds_the_names_of_blobs_again(void **state)
{
    struct office *office = *state;
    size_t names = 0;

    three_photos(office);
    tamper(office, "DELETE FROM blob_names");
    tamper(office, "DELETE FROM blobs");
    assert_rebuild(office, 3, "names blob");
    assert_ok(office, blobs_names(office->reader, count_names, &names, &office->error));
    assert_int_equal(names, 3);
    assert_rebuild(office, 0, "");
}

static void a_name_that_only_a_state_gives_is_found_too(void **state)
{
    struct office *office = *state;
    struct digest digest = digest_number(102);
    struct uuid record = uuid_number(2);
    bool named = false;

    three_photos(office); // as if an offer had brought the state of 2
    tamper(office, "DELETE FROM blob_names WHERE record = x'00000000000000000000000000000002'");
    tamper_history(office, "DELETE FROM history WHERE dot = (1 << 32) + 2");
    assert_rebuild(office, 1, "names blob");
    assert_ok(office, blobs_named_by(office->reader, &digest, &record, &named, &office->error));
    assert_true(named);
}

static void a_name_that_nothing_gives_is_told_and_kept(void **state)
{
    struct office *office = *state;
    struct blob_name name = {digest_number(999), uuid_number(1), uuid_number(SITE), uuid_number(1)};
    bool named = false;

    three_photos(office);
    office_begin(office);
    assert_ok(office, blobs_name(office->storage, &name, &office->error));
    office_commit(office);
    assert_rebuild(office, 1, "no write does: kept");
    assert_ok(office,
              blobs_named_by(office->reader, &name.digest, &name.record, &named, &office->error));
    assert_true(named);
}

static void wrong_marks_of_missing_blobs_are_put_right(void **state)
{
    struct office *office = *state;
    struct uuid device = uuid_number(DEVICE);
    size_t missing = 0;

    three_photos(office);
    tamper(office, "UPDATE blob_names SET missing = 0");
    tamper(office, "UPDATE blobs SET held = 1 WHERE row = 1");
    assert_rebuild(office, 1, "2 blob names were marked wrongly");
    assert_ok(office, blobs_missing(office->reader, &device, count_names, &missing, NULL));
    assert_int_equal(missing, 2);
}

static void what_is_in_quarantine_names_nothing(void **state)
{
    struct office *office = *state;
    struct held_row held = {.reason = REASON_SCOPE, .decision = DECISION_REJECTED};
    struct world world;
    struct write write;

    world_open(&world, office);
    write = add_entry(&world, 9, 109);
    held.dot = write.dot;
    held.record = write.id;
    held.site = write.site;
    assert_ok(office, held_put(office->storage, &held, &office->error));
    world_close(&world);
    assert_rebuild(office, 0, "");

    office_begin(office);
    held.decision = DECISION_ACCEPTED;
    assert_ok(office, held_put(office->storage, &held, &office->error));
    held.row = 0; // another one claimed the same dot later
    held.decision = DECISION_OPEN;
    held.reason = REASON_FORK;
    held.bytes = span_of("other bytes");
    assert_ok(office, held_put(office->storage, &held, &office->error));
    office_commit(office);
    assert_rebuild(office, 1, "names blob");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sound_store_has_no_findings),
        TEST(a_changed_state_or_column_is_found),
        TEST(a_column_of_the_wrong_size_is_an_error_not_a_crash),
        TEST(changed_or_missing_history_is_found),
        TEST(a_history_that_ends_too_early_is_found),
        TEST(changed_bytes_break_the_chain),
        TEST(a_changed_record_of_an_entry_is_found),
        TEST(an_entry_marked_broken_may_be_anything),
        TEST(a_trimmed_range_is_no_hole),
        TEST(a_report_that_is_full_still_counts),
        TEST(a_rebuild_puts_columns_right),
        TEST(a_rebuild_leaves_what_it_cannot_trust_alone),
        TEST(a_rebuild_finds_the_names_of_blobs_again),
        TEST(a_name_that_only_a_state_gives_is_found_too),
        TEST(a_name_that_nothing_gives_is_told_and_kept),
        TEST(wrong_marks_of_missing_blobs_are_put_right),
        TEST(what_is_in_quarantine_names_nothing),
    };

    return cmocka_run_group_tests_name("storage_check", tests, NULL, NULL);
}
