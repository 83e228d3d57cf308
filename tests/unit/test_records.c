// SPDX-License-Identifier: Apache-2.0
#include "server/storage/records.h"

#include "tests/unit/storage_fixture.h"

enum { SITE_A = 1, SITE_B = 2, SEEN_MAX = 64 };

static struct record_row sample(uint64_t id, uint64_t site)
{
    return (struct record_row){
        .id = uuid_number(id),
        .site = uuid_number(site),
        .kind = span_of("note"),
        .state = span_of("{\"state\":1}"),
        .vector = {"0123456789abcdef", 16},
        .mac = "fifteen letters",
        .author = 0xfedcba9876543210,
        .author_counter = 7,
        .received_ms = 123,
    };
}

static void put(struct office *office, struct record_row *record)
{
    record->seq = storage_seq(office->storage);
    assert_ok(office, records_put(office->storage, record, &office->error));
}

static void put_new(struct office *office, uint64_t id, uint64_t site)
{
    struct record_row record = sample(id, site);

    put(office, &record);
}

// What a callback was shown, as "id id …" by the last byte of each.
struct seen {
    struct office *office;
    char ids[SEEN_MAX];
    size_t count, stop_at;
    uint64_t last_seq;
};

static bool see(void *arg, const struct record_row *record)
{
    struct seen *seen = arg;

    assert_true(seen->count < SEEN_MAX - 1);
    seen->ids[seen->count++] = (char)record->id.bytes[15];
    seen->last_seq = record->seq;
    assert_int_equal(record->state.len, 11);
    assert_memory_equal(record->state.data, "{\"state\":1}", 11);
    return seen->count != seen->stop_at;
}

static void assert_feed(struct view *view, uint64_t site, uint64_t after, const char *ids)
{
    struct records_range range = {.site = uuid_number(site), .after = after};
    struct seen seen = {0};

    assert_int_equal(records_feed(view, &range, see, &seen, NULL), ERR_OK);
    assert_string_equal(seen.ids, ids);
}

static void assert_list(struct view *view, const struct records_filter *filter, const char *ids)
{
    struct seen seen = {0};

    assert_int_equal(records_list(view, filter, see, &seen, NULL), ERR_OK);
    assert_string_equal(seen.ids, ids);
}

static void a_record_comes_back_as_it_was_put(void **state)
{
    struct office *office = *state;
    struct record_row put_in = sample(5, SITE_A), got, again;

    put_in.conflicted = true;
    office_begin(office);
    put(office, &put_in);
    assert_int_not_equal(put_in.row, 0);
    office_commit(office);
    assert_int_equal(records_get(office->reader, &(struct uuid){{9}}, &got, NULL), ERR_NOT_FOUND);
    assert_ok(office, records_get(office->reader, &put_in.id, &got, &office->error));
    assert_int_equal(got.row, put_in.row);
    assert_true(uuid_equal(&got.id, &put_in.id));
    assert_true(uuid_equal(&got.site, &put_in.site));
    assert_true(span_is(got.kind, "note"));
    assert_true(span_equal(got.state, put_in.state));
    assert_true(span_equal(got.vector, put_in.vector));
    assert_memory_equal(got.mac, put_in.mac, MAC_BYTES);
    assert_int_equal(got.seq, (1 << 20) + 1);
    assert_true(got.author == put_in.author);
    assert_int_equal(got.author_counter, 7);
    assert_int_equal(got.received_ms, 123);
    assert_true(got.conflicted);
    assert_false(got.deleted);

    office_begin(office);
    got.author = 0; // merged: nobody's state alone
    got.author_counter = 0;
    got.conflicted = false;
    got.deleted = true;
    got.received_ms = 456;
    got.mac[0] ^= 1;
    put(office, &got); // with spans that came from the same view
    assert_ok(office, records_get(office->writer, &put_in.id, &again, &office->error));
    assert_int_equal(again.row, put_in.row);
    assert_true(span_is(again.state, "{\"state\":1}"));
    assert_true(again.author == 0);
    assert_int_equal(again.seq, (2 << 20) + 1);
    assert_int_equal(again.received_ms, 456);
    assert_memory_equal(again.mac, got.mac, MAC_BYTES);
    assert_true(again.deleted && !again.conflicted);
    office_commit(office);
}

static void a_large_state_survives(void **state)
{
    struct office *office = *state;
    struct record_row record = sample(5, SITE_A), got;
    struct record_row small = sample(6, SITE_A);
    size_t size = 1 << 20, i;
    char *bytes = malloc(size), *vector = malloc(65536);

    for (i = 0; i < size; i++)
        bytes[i] = (char)(i * 7 % 251);
    memset(vector, 'v', 65536);
    record.state = (struct span){bytes, size};
    record.vector = (struct span){vector, 65536};
    office_begin(office);
    put(office, &record);
    put(office, &small);
    office_commit(office);
    assert_ok(office, records_get(office->reader, &record.id, &got, &office->error));
    assert_true(span_equal(got.state, record.state));
    assert_true(span_equal(got.vector, record.vector));
    assert_ok(office, records_get(office->reader, &small.id, &got, &office->error));
    assert_true(span_is(got.state, "{\"state\":1}"));
    free(bytes);
    free(vector);
}

static void the_same_id_is_not_stored_twice(void **state)
{
    struct office *office = *state;
    struct record_row twin = sample(5, SITE_B), lost = sample(6, SITE_A), got;

    office_begin(office);
    put_new(office, 5, SITE_A);
    twin.seq = storage_seq(office->storage);
    assert_int_equal(records_put(office->storage, &twin, NULL), ERR_EXISTS);
    lost.row = 99;
    lost.seq = storage_seq(office->storage);
    assert_int_equal(records_put(office->storage, &lost, NULL), ERR_NOT_FOUND);
    office_commit(office); // a refusal does not spoil the rest
    assert_ok(office, records_get(office->reader, &twin.id, &got, &office->error));
    assert_true(uuid_equal(&got.site, &(struct uuid){{[15] = SITE_A}}));
}

static void a_record_without_a_place_in_the_feed_is_refused(void **state)
{
    struct office *office = *state;
    struct record_row record = sample(5, SITE_A);

    office_begin(office);
    assert_int_equal(records_put(office->storage, &record, NULL), ERR_INVALID);
    record.seq = UINT64_MAX;
    assert_int_equal(records_put(office->storage, &record, NULL), ERR_INVALID);
    storage_rollback(office->storage);
    record.seq = 1;
    assert_int_equal(records_put(office->storage, &record, NULL), ERR_INTERNAL);
}

static void the_feed_is_in_the_order_of_changes(void **state)
{
    struct office *office = *state;
    struct record_row record;
    uint64_t middle;

    office_begin(office);
    put_new(office, 'c', SITE_A);
    put_new(office, 'x', SITE_B);
    put_new(office, 'a', SITE_A);
    office_commit(office);
    middle = ((uint64_t)1 << 20) + 1;
    assert_feed(office->reader, SITE_A, 0, "ca");
    assert_feed(office->reader, SITE_A, middle, "a");
    assert_feed(office->reader, SITE_B, 0, "x");
    assert_feed(office->reader, 3, 0, "");
    assert_feed(office->reader, SITE_A, UINT64_MAX, "");

    office_begin(office);
    put_new(office, 'b', SITE_A);
    assert_ok(office, records_get(office->writer, &(struct uuid){{[15] = 'c'}}, &record, NULL));
    put(office, &record);
    office_commit(office);
    assert_feed(office->reader, SITE_A, 0, "abc"); // what changed again moved to the end
    assert_feed(office->reader, SITE_A, middle, "abc");
    assert_feed(office->reader, SITE_A, (2 << 20) - 1, "bc");
}

static void the_feed_stops_where_it_is_told(void **state)
{
    struct office *office = *state;
    struct records_range range = {.site = uuid_number(SITE_A), .limit = 2};
    struct seen seen = {.stop_at = 2};
    uint64_t head = 1;

    office_begin(office);
    for (uint64_t id = 'a'; id <= 'e'; id++)
        put_new(office, id, SITE_A);
    office_commit(office);
    assert_ok(office, records_feed(office->reader, &range, see, &(struct seen){0}, NULL));
    range.limit = 0;
    assert_ok(office, records_feed(office->reader, &range, see, &seen, NULL));
    assert_string_equal(seen.ids, "ab");
    range.after = seen.last_seq;
    range.limit = 2;
    seen = (struct seen){0};
    assert_ok(office, records_feed(office->reader, &range, see, &seen, NULL));
    assert_string_equal(seen.ids, "cd");

    assert_ok(office, records_site_head(office->reader, &range.site, &head, NULL));
    assert_int_equal(head, (1 << 20) + 5);
    assert_ok(office,
              records_site_head(office->reader, &(struct uuid){{[15] = SITE_B}}, &head, NULL));
    assert_int_equal(head, 0);
}

static void a_reader_sees_no_change_of_a_commit_under_way(void **state)
{
    struct office *office = *state;

    office_begin(office);
    put_new(office, 'a', SITE_A);
    office_commit(office);
    assert_ok(office, view_begin(office->reader, &office->error));
    office_begin(office);
    put_new(office, 'b', SITE_A);
    assert_feed(office->writer, SITE_A, 0, "ab");
    assert_feed(office->reader, SITE_A, 0, "a");
    office_commit(office);
    assert_feed(office->reader, SITE_A, 0, "a");
    view_end(office->reader);
    assert_feed(office->reader, SITE_A, 0, "ab");
}

static void a_rollback_forgets_new_sites_and_kinds_too(void **state)
{
    struct office *office = *state;
    struct record_row record = sample('a', SITE_A), got;

    office_begin(office);
    put_new(office, 'a', SITE_A);
    storage_rollback(office->storage);
    office_begin(office); // now other names get the numbers that were taken back
    record.kind = span_of("other");
    record.site = uuid_number(SITE_B);
    put(office, &record);
    put_new(office, 'b', SITE_A);
    office_commit(office);
    assert_feed(office->reader, SITE_A, 0, "b");
    assert_feed(office->reader, SITE_B, 0, "a");
    assert_ok(office, records_get(office->reader, &(struct uuid){{[15] = 'b'}}, &got, NULL));
    assert_true(span_is(got.kind, "note"));
}

static void lists_are_in_the_order_of_ids(void **state)
{
    struct office *office = *state;
    struct record_row record;
    struct records_filter filter = {.site = uuid_number(SITE_A)};

    office_begin(office);
    put_new(office, 'c', SITE_A);
    put_new(office, 'b', SITE_B);
    put_new(office, 'a', SITE_A);
    for (char id = 'd'; id <= 'f'; id++) {
        record = sample((uint64_t)id, id == 'e' ? SITE_B : SITE_A);
        record.kind = span_of("assignment");
        record.conflicted = id == 'f';
        put(office, &record);
    }
    record = sample('g', SITE_B);
    record.conflicted = true;
    put(office, &record);
    office_commit(office);

    assert_list(office->reader, &filter, "acdf");
    filter.kind = span_of("assignment");
    assert_list(office->reader, &filter, "df");
    filter.conflicted_only = true;
    assert_list(office->reader, &filter, "f");
    filter.every_site = true;
    assert_list(office->reader, &filter, "f");
    filter.conflicted_only = false;
    assert_list(office->reader, &filter, "def");
    filter.kind = span_of("note");
    assert_list(office->reader, &filter, "abcg");
    filter.kind = span_of("nobody has this kind");
    assert_list(office->reader, &filter, "");
    filter.kind = (struct span){0};
    assert_list(office->reader, &filter, "abcdefg");
    filter.conflicted_only = true;
    assert_list(office->reader, &filter, "fg");
    filter.every_site = false;
    assert_list(office->reader, &filter, "f");
}

static bool ask_others(void *arg, const struct record_row *record)
{
    struct seen *seen = arg;
    struct record_row other;
    uint64_t head = 0;

    // Other questions to the same view are allowed meanwhile.
    assert_ok(seen->office, records_site_head(seen->office->reader, &record->site, &head, NULL));
    assert_ok(seen->office, records_get(seen->office->reader, &record->id, &other, NULL));
    assert_int_equal(other.row, record->row);
    return see(arg, record) && seen->count < 2;
}

static void a_list_stops_and_may_be_interrupted_by_other_questions(void **state)
{
    struct office *office = *state;
    struct records_filter filter = {.every_site = true};
    struct seen seen = {.office = office};

    office_begin(office);
    for (uint64_t id = 'a'; id <= 'e'; id++)
        put_new(office, id, SITE_A);
    office_commit(office);
    assert_ok(office, records_list(office->reader, &filter, ask_others, &seen, NULL));
    assert_string_equal(seen.ids, "ab");
}

static void many_sites_keep_their_records_apart(void **state)
{
    struct office *office = *state;
    struct record_row record;
    char name[32];

    office_begin(office); // more than the writer remembers at once
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 200; i++) {
            record = sample((uint64_t)(1000 + round * 1000 + i), (uint64_t)(100 + i));
            snprintf(name, sizeof(name), "kind_%d", i);
            record.kind = span_of(name);
            put(office, &record);
        }
    }
    office_commit(office);
    for (int i = 0; i < 200; i++) {
        struct uuid id = uuid_number((uint64_t)(2000 + i)), site = uuid_number((uint64_t)(100 + i));

        assert_ok(office, records_get(office->reader, &id, &record, NULL));
        snprintf(name, sizeof(name), "kind_%d", i);
        assert_true(span_is(record.kind, name));
        assert_true(uuid_equal(&record.site, &site));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_record_comes_back_as_it_was_put),
        TEST(a_large_state_survives),
        TEST(the_same_id_is_not_stored_twice),
        TEST(a_record_without_a_place_in_the_feed_is_refused),
        TEST(the_feed_is_in_the_order_of_changes),
        TEST(the_feed_stops_where_it_is_told),
        TEST(a_reader_sees_no_change_of_a_commit_under_way),
        TEST(a_rollback_forgets_new_sites_and_kinds_too),
        TEST(lists_are_in_the_order_of_ids),
        TEST(a_list_stops_and_may_be_interrupted_by_other_questions),
        TEST(many_sites_keep_their_records_apart),
    };

    return cmocka_run_group_tests_name("records", tests, NULL, NULL);
}
