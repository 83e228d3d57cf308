// SPDX-License-Identifier: Apache-2.0
// Power is lost at every single operation of a working day: what was saved is there afterwards, and
// nothing half.
#include "agent/capture/photo.h"
#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "tests/sim/sim_disk.h"
#include "tests/unit/tablet_fixture.h"

enum { TEXTS = 6, BATCH = 3, PHOTO_BYTES = 3000 };

// What the tablet was told is saved.
struct promises {
    struct capture_result texts[TEXTS + BATCH];
    size_t count;
    bool photo_kept;
    struct photo_result photo;
    struct dot receipt; // counter 0: none
    char setting[16];   // "" not set
};

static void start(struct tablet *tablet, struct sim_disk *disk)
{
    memset(tablet, 0, sizeof(*tablet));
    tablet->disk = sim_disk_handle(disk);
    tablet->wall_ms = TABLET_START_MS;
    tablet->boot_ms = 60000;
    snprintf(tablet->boot, sizeof(tablet->boot), "00000000000000b1");
    tablet->person = tablet_uuid(0xfeed);
    tablet->site = tablet_uuid(0x517e);
    tablet->seed = disk->random.s[0];
}

static enum err live(struct tablet *tablet)
{
    struct store_options options = tablet_options(tablet);

    options.reserve_bytes = 8 << 10;
    return store_open(&options, &tablet->store, &tablet->error);
}

static enum err write_texts(struct tablet *tablet, struct promises *promises)
{
    struct field field;
    struct draft drafts[BATCH];
    struct capture_options options
        = {.drafts = drafts, .count = BATCH, .grouped = true, .person = tablet->person};
    enum err code = ERR_OK;

    for (int i = 0; !code && i < TEXTS; i++) {
        drafts[0] = tablet_note(tablet, &field, "\"楼板厚度合格\"");
        if (i % 2)
            drafts[0].id = promises->texts[promises->count - 1].id;
        code = tablet_try(tablet, drafts, &promises->texts[promises->count]);
        promises->count += code == ERR_OK;
    }
    for (int i = 0; i < BATCH; i++)
        drafts[i] = tablet_note(tablet, &field, "\"group\"");
    if (!code)
        code = capture_commit(tablet->store, &options, &promises->texts[promises->count],
                              &tablet->error);
    promises->count += code ? 0 : BATCH;
    return code;
}

static enum err read_pattern(void *ctx, void *bytes, size_t len, size_t *got)
{
    size_t *left = ctx;

    *got = *left < len ? *left : len;
    memset(bytes, 'p', *got);
    *left -= *got;
    return ERR_OK;
}

static enum err take_photo(struct tablet *tablet, struct promises *promises)
{
    size_t left = PHOTO_BYTES;
    struct photo_source source = {&left, read_pattern};
    struct photo_options options
        = {.record = promises->texts[0].id, .person = tablet->person, .name = "a.bin"};
    enum err code = photo_add(tablet->store, &options, &source, &promises->photo, &tablet->error);

    promises->photo_kept = code == ERR_OK;
    return code;
}

static enum err note_receipt(struct tablet *tablet, struct promises *promises)
{
    struct dot dot = promises->texts[1].dot;
    struct vector actors = {0};
    enum err code = store_begin(tablet->store, &tablet->error);

    if (code)
        return code;
    vector_raise(&actors, dot);
    code = delivery_note(tablet->store, &actors, 7, &tablet->error);
    if (!code)
        code = setting_write(tablet->store, "cursor", span_of("7.abc"), &tablet->error);
    vector_clear(&actors);
    if (code) {
        store_rollback(tablet->store);
        return code;
    }
    code = store_commit(tablet->store, &tablet->error);
    if (!code) {
        promises->receipt = dot;
        snprintf(promises->setting, sizeof(promises->setting), "7.abc");
    }
    return code;
}

static void work(struct tablet *tablet, struct promises *promises)
{
    if (live(tablet) || write_texts(tablet, promises) || take_photo(tablet, promises))
        return;
    note_receipt(tablet, promises);
}

static void assert_kept(struct tablet *tablet, const struct promises *promises)
{
    struct outgoing_row row;
    struct buffer text;
    bool covered;

    for (size_t i = 0; i < promises->count; i++) {
        char *state = tablet_state(tablet, &promises->texts[i].id), counter[32];

        assert_non_null(state);
        snprintf(counter, sizeof(counter), "\"%llu\"",
                 (unsigned long long)promises->texts[i].dot.counter);
        assert_true(i % 2 == 0 || strstr(state, counter) != NULL);
        free(state);
    }
    if (promises->photo_kept) {
        assert_ok(tablet,
                  outgoing_get(tablet->store, &promises->photo.digest, &row, &tablet->error));
        assert_true(row.present);
        assert_ok(tablet, shelf_verify(&tablet->disk, &row.digest, PHOTO_BYTES, &tablet->error));
    }
    if (promises->receipt.counter) {
        assert_ok(tablet,
                  delivery_covers(tablet->store, promises->receipt, &covered, &tablet->error));
        assert_true(covered);
        buffer_init(&text, 64);
        assert_ok(tablet, setting_read(tablet->store, "cursor", &text, &tablet->error));
        assert_string_equal(text.data, promises->setting);
        buffer_clear(&text);
    }
}

// Entries beyond the promised ones: at most what was under way, and a group whole or not at all.
static void assert_nothing_half(struct tablet *tablet, const struct promises *promises)
{
    size_t entries = (size_t)tablet_figures(tablet).entries;
    size_t promised = promises->count + promises->photo_kept;

    tablet_check(tablet);
    assert_true(entries == promised || entries == promised + 1
                || (promises->count == TEXTS && entries == promised + BATCH));
    assert_int_equal(tablet->alarms, 0);
}

static void assert_goes_on(struct tablet *tablet, const struct promises *promises)
{
    struct capture_result next = tablet_write(tablet, NULL, "\"the day after\"");

    assert_int_equal(next.dot.counter, 1);
    for (size_t i = 0; i < promises->count; i++)
        assert_int_not_equal(next.dot.actor, promises->texts[i].dot.actor);
    tablet_check(tablet);
}

// One day with a power loss at the given operation; false when the day was over before.
static bool play(uint64_t seed, uint64_t fail_at, bool twice)
{
    struct sim_disk *disk = sim_disk_create(seed);
    struct promises promises = {0};
    struct tablet tablet;
    bool lost;

    start(&tablet, disk);
    disk->fail_at = fail_at;
    work(&tablet, &promises);
    lost = disk->operations >= fail_at;
    assert_true(lost || promises.receipt.counter); // a whole day gets to its end
    store_close(tablet.store);
    tablet.store = NULL;
    sim_disk_crash(disk);
    if (twice) { // and again while it comes up
        disk->fail_at = disk->operations + 1 + seed % 40;
        live(&tablet);
        store_close(tablet.store);
        tablet.store = NULL;
        sim_disk_crash(disk);
        tablet.alarms = 0;
    }
    if (live(&tablet) != ERR_OK)
        fail_msg("seed %llu, operation %llu: %s", (unsigned long long)seed,
                 (unsigned long long)fail_at, tablet.error.detail);
    assert_kept(&tablet, &promises);
    assert_nothing_half(&tablet, &promises);
    assert_goes_on(&tablet, &promises);
    store_close(tablet.store);
    sim_disk_free(disk);
    return lost;
}

static void power_lost_at_every_operation_loses_nothing_that_was_saved(void **state)
{
    uint64_t seed = 1;

    while (play(seed, seed, false))
        seed++;
    assert_true(seed > 100);
    print_message("%llu power losses\n", (unsigned long long)seed);
}

static void power_lost_again_while_coming_up_loses_nothing_either(void **state)
{
    for (uint64_t seed = 1; seed <= 150; seed++)
        play(1000 + seed, 1 + seed * 3 % 300, true);
}

static void a_disk_that_only_pretends_to_sync_is_found_out_by_this_test(void **state)
{
    int lost = 0;

    for (uint64_t seed = 1; seed <= 40 && !lost; seed++) {
        struct sim_disk *disk = sim_disk_create(seed);
        struct promises promises = {0};
        struct tablet tablet;
        char *text;

        start(&tablet, disk);
        work(&tablet, &promises);
        store_close(tablet.store);
        sim_disk_crash(disk);
        disk->ignore_syncs = true;
        if (live(&tablet) == ERR_OK) {
            struct capture_result saved = tablet_write(&tablet, NULL, "\"a\"");

            store_close(tablet.store);
            sim_disk_crash(disk);
            if (live(&tablet) != ERR_OK) {
                lost++;
            } else {
                text = tablet_state(&tablet, &saved.id);
                lost += text == NULL;
                free(text);
                store_close(tablet.store);
            }
        }
        sim_disk_free(disk);
    }
    assert_true(lost > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(power_lost_at_every_operation_loses_nothing_that_was_saved),
        cmocka_unit_test(power_lost_again_while_coming_up_loses_nothing_either),
        cmocka_unit_test(a_disk_that_only_pretends_to_sync_is_found_out_by_this_test),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
