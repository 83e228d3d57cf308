// SPDX-License-Identifier: Apache-2.0
#include "agent/store/replica_drop.h"
#include "shared/model/hlc.h"
#include "tests/unit/tablet_fixture.h"

// Two tablets; states go from one to the other as if the office had merged and signed them.
struct pair {
    struct tablet *a, *b;
};

static int pair_up(void **state)
{
    struct pair *pair = calloc(1, sizeof(*pair));

    pair->a = tablet_create();
    pair->b = tablet_create();
    pair->b->seed = 1000; // other actors
    tablet_open(pair->a);
    tablet_open(pair->b);
    *state = pair;
    return 0;
}

static int part(void **state)
{
    struct pair *pair = *state;

    tablet_destroy(pair->a);
    tablet_destroy(pair->b);
    free(pair);
    return 0;
}

static void give(struct tablet *tablet, const char *text, const char *mac)
{
    uint8_t bytes[MAC_BYTES] = {0};

    memcpy(bytes, mac, strnlen(mac, MAC_BYTES));
    assert_ok(tablet, replica_merge(tablet->store, span_of(text), bytes, &tablet->error));
}

static void pull(struct tablet *to, struct tablet *from, const struct uuid *id, const char *mac)
{
    char *text = tablet_state(from, id);

    assert_non_null(text);
    give(to, text, mac);
    free(text);
}

// What an offer would show: "mac state", or "" without one. The caller frees it.
static char *received(struct tablet *tablet, const struct uuid *id)
{
    struct buffer state;
    uint8_t mac[MAC_BYTES + 1] = {0};
    char *text = NULL;

    buffer_init(&state, 1 << 20);
    if (replica_received(tablet->store, id, &state, mac, &tablet->error) != ERR_OK)
        text = strdup("");
    else if (asprintf(&text, "%s %.*s", (const char *)mac, (int)state.len, state.data) < 0)
        abort();
    buffer_clear(&state);
    return text;
}

static void assert_received(struct tablet *tablet, const struct uuid *id, const char *mac,
                            const char *state)
{
    char *found = received(tablet, id), *expected;

    if (asprintf(&expected, "%s %s", mac, state) < 0)
        abort();
    assert_string_equal(found, expected);
    free(found);
    free(expected);
}

static bool is_maced(struct tablet *tablet, const struct uuid *id)
{
    struct replica_row row;

    assert_ok(tablet, replica_get(tablet->store, id, &row, &tablet->error));
    return row.maced;
}

static void a_new_state_is_stored_as_received(void **state)
{
    struct pair *pair = *state;
    struct capture_result note = tablet_write(pair->a, NULL, "\"混凝土\"");
    char *theirs = tablet_state(pair->a, &note.id), *ours;

    give(pair->b, theirs, "mac1");
    ours = tablet_state(pair->b, &note.id);
    assert_string_equal(ours, theirs);
    assert_true(is_maced(pair->b, &note.id));
    assert_received(pair->b, &note.id, "mac1", theirs);
    tablet_check(pair->b);
    tablet_restart(pair->b);
    assert_received(pair->b, &note.id, "mac1", theirs);
    free(theirs);
    free(ours);
}

static void a_local_write_keeps_the_received_state_as_base(void **state)
{
    struct pair *pair = *state;
    struct capture_result note = tablet_write(pair->a, NULL, "\"one\"");
    char *theirs = tablet_state(pair->a, &note.id);

    give(pair->b, theirs, "mac1");
    tablet_write(pair->b, &note.id, "\"two\"");
    tablet_write(pair->b, &note.id, "\"three\"");
    assert_false(is_maced(pair->b, &note.id));
    assert_received(pair->b, &note.id, "mac1", theirs);
    tablet_check(pair->b);
    free(theirs);
}

static void the_same_state_again_changes_nothing_but_the_mac(void **state)
{
    struct pair *pair = *state;
    struct capture_result note = tablet_write(pair->a, NULL, "\"one\"");
    char *text = tablet_state(pair->a, &note.id);

    give(pair->b, text, "mac1");
    give(pair->b, text, "mac2");
    assert_received(pair->b, &note.id, "mac2", text);
    // The writer itself gets its own state back, for instance after a new epoch.
    give(pair->a, text, "mac2");
    assert_received(pair->a, &note.id, "mac2", text);
    tablet_check(pair->a);
    tablet_check(pair->b);
    free(text);
}

static void an_older_state_does_not_push_a_newer_one_back(void **state)
{
    struct pair *pair = *state;
    struct capture_result note = tablet_write(pair->a, NULL, "\"one\"");
    char *old = tablet_state(pair->a, &note.id), *new, *kept;

    tablet_write(pair->a, &note.id, "\"two\"");
    new = tablet_state(pair->a, &note.id);
    give(pair->b, new, "mac2");
    give(pair->b, old, "mac1");
    kept = tablet_state(pair->b, &note.id);
    assert_string_equal(kept, new);
    assert_true(is_maced(pair->b, &note.id));
    assert_received(pair->b, &note.id, "mac2", new);
    // Also not when it is a base by now.
    tablet_write(pair->b, &note.id, "\"three\"");
    give(pair->b, old, "mac1");
    assert_received(pair->b, &note.id, "mac2", new);
    tablet_check(pair->b);
    free(old);
    free(new);
    free(kept);
}

static void concurrent_edits_conflict_and_both_stand(void **state)
{
    struct pair *pair = *state;
    struct capture_result note = tablet_write(pair->a, NULL, "\"one\"");
    struct replica_row row;
    char *theirs, *at_a, *at_b;

    pull(pair->b, pair->a, &note.id, "mac1");
    tablet_write(pair->a, &note.id, "\"from a\"");
    tablet_write(pair->b, &note.id, "\"from b\"");
    theirs = tablet_state(pair->a, &note.id);
    give(pair->b, theirs, "mac2");
    assert_ok(pair->b, replica_get(pair->b->store, &note.id, &row, &pair->b->error));
    assert_true(row.conflicted);
    assert_false(row.maced);
    assert_received(pair->b, &note.id, "mac2", theirs);
    pull(pair->a, pair->b, &note.id, "mac3");
    at_a = tablet_state(pair->a, &note.id);
    at_b = tablet_state(pair->b, &note.id);
    assert_string_equal(at_a, at_b); // P2
    assert_non_null(strstr(at_a, "from a"));
    assert_non_null(strstr(at_a, "from b"));
    give(pair->b, at_a, "mac3");
    assert_received(pair->b, &note.id, "mac3", at_a);
    // A person decides, having seen both.
    tablet_write(pair->b, &note.id, "\"agreed\"");
    assert_ok(pair->b, replica_get(pair->b->store, &note.id, &row, &pair->b->error));
    assert_false(row.conflicted);
    tablet_check(pair->a);
    tablet_check(pair->b);
    free(theirs);
    free(at_a);
    free(at_b);
}

static void a_base_that_theirs_does_not_cover_stays(void **state)
{
    struct pair *pair = *state;
    struct capture_result note = tablet_write(pair->a, NULL, "\"one\"");
    char *one = tablet_state(pair->a, &note.id), *two, *mixed;

    // b has "two" from an office that was then put back to "one", and wrote on top.
    tablet_write(pair->a, &note.id, "\"two\"");
    two = tablet_state(pair->a, &note.id);
    give(pair->b, two, "mac2");
    tablet_write(pair->b, &note.id, "\"three\"");
    give(pair->b, one, "mac1");
    assert_received(pair->b, &note.id, "mac2", two);
    // A state from the side, concurrent to the base, does not displace it either.
    tablet_restart(pair->a);
    store_close(pair->a->store);
    pair->a->store = NULL;
    {
        char *rm[] = {(char *)"find",      pair->a->folder,   (char *)"-name",
                      (char *)"plumb.db*", (char *)"-delete", NULL};

        tablet_run(rm);
    }
    tablet_open(pair->a);
    give(pair->a, one, "mac1");
    tablet_write(pair->a, &note.id, "\"aside\"");
    mixed = tablet_state(pair->a, &note.id);
    give(pair->b, mixed, "mac4");
    assert_received(pair->b, &note.id, "mac2", two);
    tablet_check(pair->b);
    free(one);
    free(two);
    free(mixed);
}

static void a_mac_counts_only_for_exactly_its_vector(void **state)
{
    struct pair *pair = *state;
    struct tablet *a = pair->a;
    struct capture_result note = tablet_write(a, NULL, "\"one\"");
    struct vector one = {0}, two = {0};
    uint8_t mac[MAC_BYTES] = "mac1";
    char *text;

    vector_raise(&one, note.dot);
    vector_raise(&two, tablet_write(a, &note.id, "\"two\"").dot);
    assert_ok(a, replica_mac(a->store, &note.id, &one, mac, &a->error));
    assert_false(is_maced(a, &note.id)); // moved on meanwhile
    assert_ok(a, replica_mac(a->store, &note.id, &two, mac, &a->error));
    assert_true(is_maced(a, &note.id));
    text = tablet_state(a, &note.id);
    assert_received(a, &note.id, "mac1", text);
    mac[3] = '2'; // for a record that is not here: nothing happens
    assert_ok(a, replica_mac(a->store, &a->site, &two, mac, &a->error));
    tablet_check(a);
    vector_clear(&one);
    vector_clear(&two);
    free(text);
}

static void a_mac_makes_the_base_superfluous(void **state)
{
    struct pair *pair = *state;
    struct capture_result note = tablet_write(pair->a, NULL, "\"one\"");
    struct replica_row row;
    struct record record;
    struct arena arena;
    uint8_t mac[MAC_BYTES] = "mac9";
    char *text;

    pull(pair->b, pair->a, &note.id, "mac1");
    tablet_write(pair->b, &note.id, "\"two\"");
    arena_init(&arena, 1 << 20);
    assert_ok(pair->b, replica_get(pair->b->store, &note.id, &row, &pair->b->error));
    assert_int_equal(record_parse(row.state, &arena, &record, NULL), ERR_OK);
    assert_ok(pair->b, replica_mac(pair->b->store, &note.id, &record.vector, mac, &pair->b->error));
    text = tablet_state(pair->b, &note.id);
    assert_received(pair->b, &note.id, "mac9", text);
    tablet_check(pair->b); // would find a base beside a state with a mac
    record_clear(&record);
    arena_clear(&arena);
    free(text);
}

static void the_same_dot_with_other_bytes_is_kept_aside(void **state)
{
    struct pair *pair = *state;
    struct capture_result note = tablet_write(pair->a, NULL, "\"one\"");
    char *text = tablet_state(pair->a, &note.id), *before, *after;
    struct buffer report;

    give(pair->b, text, "mac1");
    before = strdup(text);
    memcpy(strstr(text, "one"), "two", 3);
    give(pair->b, text, "mac2");
    assert_int_equal(pair->b->alarms, 1);
    after = tablet_state(pair->b, &note.id);
    assert_string_equal(after, before);
    assert_received(pair->b, &note.id, "mac1", before);
    buffer_init(&report, 4096);
    assert_int_equal(store_check(pair->b->store, &report, &pair->b->error), ERR_CORRUPT);
    assert_non_null(strstr(report.data, "kept aside"));
    buffer_clear(&report);
    free(text);
    free(before);
    free(after);
}

static void what_is_no_state_does_not_hold_up_the_others(void **state)
{
    struct pair *pair = *state;
    struct capture_result note = tablet_write(pair->a, NULL, "\"one\"");
    char *text = tablet_state(pair->a, &note.id), *cut;
    size_t len = strlen(text);
    int bad = 0;

    assert_ok(pair->b, store_begin(pair->b->store, &pair->b->error));
    for (size_t i = 0; i < len; i += 7, bad++) {
        cut = strndup(text, i);
        give(pair->b, cut, "mac1");
        free(cut);
    }
    give(pair->b, "{\"id\":\"", "mac1");
    give(pair->b, text, "mac1");
    assert_ok(pair->b, store_commit(pair->b->store, &pair->b->error));
    assert_int_equal(pair->b->alarms, bad + 1);
    cut = tablet_state(pair->b, &note.id);
    assert_string_equal(cut, text);
    free(text);
    free(cut);
}

static void another_site_or_kind_for_a_known_record_is_kept_aside(void **state)
{
    struct pair *pair = *state;
    struct capture_result note = tablet_write(pair->a, NULL, "\"one\"");
    char *text = tablet_state(pair->a, &note.id), *kind = strdup(text), *site = strdup(text);

    give(pair->b, text, "mac1");
    memcpy(strstr(kind, "\"note\""), "\"nota\"", 6);
    strstr(site, "\"site\":\"")[8] = '1';
    give(pair->b, kind, "mac2");
    give(pair->b, site, "mac2");
    assert_int_equal(pair->b->alarms, 2);
    assert_received(pair->b, &note.id, "mac1", text);
    free(text);
    free(kind);
    free(site);
}

static void a_pulled_time_moves_the_clock_within_limits(void **state)
{
    struct pair *pair = *state;
    struct capture_result note;
    struct replica_row row;
    struct record record;
    struct arena arena;
    int64_t before = pair->b->wall_ms;

    pair->a->wall_ms += INT64_C(20) * 365 * 86400000; // a tablet twenty years ahead
    note = tablet_write(pair->a, NULL, "\"one\"");
    pull(pair->b, pair->a, &note.id, "mac1");
    tablet_write(pair->b, &note.id, "\"two\"");
    arena_init(&arena, 1 << 20);
    assert_ok(pair->b, replica_get(pair->b->store, &note.id, &row, &pair->b->error));
    assert_int_equal(record_parse(row.state, &arena, &record, NULL), ERR_OK);
    assert_int_equal(record.write_count, 1);
    assert_in_range(hlc_wall_ms(record.writes[0].time), before, before + 121000);
    record_clear(&record);
    arena_clear(&arena);
}

static void a_rollback_takes_a_merge_back(void **state)
{
    struct pair *pair = *state;
    struct capture_result note = tablet_write(pair->a, NULL, "\"one\"");

    assert_ok(pair->b, store_begin(pair->b->store, &pair->b->error));
    pull(pair->b, pair->a, &note.id, "mac1");
    store_rollback(pair->b->store);
    assert_null(tablet_state(pair->b, &note.id));
    tablet_check(pair->b);
}

static void a_pulled_state_brings_a_dropped_site_back(void **state)
{
    struct pair *pair = *state;
    struct capture_result note = tablet_write(pair->a, NULL, "\"one\"");
    struct capture_result more = tablet_write(pair->a, NULL, "\"two\"");
    char *text;

    pull(pair->b, pair->a, &note.id, "mac1");
    assert_ok(pair->b, replica_drop(pair->b->store, &pair->b->site, &pair->b->error));
    assert_null(tablet_state(pair->b, &note.id));
    pull(pair->b, pair->a, &more.id, "mac2");
    text = tablet_state(pair->b, &note.id);
    assert_non_null(text);
    free(text);
}

#define PAIR(name) cmocka_unit_test_setup_teardown(name, pair_up, part)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAIR(a_new_state_is_stored_as_received),
        PAIR(a_local_write_keeps_the_received_state_as_base),
        PAIR(the_same_state_again_changes_nothing_but_the_mac),
        PAIR(an_older_state_does_not_push_a_newer_one_back),
        PAIR(concurrent_edits_conflict_and_both_stand),
        PAIR(a_base_that_theirs_does_not_cover_stays),
        PAIR(a_mac_counts_only_for_exactly_its_vector),
        PAIR(a_mac_makes_the_base_superfluous),
        PAIR(the_same_dot_with_other_bytes_is_kept_aside),
        PAIR(what_is_no_state_does_not_hold_up_the_others),
        PAIR(another_site_or_kind_for_a_known_record_is_kept_aside),
        PAIR(a_pulled_time_moves_the_clock_within_limits),
        PAIR(a_rollback_takes_a_merge_back),
        PAIR(a_pulled_state_brings_a_dropped_site_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
