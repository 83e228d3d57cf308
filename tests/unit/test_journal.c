// SPDX-License-Identifier: Apache-2.0
#include "agent/store/office_time.h"
#include "tests/unit/tablet_fixture.h"

static void the_first_write_is_counter_one_of_a_new_actor(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\"");
    struct capture_result two = tablet_write(tablet, NULL, "\"b\"");

    assert_int_not_equal(one.dot.actor, 0);
    assert_int_equal(one.dot.counter, 1);
    assert_int_equal(two.dot.actor, one.dot.actor);
    assert_int_equal(two.dot.counter, 2);
    assert_int_equal(one.id.bytes[6] >> 4, 7);
    tablet_check(tablet);
}

static void each_process_life_has_an_actor_of_its_own(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\""), two;

    tablet_restart(tablet);
    two = tablet_write(tablet, &one.id, "\"b\"");
    assert_int_not_equal(two.dot.actor, one.dot.actor);
    assert_int_equal(two.dot.counter, 1);
    assert_int_equal(tablet->alarms, 0);
    tablet_check(tablet);
}

static void a_clock_that_moves_against_the_boot_clock_ends_the_actor(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\""), two, three, four;

    tablet->wall_ms += 3600000;
    tablet->boot_ms += 3600000;
    two = tablet_write(tablet, NULL, "\"b\"");
    assert_int_equal(two.dot.actor, one.dot.actor);
    tablet->wall_ms += 5000; // just not more than 5 s
    three = tablet_write(tablet, NULL, "\"c\"");
    assert_int_equal(three.dot.actor, one.dot.actor);
    tablet->wall_ms += 1;
    four = tablet_write(tablet, NULL, "\"d\"");
    assert_int_not_equal(four.dot.actor, one.dot.actor);
    assert_int_equal(four.dot.counter, 1);
    tablet->wall_ms -= 20000;
    assert_int_not_equal(tablet_write(tablet, NULL, "\"e\"").dot.actor, four.dot.actor);
    tablet_check(tablet);
}

static void another_boot_id_or_a_new_epoch_ends_the_actor(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\""), two, three;

    snprintf(tablet->boot, sizeof(tablet->boot), "00000000000000b2");
    two = tablet_write(tablet, NULL, "\"b\"");
    assert_int_not_equal(two.dot.actor, one.dot.actor);
    journal_retire_actor(tablet->store);
    three = tablet_write(tablet, NULL, "\"c\"");
    assert_int_not_equal(three.dot.actor, two.dot.actor);
    tablet_check(tablet);
}

static void a_rolled_back_write_leaves_nothing_and_its_dot_is_not_lost(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result kept = tablet_write(tablet, NULL, "\"a\""), next;
    struct journal_figures before = tablet_figures(tablet), after;
    struct capture_result gone;
    struct field field;
    struct draft draft = tablet_note(tablet, &field, "\"gone\"");
    struct capture_edit edit = {.draft = &draft, .person = tablet->person};

    assert_ok(tablet, store_begin(tablet->store, &tablet->error));
    assert_ok(tablet, capture_append(tablet->store, &edit, &gone, &tablet->error));
    store_rollback(tablet->store);
    after = tablet_figures(tablet);
    assert_int_equal(after.entries, before.entries);
    assert_true(digest_equal(&after.chain, &before.chain));
    assert_null(tablet_state(tablet, &gone.id));
    next = tablet_write(tablet, NULL, "\"b\"");
    assert_int_equal(next.dot.actor, kept.dot.actor);
    assert_int_equal(next.dot.counter, kept.dot.counter + 1);
    tablet_check(tablet);
}

static void a_site_taken_back_with_its_first_record_is_made_again(void **state)
{
    struct tablet *tablet = *state;
    struct field field;
    struct draft draft = tablet_note(tablet, &field, "\"gone\"");
    struct capture_edit edit = {.draft = &draft, .person = tablet->person};
    struct capture_result result;

    assert_ok(tablet, store_begin(tablet->store, &tablet->error));
    assert_ok(tablet, capture_append(tablet->store, &edit, &result, &tablet->error));
    store_rollback(tablet->store);
    tablet_write(tablet, NULL, "\"kept\"");
    tablet_check(tablet);
}

static void an_actor_doubted_inside_a_rolled_back_transaction_stays_ended(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\""), gone, two;
    struct field field;
    struct draft draft = tablet_note(tablet, &field, "\"gone\"");
    struct capture_edit edit = {.draft = &draft, .person = tablet->person};

    tablet->wall_ms += 60000; // the machine was resumed from a snapshot
    assert_ok(tablet, store_begin(tablet->store, &tablet->error));
    assert_ok(tablet, capture_append(tablet->store, &edit, &gone, &tablet->error));
    store_rollback(tablet->store);
    two = tablet_write(tablet, NULL, "\"b\"");
    assert_int_not_equal(two.dot.actor, one.dot.actor);
    tablet_check(tablet);
}

static void a_write_without_a_transaction_is_refused(void **state)
{
    struct tablet *tablet = *state;
    struct field field = {span_of("text"), span_of("\"a\"")};
    struct write write = {.id = tablet_uuid(1),
                          .site = tablet->site,
                          .person = tablet->person,
                          .kind = span_of("note"),
                          .fields = &field,
                          .field_count = 1};

    assert_int_equal(journal_append(tablet->store, &write, &tablet->error), ERR_PRECONDITION);
    write_clear(&write);
}

struct seen {
    int count, delivered, trimmed;
    struct dot dots[16];
    uint64_t times[16];
};

static bool see(void *arg, struct dot dot, struct span bytes, bool delivered)
{
    struct seen *seen = arg;
    struct arena arena;
    struct write write;

    seen->dots[seen->count] = dot;
    seen->delivered += delivered;
    seen->trimmed += bytes.len == 0;
    arena_init(&arena, 1 << 20);
    if (bytes.len && write_parse(bytes, &arena, &write, NULL) == ERR_OK) {
        seen->times[seen->count] = write.time;
        assert_int_equal(write.dot.actor, dot.actor);
        assert_int_equal(write.dot.counter, dot.counter);
        write_clear(&write);
    }
    arena_clear(&arena);
    return ++seen->count < 16;
}

static void entries_of_one_record_come_in_order_across_lives(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result first = tablet_write(tablet, NULL, "\"a\"");
    struct seen seen = {0};

    tablet_write(tablet, NULL, "\"other\"");
    tablet_write(tablet, &first.id, "\"b\"");
    tablet_restart(tablet);
    tablet_write(tablet, NULL, "\"other\"");
    tablet_write(tablet, &first.id, "\"c\"");
    tablet_receipt(tablet, (struct dot){first.dot.actor, 2}, 7);
    assert_ok(tablet, journal_list(tablet->store, &first.id, see, &seen, &tablet->error));
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen.dots[0].counter, 1);
    assert_int_equal(seen.dots[1].counter, 3);
    assert_int_equal(seen.dots[2].counter, 2);
    assert_int_equal(seen.delivered, 1);
    assert_true(seen.times[0] < seen.times[1] && seen.times[1] < seen.times[2]);
    seen = (struct seen){0};
    assert_ok(tablet, journal_list(tablet->store, NULL, see, &seen, &tablet->error));
    assert_int_equal(seen.count, 3); // b; other and c of the second life
    assert_int_equal(seen.delivered, 0);
}

static void time_goes_on_though_the_wall_clock_goes_back(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result first = tablet_write(tablet, NULL, "\"a\"");
    struct seen seen = {0};

    tablet->wall_ms -= INT64_C(10) * 365 * 86400000;
    tablet_write(tablet, &first.id, "\"b\"");
    tablet_restart(tablet);
    tablet_write(tablet, &first.id, "\"c\"");
    assert_ok(tablet, journal_list(tablet->store, &first.id, see, &seen, &tablet->error));
    assert_true(seen.times[0] < seen.times[1] && seen.times[1] < seen.times[2]);
}

static void the_offset_is_evidence_and_outlives_a_restart(void **state)
{
    struct tablet *tablet = *state;
    struct journal_batch batch;

    tablet_write(tablet, NULL, "\"a\"");
    office_time_set(tablet->store, -4321);
    tablet_write(tablet, NULL, "\"b\"");
    tablet_restart(tablet);
    tablet_write(tablet, NULL, "\"c\"");
    journal_batch_init(&batch);
    assert_ok(tablet, journal_batch_next(tablet->store, 10, 1 << 20, &batch, &tablet->error));
    assert_int_equal(batch.count, 3);
    assert_non_null(strstr(batch.lines.data, "\"offset\":null"));
    assert_non_null(strstr(strchr(batch.lines.data, '\n'), "\"offset\":-4321"));
    assert_non_null(strstr(strrchr(batch.lines.data, '}') - 300, "\"offset\":-4321"));
    journal_batch_clear(&batch);
}

static void names_the_actors_whose_writes_must_not_come_back(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\""), two;
    struct vector actors = {0};
    struct digest chain;

    tablet_receipt(tablet, one.dot, 3);
    tablet_restart(tablet);
    assert_ok(tablet, journal_actors(tablet->store, &actors, &chain, &tablet->error));
    assert_int_equal(actors.count, 1); // the newest, though it is delivered and of a life before
    two = tablet_write(tablet, NULL, "\"b\"");
    tablet_receipt(tablet, two.dot, 4);
    assert_ok(tablet, journal_actors(tablet->store, &actors, &chain, &tablet->error));
    assert_int_equal(actors.count, 2);
    assert_int_equal(vector_counter(&actors, two.dot.actor), 1);
    tablet_restart(tablet);
    assert_ok(tablet, journal_actors(tablet->store, &actors, &chain, &tablet->error));
    assert_int_equal(actors.count, 1);
    assert_int_equal(actors.entries[0].actor, two.dot.actor);
    vector_clear(&actors);
}

static bool setting_is(struct tablet *tablet, const char *name, const char *part)
{
    struct buffer text;
    bool found;

    buffer_init(&text, 1024);
    found = setting_read(tablet->store, name, &text, NULL) == ERR_OK
            && strstr(text.data, part) != NULL;
    buffer_clear(&text);
    return found;
}

static void copy_file(struct tablet *tablet, const char *from, const char *to)
{
    char source[128], target[128];
    char *argv[] = {(char *)"cp", (char *)"-a", source, target, NULL};

    snprintf(source, sizeof(source), "%s/%s", tablet->folder, from);
    snprintf(target, sizeof(target), "%s/%s", tablet->folder, to);
    tablet_run(argv);
}

static void a_database_put_back_from_a_copy_is_noticed_and_harmless(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result one = tablet_write(tablet, NULL, "\"a\""), lost, after;

    store_close(tablet->store);
    copy_file(tablet, "plumb.db", "copy.db");
    tablet_open(tablet);
    lost = tablet_write(tablet, NULL, "\"lost\"");
    store_close(tablet->store);
    copy_file(tablet, "copy.db", "plumb.db");
    tablet_open(tablet);
    assert_int_equal(tablet->alarms, 1);
    assert_true(setting_is(tablet, "copied", "put back from a copy"));
    after = tablet_write(tablet, NULL, "\"b\"");
    assert_int_not_equal(after.dot.actor, one.dot.actor);
    assert_int_not_equal(after.dot.actor, lost.dot.actor);
    tablet_restart(tablet);
    assert_int_equal(tablet->alarms, 1); // noted once
    tablet_check(tablet);
}

static void a_missing_foreign_or_damaged_marker_is_noticed(void **state)
{
    static const char *const contents[] = {
        NULL,
        "plumbline-head 00000000-0000-7000-8000-000000000001 1111111111111111 00000000000000b1\n",
        "plumbline-head\n",
        "",
        "plumbline-head 00000000-0000-7000-8000-000000000001 1111111111111111 00000000000000b1 x\n",
    };
    struct tablet *tablet = *state;

    tablet_write(tablet, NULL, "\"a\"");
    tablet_restart(tablet);
    tablet_write(tablet, NULL, "\"b\"");
    for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
        tablet->disk.remove(tablet->disk.ctx, "head");
        if (contents[i])
            assert_ok(tablet, disk_write_file(&tablet->disk, "head", contents[i],
                                              strlen(contents[i]), &tablet->error));
        tablet->alarms = 0;
        tablet_restart(tablet);
        assert_int_equal(tablet->alarms, 1);
        assert_true(setting_is(tablet, "copied", "head marker"));
        tablet_restart(tablet);
        assert_int_equal(tablet->alarms, 1);
    }
}

static void the_chain_continues_over_restarts(void **state)
{
    struct tablet *tablet = *state;
    struct journal_figures figures;
    struct digest chain = {0};
    struct journal_batch batch;
    const char *at;

    for (int life = 0; life < 5; life++) {
        for (int i = 0; i < 3; i++)
            tablet_write(tablet, NULL, "\"楼板厚度\"");
        tablet_restart(tablet);
    }
    journal_batch_init(&batch);
    assert_ok(tablet, journal_batch_next(tablet->store, 100, 1 << 20, &batch, &tablet->error));
    assert_int_equal(batch.count, 15);
    at = batch.lines.data;
    for (size_t i = 0; i < batch.count; i++) {
        const char *end = strchr(at, '\n');

        chain_next(&chain, (struct span){at, (size_t)(end - at)});
        at = end + 1;
    }
    assert_true(digest_equal(&chain, &batch.to));
    figures = tablet_figures(tablet);
    assert_true(digest_equal(&chain, &figures.chain));
    assert_int_equal(batch.covered.count, 5);
    journal_batch_clear(&batch);
    tablet_check(tablet);
}

static void figures_say_what_waits(void **state)
{
    struct tablet *tablet = *state;
    struct journal_figures figures = tablet_figures(tablet);
    struct capture_result two;
    int64_t first_ms = tablet->wall_ms;

    assert_int_equal(figures.entries, 0);
    assert_int_equal(figures.oldest_ms, -1);
    assert_int_equal(figures.last.actor, 0);
    tablet_write(tablet, NULL, "\"a\"");
    tablet->wall_ms += 1000;
    tablet->boot_ms += 1000;
    two = tablet_write(tablet, NULL, "\"b\"");
    figures = tablet_figures(tablet);
    assert_int_equal(figures.undelivered, 2);
    assert_true(figures.undelivered_bytes > 200);
    assert_int_equal(figures.oldest_ms, first_ms);
    assert_int_equal(figures.last.counter, two.dot.counter);
    tablet_receipt(tablet, (struct dot){two.dot.actor, 1}, 1);
    figures = tablet_figures(tablet);
    assert_int_equal(figures.undelivered, 1);
    assert_int_equal(figures.oldest_ms, first_ms + 1000);
    tablet_receipt(tablet, two.dot, 2);
    figures = tablet_figures(tablet);
    assert_int_equal(figures.undelivered, 0);
    assert_int_equal(figures.undelivered_bytes, 0);
    assert_int_equal(figures.oldest_ms, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_write_is_counter_one_of_a_new_actor),
        TEST(each_process_life_has_an_actor_of_its_own),
        TEST(a_clock_that_moves_against_the_boot_clock_ends_the_actor),
        TEST(another_boot_id_or_a_new_epoch_ends_the_actor),
        TEST(a_rolled_back_write_leaves_nothing_and_its_dot_is_not_lost),
        TEST(a_site_taken_back_with_its_first_record_is_made_again),
        TEST(an_actor_doubted_inside_a_rolled_back_transaction_stays_ended),
        TEST(a_write_without_a_transaction_is_refused),
        TEST(entries_of_one_record_come_in_order_across_lives),
        TEST(time_goes_on_though_the_wall_clock_goes_back),
        TEST(the_offset_is_evidence_and_outlives_a_restart),
        TEST(names_the_actors_whose_writes_must_not_come_back),
        TEST(a_database_put_back_from_a_copy_is_noticed_and_harmless),
        TEST(a_missing_foreign_or_damaged_marker_is_noticed),
        TEST(the_chain_continues_over_restarts),
        TEST(figures_say_what_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
