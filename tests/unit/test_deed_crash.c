// SPDX-License-Identifier: Apache-2.0
// Power is lost at every single operation of a deed with a photo: afterwards the result, its
// rectification and the photo are there, whole, or nothing of them, and the same tap again makes
// them exactly once. On a full disk photos are refused, and words are saved all the same.
#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "tests/sim/sim_disk.h"
#include "tests/unit/day_fixture.h"
#include "tests/unit/picture_sample.h"

enum { SEEDS = 2, RESERVE_BYTES = 512 << 10 };

static struct buffer picture;
static struct uuid node; // of the day that is being lived

static enum err live(struct site_day *day)
{
    struct store_options options = tablet_options(day->tablet);
    enum err code;

    options.reserve_bytes = RESERVE_BYTES;
    code = store_open(&options, &day->tablet->store, &day->tablet->error);
    day->options.store = day->tablet->store;
    return code;
}

static void rest(struct site_day *day)
{
    store_close(day->tablet->store);
    day->tablet->store = NULL;
}

// A node that is started, on a simulated disk; the store is closed.
static struct site_day *prepare(struct sim_disk *disk)
{
    struct tablet *tablet = calloc(1, sizeof(*tablet));
    struct store_options options;
    struct site_day *day;

    tablet->disk = sim_disk_handle(disk);
    tablet->wall_ms = TABLET_START_MS;
    tablet->boot_ms = 60000;
    snprintf(tablet->boot, sizeof(tablet->boot), "00000000000000b1");
    tablet->person = tablet_uuid(0xfeed);
    tablet->site = tablet_uuid(0x517e);
    options = tablet_options(tablet);
    options.reserve_bytes = RESERVE_BYTES;
    assert_ok(tablet, store_open(&options, &tablet->store, &tablet->error));
    day = day_begin(tablet, 1);
    node = day_start(day, "water_electric").node;
    rest(day);
    return day;
}

static void end(struct site_day *day)
{
    rest(day);
    deed_report_clear(&day->report);
    arena_clear(&day->arena);
    free(day->tablet);
    free(day);
}

// The tap of a fail with its photo.
static enum err answer_fail(struct site_day *day)
{
    const struct once tap = {.id = tablet_uuid(0x0ce)};
    struct item_answer answer = {span_of("standard"), span_of("fail")};
    struct item_set given = {.of = node, .answers = &answer, .count = 1};
    struct photo_options options = {.person = day->options.person, .name = "p.jpg"};
    struct day_bytes left = {picture.data, picture.len};
    struct photo_source source = {&left, day_read_bytes};
    enum err code
        = photo_take(day->tablet->store, &options, &source, &day->photos[0], &day->tablet->error);

    if (code)
        return code;
    day->options.photo_count = 1;
    day->options.once = &tap;
    deed_report_clear(&day->report);
    code = day_done(day, item_set(&day->options, &given, DAY_ARGUMENTS(day)));
    day->options.once = NULL;
    return code;
}

static void assert_file(struct site_day *day, const struct fact *photo, const char *field)
{
    struct outgoing_row row;
    struct digest digest;
    struct span hex;

    assert_true(fact_text(photo, field, &hex) && digest_parse(hex.data, hex.len, &digest));
    assert_ok(day->tablet, outgoing_get(day->tablet->store, &digest, &row, &day->tablet->error));
    assert_true(row.present && row.state == OUTGOING_WAITING);
    assert_ok(day->tablet,
              shelf_verify(&day->tablet->disk, &digest, row.size, &day->tablet->error));
}

static bool count_row(void *arg, const struct outgoing_row *row)
{
    (void)row;
    ++*(size_t *)arg;
    return true;
}

// The whole of it, or nothing. Returns whether it is there.
static bool assert_whole(struct site_day *day)
{
    struct site_facts facts;
    const struct fact *photo;
    size_t results = 0, fixes = 0, photos = 0, queued = 0;

    day_facts(day, &facts);
    facts_of_kind(&facts.facts, "item_result", &results);
    facts_of_kind(&facts.facts, "rectification", &fixes);
    photo = facts_of_kind(&facts.facts, "photo", &photos);
    assert_ok(day->tablet,
              outgoing_list(day->tablet->store, true, count_row, &queued, &day->tablet->error));
    assert_true(results <= 1);
    assert_int_equal(fixes, results);
    assert_int_equal(photos, results);
    assert_int_equal(queued, 2 * photos); // the original and its thumbnail
    if (photos) {
        assert_file(day, photo, "digest");
        assert_file(day, photo, "thumbnail");
    }
    site_facts_clear(&facts);
    tablet_check(day->tablet);
    return results == 1;
}

// One deed on a copy of the disk, cut off at an operation; false when it was over before.
static bool play(const struct sim_disk *ready, struct site_day *day, uint64_t seed,
                 uint64_t fail_at)
{
    struct sim_disk *disk = sim_disk_copy(ready, seed << 16 | fail_at);
    enum err code;
    bool lost, there;

    day->tablet->disk = sim_disk_handle(disk);
    day->tablet->seed = fail_at;
    assert_ok(day->tablet, live(day));
    disk->fail_at = disk->operations + fail_at;
    code = answer_fail(day);
    lost = disk->operations >= disk->fail_at;
    assert_true(lost || code == ERR_OK);
    rest(day);
    sim_disk_crash(disk);
    if (live(day) != ERR_OK)
        fail_msg("operation %llu: %s", (unsigned long long)fail_at, day->tablet->error.detail);
    there = assert_whole(day);
    assert_true(there || code != ERR_OK);     // what was answered as saved is there
    assert_ok(day->tablet, answer_fail(day)); // the page repeats the tap
    assert_true(assert_whole(day));
    assert_int_equal(day->report.count, 3);
    rest(day);
    sim_disk_free(disk);
    return lost;
}

static void power_lost_at_every_operation_leaves_the_whole_deed_or_nothing(void **state)
{
    struct sim_disk *ready = sim_disk_create(17);
    struct site_day *day = prepare(ready);
    uint64_t losses = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        for (uint64_t at = 1; play(ready, day, seed, at); at++)
            losses++;
    assert_true(losses > 20 * SEEDS);
    print_message("%llu power losses\n", (unsigned long long)losses);
    end(day);
    sim_disk_free(ready);
}

static bool count_file(void *arg, const char *name)
{
    (void)name;
    ++*(int *)arg;
    return true;
}

static void on_a_full_disk_photos_are_refused_and_words_are_saved(void **state)
{
    struct sim_disk *disk = sim_disk_create(18);
    struct site_day *day = prepare(disk);
    struct item_answer answer = {span_of("standard"), span_of("fail")};
    struct item_set given = {.of = node, .answers = &answer, .count = 1};
    int files = 0;

    assert_ok(day->tablet, live(day));
    disk->capacity_bytes = disk->used_bytes;
    assert_int_equal(answer_fail(day), ERR_FULL);
    assert_false(assert_whole(day));
    assert_ok(day->tablet,
              day->tablet->disk.list(day->tablet->disk.ctx, "blobs", count_file, &files));
    assert_int_equal(files, 0);
    given.fields = day_fields(day, "item_result", "note=不平", NULL);
    DAY_OK(day, item_set(&day->options, &given, DAY_ARGUMENTS(day)));
    disk->capacity_bytes = 1 << 30; // room was made
    assert_ok(day->tablet, answer_fail(day));
    assert_true(assert_whole(day));
    end(day);
    sim_disk_free(disk);
}

static int make_picture(void **state)
{
    (void)state;
    buffer_init(&picture, 1 << 20);
    picture_jpeg(&picture, 64, 48, 0);
    return 0;
}

static int drop_picture(void **state)
{
    (void)state;
    buffer_clear(&picture);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(power_lost_at_every_operation_leaves_the_whole_deed_or_nothing),
        cmocka_unit_test(on_a_full_disk_photos_are_refused_and_words_are_saved),
    };

    return cmocka_run_group_tests(tests, make_picture, drop_picture);
}
