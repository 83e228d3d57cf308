// SPDX-License-Identifier: Apache-2.0
#include "agent/store/replica_drop.h"
#include "shared/model/canon_from.h"
#include "tests/unit/tablet_fixture.h"

#include <sqlite3.h>

struct seen {
    size_t count, stop_at;
    struct uuid ids[64];
    bool conflicted, deleted;
};

static bool see(void *arg, const struct replica_row *row)
{
    struct seen *seen = arg;

    seen->ids[seen->count++] = row->id;
    seen->conflicted = row->conflicted;
    seen->deleted = row->deleted;
    return seen->count != seen->stop_at;
}

static struct seen list(struct tablet *tablet, struct replica_filter filter)
{
    struct seen seen = {0};

    assert_ok(tablet, replica_list(tablet->store, &filter, see, &seen, &tablet->error));
    return seen;
}

static void a_record_reads_back_as_canonical_state(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result note = tablet_write(tablet, NULL, "\"蜂窝\\\"麻面\"");
    struct replica_row row;
    char id[UUID_TEXT];

    assert_ok(tablet, replica_get(tablet->store, &note.id, &row, &tablet->error));
    assert_int_equal(canon_check(row.state, &tablet->error), ERR_OK);
    assert_true(span_is(row.kind, "note"));
    assert_true(uuid_equal(&row.site, &tablet->site));
    assert_false(row.maced || row.conflicted || row.deleted);
    uuid_format(&note.id, id);
    assert_memory_equal(row.state.data + 7, id, 36);
}

static void an_unknown_record_is_not_found(void **state)
{
    struct tablet *tablet = *state;
    struct uuid id = tablet_uuid(5);
    struct replica_row row;

    assert_int_equal(replica_get(tablet->store, &id, &row, &tablet->error), ERR_NOT_FOUND);
    assert_non_null(strstr(tablet->error.detail, "00000000-0000-7000"));
}

// Changes the closed database behind the store's back.
static void tamper(struct tablet *tablet, const char *sql)
{
    char path[128];
    sqlite3 *handle = NULL;

    store_close(tablet->store);
    snprintf(path, sizeof(path), "%s/plumb.db", tablet->folder);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
    tablet_open(tablet);
}

static void writes_kept_in_the_journal_only_are_the_same_bytes(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result note = tablet_write(tablet, NULL, "\"one\"");
    struct field fields[] = {{span_of("a"), span_of("1")}, {span_of("b"), span_of("null")}};
    struct draft survey
        = {.kind = span_of("survey"), .site = tablet->site, .fields = fields, .field_count = 2};
    struct capture_result result;
    struct record record;
    struct buffer again;
    struct arena arena;

    arena_init(&arena, 1 << 20);
    buffer_init(&again, 1 << 20);
    note = tablet_write(tablet, &note.id, "\"two\""); // stands alone again
    assert_ok(tablet, tablet_try(tablet, &survey, &result));
    survey.id = result.id;
    survey.field_count = 1;
    assert_ok(tablet, tablet_try(tablet, &survey, &result)); // two writes stand
    for (int i = 0; i < 2; i++) {
        char *text = tablet_state(tablet, i ? &result.id : &note.id);

        buffer_reset(&again);
        assert_int_equal(record_parse(span_of(text), &arena, &record, NULL), ERR_OK);
        assert_int_equal(record.write_count, i ? 2 : 1);
        assert_true(record_format(&record, &again));
        assert_string_equal(again.data, text);
        record_clear(&record);
        free(text);
    }
    buffer_clear(&again);
    arena_clear(&arena);
}

static void a_damaged_entry_hides_no_record_but_its_own(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result notes[3];
    struct replica_row row;

    for (size_t i = 0; i < 3; i++)
        notes[i] = tablet_write(tablet, NULL, "\"a\"");
    tamper(tablet, "UPDATE journal SET bytes = substr(bytes, 1, 50) WHERE n = 2");
    assert_int_equal(list(tablet, (struct replica_filter){0}).count, 2);
    assert_int_equal(tablet->alarms, 1);
    assert_int_equal(replica_get(tablet->store, &notes[1].id, &row, &tablet->error), ERR_CORRUPT);
    assert_ok(tablet, replica_get(tablet->store, &notes[2].id, &row, &tablet->error));
    tablet_write(tablet, &notes[2].id, "\"goes on\"");
}

static void lists_follow_their_filter(void **state)
{
    struct tablet *tablet = *state;
    struct uuid other = tablet_uuid(0x07e5);
    struct field field;
    struct draft elsewhere = tablet_note(tablet, &field, "\"far\""), survey = elsewhere, gone;
    struct capture_result result, notes[3];
    struct field deleted = {span_of("deleted"), span_of("true")};

    for (size_t i = 0; i < 3; i++)
        notes[i] = tablet_write(tablet, NULL, "\"a\"");
    elsewhere.site = other;
    assert_ok(tablet, tablet_try(tablet, &elsewhere, &result));
    survey.kind = span_of("survey"); // of a later version
    assert_ok(tablet, tablet_try(tablet, &survey, &result));
    gone = (struct draft){.kind = span_of("note"),
                          .site = tablet->site,
                          .id = notes[1].id,
                          .fields = &deleted,
                          .field_count = 1};
    assert_ok(tablet, tablet_try(tablet, &gone, &result));
    assert_int_equal(list(tablet, (struct replica_filter){0}).count, 4);
    assert_int_equal(list(tablet, (struct replica_filter){.with_deleted = true}).count, 5);
    assert_int_equal(
        list(tablet, (struct replica_filter){.by_site = true, .site = tablet->site}).count, 3);
    assert_int_equal(list(tablet, (struct replica_filter){.by_site = true, .site = other}).count,
                     1);
    assert_int_equal(list(tablet, (struct replica_filter){.kind = span_of("survey")}).count, 1);
    assert_int_equal(list(tablet, (struct replica_filter){.conflicted_only = true}).count, 0);
    tablet_check(tablet);
}

// As many as the lists show, without a walk over them.
static void records_and_conflicts_are_counted_as_they_are_listed(void **state)
{
    static const uint8_t mac[MAC_BYTES] = {1};
    struct tablet *tablet = *state;
    struct uuid dropped = tablet_uuid(0xd1), ours = tablet->site;
    struct capture_result note = tablet_write(tablet, NULL, "\"one\"");
    struct replica_figures figures;
    struct buffer json, state_text;
    char id[UUID_TEXT], site[UUID_TEXT];

    tablet_write(tablet, NULL, "\"two\"");
    uuid_format(&note.id, id);
    uuid_format(&ours, site);
    buffer_init(&json, 4096);
    buffer_init(&state_text, 4096);
    buffer_printf(&json,
                  "{\"id\":\"%s\",\"kind\":\"note\",\"site\":\"%s\",\"vector\":{"
                  "\"00000000000ff1ce\":\"1\"},\"writes\":[{\"actor\":\"00000000000ff1ce\","
                  "\"counter\":\"1\",\"fields\":{\"deleted\":false,\"text\":\"theirs\"},"
                  "\"person\":\"00000000-0000-0000-0000-000000000000\",\"time\":\"9\"}]}",
                  id, site);
    assert_ok(tablet,
              canon_from_json((struct span){json.data, json.len}, &state_text, &tablet->error));
    assert_ok(tablet, replica_merge(tablet->store, (struct span){state_text.data, state_text.len},
                                    mac, &tablet->error));
    tablet->site = dropped;
    tablet_write(tablet, NULL, "\"of a site that goes\"");
    assert_ok(tablet, replica_figures(tablet->store, &figures, &tablet->error));
    assert_int_equal(figures.records, 3);
    assert_int_equal(figures.conflicts, 1);
    assert_ok(tablet, replica_drop(tablet->store, &dropped, &tablet->error));
    assert_ok(tablet, replica_figures(tablet->store, &figures, &tablet->error));
    assert_int_equal(figures.records, list(tablet, (struct replica_filter){0}).count);
    assert_int_equal(figures.records, 2);
    assert_ok(tablet, replica_drop(tablet->store, &ours, &tablet->error));
    assert_ok(tablet, replica_figures(tablet->store, &figures, &tablet->error));
    assert_int_equal(figures.conflicts, 0);
    buffer_clear(&json);
    buffer_clear(&state_text);
}

static void a_list_stops_when_told(void **state)
{
    struct tablet *tablet = *state;
    struct replica_filter filter = {.by_site = true, .site = tablet->site};
    struct seen seen = {.stop_at = 2};

    for (int i = 0; i < 5; i++)
        tablet_write(tablet, NULL, "\"a\"");
    assert_ok(tablet, replica_list(tablet->store, &filter, see, &seen, &tablet->error));
    assert_int_equal(seen.count, 2);
    assert_true(uuid_compare(&seen.ids[0], &seen.ids[1]) < 0);
    tablet_write(tablet, NULL, "\"still works\"");
}

struct sites {
    size_t count;
    struct uuid sites[4];
    struct digest digests[4];
};

static bool see_site(void *arg, const struct uuid *site, const struct digest *digest)
{
    struct sites *sites = arg;

    sites->sites[sites->count] = *site;
    sites->digests[sites->count++] = *digest;
    return sites->count < 4;
}

static bool see_site_id(void *arg, const struct uuid *site)
{
    struct sites *sites = arg;

    sites->sites[sites->count++] = *site;
    return sites->count < 4;
}

// docs/PROTOCOL.md section 5, step 1, done by hand.
struct by_hand {
    struct hash_stream *stream;
    struct uuid last;
    size_t count;
};

static bool add_by_hand(void *arg, const struct uuid *id, const struct vector *vector)
{
    struct by_hand *hand = arg;
    struct buffer packed;

    assert_true(uuid_compare(&hand->last, id) < 0);
    hand->last = *id;
    buffer_init(&packed, 1 << 16);
    vector_pack(vector, &packed);
    hash_stream_add(hand->stream, id->bytes, UUID_BYTES);
    hash_stream_add(hand->stream, packed.data, packed.len);
    buffer_clear(&packed);
    return ++hand->count < 1000;
}

static void the_digest_of_a_site_is_over_ids_and_vectors_in_order(void **state)
{
    struct tablet *tablet = *state;
    struct sites sites = {0}, again = {0}, ids = {0};
    struct by_hand hand = {.stream = hash_stream_create()};
    struct replica_page page = {.site = tablet->site};
    struct digest digest;
    struct field field;
    struct draft elsewhere = tablet_note(tablet, &field, "\"far\"");
    struct capture_result result;

    for (int i = 0; i < 20; i++)
        tablet_write(tablet, NULL, "\"a\"");
    elsewhere.site = tablet_uuid(0x07e5);
    assert_ok(tablet, tablet_try(tablet, &elsewhere, &result));
    assert_ok(tablet, replica_sites(tablet->store, see_site, &sites, &tablet->error));
    assert_int_equal(sites.count, 2);
    assert_ok(tablet, replica_site_ids(tablet->store, see_site_id, &ids, &tablet->error));
    assert_int_equal(ids.count, 2);
    for (size_t i = 0; i < 2; i++)
        assert_true(uuid_equal(&ids.sites[i], &sites.sites[i]));
    assert_ok(tablet, replica_vectors(tablet->store, &page, add_by_hand, &hand, &tablet->error));
    assert_int_equal(hand.count, 20);
    hash_stream_finish(hand.stream, &digest);
    hash_stream_free(hand.stream);
    assert_true(digest_equal(&digest, &sites.digests[0]));
    tablet_write(tablet, &hand.last, "\"b\"");
    assert_ok(tablet, replica_sites(tablet->store, see_site, &again, &tablet->error));
    assert_false(digest_equal(&again.digests[0], &sites.digests[0]));
    assert_true(digest_equal(&again.digests[1], &sites.digests[1]));
}

static bool take_five(void *arg, const struct uuid *id, const struct vector *vector)
{
    struct seen *seen = arg;

    seen->ids[seen->count++] = *id;
    return vector->count > 0 && seen->count % 5 != 0;
}

static void vectors_come_in_pages(void **state)
{
    struct tablet *tablet = *state;
    struct replica_page page = {.site = tablet->site};
    struct seen seen = {0};
    size_t before;

    for (int i = 0; i < 13; i++)
        tablet_write(tablet, NULL, "\"a\"");
    do {
        before = seen.count;
        assert_ok(tablet, replica_vectors(tablet->store, &page, take_five, &seen, &tablet->error));
        page.after = seen.ids[seen.count - 1];
    } while (seen.count > before);
    assert_int_equal(seen.count, 13);
    for (size_t i = 1; i < 13; i++)
        assert_true(uuid_compare(&seen.ids[i - 1], &seen.ids[i]) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_record_reads_back_as_canonical_state),
        TEST(an_unknown_record_is_not_found),
        TEST(writes_kept_in_the_journal_only_are_the_same_bytes),
        TEST(a_damaged_entry_hides_no_record_but_its_own),
        TEST(lists_follow_their_filter),
        TEST(records_and_conflicts_are_counted_as_they_are_listed),
        TEST(a_list_stops_when_told),
        TEST(the_digest_of_a_site_is_over_ids_and_vectors_in_order),
        TEST(vectors_come_in_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
