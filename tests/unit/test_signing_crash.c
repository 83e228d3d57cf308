// SPDX-License-Identifier: Apache-2.0
// Power is lost at every single operation of a signing: afterwards the sign-off is there with its
// papers and what follows from it, or nothing of it, and the same tap again makes it exactly one.
// And on a full disk it is made all the same.
#include "agent/capture/photo.h"
#include "tests/sim/sim_disk.h"
#include "tests/unit/signing_fixture.h"

enum { RESERVE_BYTES = 512 << 10, SEEDS = 8 };

static struct store_options options_of(struct stage *stage)
{
    struct store_options options = tablet_options(stage->tablet);

    options.reserve_bytes = RESERVE_BYTES;
    return options;
}

static enum err live(struct stage *stage)
{
    struct store_options options = options_of(stage);

    return store_open(&options, &stage->tablet->store, &stage->tablet->error);
}

static void rest(struct stage *stage)
{
    store_close(stage->tablet->store);
    stage->tablet->store = NULL;
}

// A node ready to be signed, on a simulated disk; the store is closed.
static struct stage *prepare(struct sim_disk *disk)
{
    struct stage *stage = calloc(1, sizeof(*stage));

    stage->tablet = calloc(1, sizeof(*stage->tablet));
    stage->tablet->disk = sim_disk_handle(disk);
    stage->tablet->wall_ms = TABLET_START_MS;
    stage->tablet->boot_ms = 60000;
    snprintf(stage->tablet->boot, sizeof(stage->tablet->boot), "00000000000000b1");
    stage->tablet->person = tablet_uuid(0xfeed);
    stage->tablet->site = tablet_uuid(0x517e);
    stage->office = 1;
    stage->actor = "00000000000ff1ce";
    assert_ok(stage->tablet, live(stage));
    stage_keys(stage, 0);
    strokes_sample(&stage->strokes);
    stage_office_records(stage);
    stage_start(stage);
    stage_work(stage);
    rest(stage);
    return stage;
}

static void end(struct stage *stage)
{
    rest(stage);
    key_free(stage->ca_key);
    key_free(stage->key);
    buffer_clear(&stage->ca_pem);
    buffer_clear(&stage->pem);
    buffer_clear(&stage->strokes);
    free(stage->tablet);
    free(stage);
}

static enum err sign_angrily(struct stage *stage, struct signing_result *made)
{
    struct signing_options options = stage_signing(stage, "customer", "book", "not_satisfied");
    const struct once tap = {.id = stage_id(0x0ce)};

    options.reason = "漏水";
    options.once = &tap;
    return signing_make(&options, made, &stage->tablet->error);
}

static bool count_row(void *arg, const struct outgoing_row *row)
{
    *(size_t *)arg += row->lane == LANE_SEAL && row->present && row->state == OUTGOING_WAITING;
    return true;
}

static void assert_paper(struct stage *stage, const struct fact *record, const char *field)
{
    struct outgoing_row row;
    struct digest digest;
    struct span hex;

    assert_true(fact_text(record, field, &hex) && digest_parse(hex.data, hex.len, &digest));
    assert_ok(stage->tablet,
              outgoing_get(stage->tablet->store, &digest, &row, &stage->tablet->error));
    assert_ok(stage->tablet,
              shelf_verify(&stage->tablet->disk, &digest, row.size, &stage->tablet->error));
}

// The whole of it, or nothing. Returns whether it is there.
static bool assert_whole(struct stage *stage)
{
    struct site_facts facts;
    const struct fact *record;
    size_t signed_count = 0, complaints = 0, queued = 0;

    stage_facts(stage, &facts);
    record = facts_of_kind(&facts.facts, "signoff", &signed_count);
    facts_of_kind(&facts.facts, "complaint", &complaints);
    assert_ok(stage->tablet,
              outgoing_list(stage->tablet->store, true, count_row, &queued, &stage->tablet->error));
    assert_true(signed_count <= 1);
    assert_int_equal(complaints, signed_count);
    assert_int_equal(queued, 3 * signed_count);
    if (signed_count) {
        assert_paper(stage, record, "statement");
        assert_paper(stage, record, "handwriting");
        assert_paper(stage, record, "rendering");
    }
    site_facts_clear(&facts);
    tablet_check(stage->tablet);
    return signed_count == 1;
}

// One signing on a copy of the disk, cut off at an operation; false when it was over before.
static bool play(const struct sim_disk *ready, struct stage *stage, uint64_t seed, uint64_t fail_at)
{
    struct sim_disk *disk = sim_disk_copy(ready, seed << 16 | fail_at);
    struct signing_result made, again;
    enum err code;
    bool lost, there;

    stage->tablet->disk = sim_disk_handle(disk);
    stage->tablet->seed = fail_at;
    assert_ok(stage->tablet, live(stage));
    disk->fail_at = disk->operations + fail_at;
    code = sign_angrily(stage, &made);
    lost = disk->operations >= disk->fail_at;
    assert_true(lost || code == ERR_OK);
    rest(stage);
    sim_disk_crash(disk);
    if (live(stage) != ERR_OK)
        fail_msg("operation %llu: %s", (unsigned long long)fail_at, stage->tablet->error.detail);
    there = assert_whole(stage);
    assert_true(there || code != ERR_OK);
    assert_ok(stage->tablet, sign_angrily(stage, &again));
    assert_true(assert_whole(stage));
    if (code == ERR_OK)
        assert_memory_equal(&again, &made, sizeof(made));
    rest(stage);
    sim_disk_free(disk);
    return lost;
}

static void power_lost_at_every_operation_leaves_the_whole_sign_off_or_nothing(void **state)
{
    struct sim_disk *ready = sim_disk_create(7);
    struct stage *stage = prepare(ready);
    uint64_t losses = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        for (uint64_t at = 1; play(ready, stage, seed, at); at++)
            losses++;
    assert_true(losses > 20 * SEEDS);
    print_message("%llu power losses\n", (unsigned long long)losses);
    end(stage);
    sim_disk_free(ready);
}

static enum err read_nothing(void *ctx, void *bytes, size_t len, size_t *got)
{
    int *left = ctx;

    *got = *left ? len : 0;
    memset(bytes, 'p', *got);
    *left = 0;
    return ERR_OK;
}

static void on_a_full_disk_a_signature_is_made_out_of_the_reserve(void **state)
{
    struct sim_disk *disk = sim_disk_create(8);
    struct stage *stage = prepare(disk);
    int left = 1;
    struct photo_source source = {&left, read_nothing};
    struct photo_options options = {.person = stage->tablet->person};
    struct signing_result made;
    struct photo_result photo;

    assert_ok(stage->tablet, live(stage));
    disk->capacity_bytes = disk->used_bytes;
    options.record = stage->items[0];
    assert_int_equal(
        photo_add(stage->tablet->store, &options, &source, &photo, &stage->tablet->error),
        ERR_FULL);
    assert_ok(stage->tablet, sign_angrily(stage, &made));
    assert_true(assert_whole(stage));
    end(stage);
    sim_disk_free(disk);
}

static bool count_file(void *arg, const char *name)
{
    (void)name;
    ++*(int *)arg;
    return true;
}

static void without_a_reserve_a_full_disk_refuses_and_keeps_nothing(void **state)
{
    struct sim_disk *disk = sim_disk_create(9);
    struct stage *stage = prepare(disk);
    struct signing_result made;
    int files = 0;

    assert_ok(stage->tablet, live(stage));
    assert_true(store_make_room(stage->tablet->store));
    disk->capacity_bytes = disk->used_bytes + 16384; // the papers fit, the entries do not
    assert_int_equal(sign_angrily(stage, &made), ERR_FULL);
    assert_false(assert_whole(stage));
    assert_ok(stage->tablet,
              stage->tablet->disk.list(stage->tablet->disk.ctx, "blobs", count_file, &files));
    assert_int_equal(files, 0);
    disk->capacity_bytes = UINT64_MAX;
    assert_ok(stage->tablet, sign_angrily(stage, &made));
    assert_true(assert_whole(stage));
    end(stage);
    sim_disk_free(disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(power_lost_at_every_operation_leaves_the_whole_sign_off_or_nothing),
        cmocka_unit_test(on_a_full_disk_a_signature_is_made_out_of_the_reserve),
        cmocka_unit_test(without_a_reserve_a_full_disk_refuses_and_keeps_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
