// SPDX-License-Identifier: Apache-2.0
#include "agent/store/store_watch.h"

#include "agent/store/replica_drop.h"
#include "tests/unit/tablet_fixture.h"

static void ring(void *arg)
{
    ++*(int *)arg;
}

static uint64_t of_site(struct tablet *tablet)
{
    return store_watch_site(tablet->store, &tablet->site);
}

static void a_saved_record_changes_its_site_and_no_other(void **state)
{
    struct tablet *tablet = *state;
    const struct uuid other = tablet_uuid(2);
    uint64_t count = store_watch_count(tablet->store), site = of_site(tablet),
             others = store_watch_site(tablet->store, &other);
    int rings = 0;

    assert_true(count > 0 && site > 0);
    store_watch_ring(tablet->store, ring, &rings);
    tablet_write(tablet, NULL, "\"a\"");
    assert_int_equal(rings, 1);
    assert_true(store_watch_count(tablet->store) > count);
    assert_true(of_site(tablet) > site);
    assert_int_equal(store_watch_site(tablet->store, &other), others);
    store_watch_ring(tablet->store, NULL, NULL);
    tablet_write(tablet, NULL, "\"a\"");
    assert_int_equal(rings, 1);
}

static void a_setting_changes_no_site(void **state)
{
    struct tablet *tablet = *state;
    uint64_t count = store_watch_count(tablet->store), site = of_site(tablet);
    int rings = 0;

    store_watch_ring(tablet->store, ring, &rings);
    assert_ok(tablet, setting_write(tablet->store, "x", span_of("y"), &tablet->error));
    assert_int_equal(rings, 1);
    assert_true(store_watch_count(tablet->store) > count);
    assert_int_equal(of_site(tablet), site);
}

static void what_is_rolled_back_changes_nothing(void **state)
{
    struct tablet *tablet = *state;
    uint64_t count = store_watch_count(tablet->store), site = of_site(tablet);
    struct draft draft;
    struct field field;
    struct capture_result result;
    struct capture_edit edit = {.draft = &draft, .person = tablet->person};
    int rings = 0;

    draft = tablet_note(tablet, &field, "\"a\"");
    store_watch_ring(tablet->store, ring, &rings);
    assert_ok(tablet, store_begin(tablet->store, &tablet->error));
    assert_ok(tablet, capture_append(tablet->store, &edit, &result, &tablet->error));
    store_rollback(tablet->store);
    assert_int_equal(rings, 0);
    assert_int_equal(store_watch_count(tablet->store), count);
    assert_ok(tablet, setting_write(tablet->store, "x", span_of("y"), &tablet->error));
    assert_int_equal(of_site(tablet), site); // what was noted went with the rollback
}

static void a_person_concerns_every_site(void **state)
{
    struct tablet *tablet = *state;
    const uint8_t mac[MAC_BYTES] = {1};
    const char *person
        = "{\"id\":\"00000000-0000-7000-8000-000000000009\",\"kind\":\"person\",\"site\":"
          "\"00000000-0000-0000-0000-000000000000\",\"vector\":{\"00000000000ff1ce\":\"1\"},"
          "\"writes\":[{\"actor\":\"00000000000ff1ce\",\"counter\":\"1\",\"fields\":{"
          "\"deleted\":false,\"name\":\"甲\"},\"person\":\"00000000-0000-0000-0000-000000000000\","
          "\"time\":\"117309440000000000\"}]}";
    uint64_t site = of_site(tablet);

    assert_ok(tablet, replica_merge(tablet->store, span_of(person), mac, &tablet->error));
    assert_true(of_site(tablet) > site);
}

static void a_transaction_over_many_sites_changes_each(void **state)
{
    struct tablet *tablet = *state;
    enum { SITES = 40 };
    uint64_t before[SITES];

    for (uint64_t i = 0; i < SITES; i++) {
        struct uuid site = tablet_uuid(100 + i);

        before[i] = store_watch_site(tablet->store, &site);
    }
    assert_ok(tablet, store_begin(tablet->store, &tablet->error));
    for (uint64_t i = 0; i < SITES; i++) {
        struct draft draft;
        struct field field;
        struct capture_result result;
        struct capture_edit edit = {.draft = &draft, .person = tablet->person};

        draft = tablet_note(tablet, &field, "\"a\"");
        draft.site = tablet_uuid(100 + i);
        assert_ok(tablet, capture_append(tablet->store, &edit, &result, &tablet->error));
    }
    assert_ok(tablet, store_commit(tablet->store, &tablet->error));
    for (uint64_t i = 0; i < SITES; i++) {
        struct uuid site = tablet_uuid(100 + i);

        assert_true(store_watch_site(tablet->store, &site) > before[i]);
    }
}

static void a_site_that_goes_has_changed(void **state)
{
    struct tablet *tablet = *state;
    uint64_t site;
    bool purged = false;

    tablet_receipt(tablet, tablet_write(tablet, NULL, "\"a\"").dot, 1);
    site = of_site(tablet);
    assert_ok(tablet, replica_drop(tablet->store, &tablet->site, &tablet->error));
    assert_true(of_site(tablet) > site);
    site = of_site(tablet);
    assert_ok(tablet, replica_purge(tablet->store, &tablet->site, &purged, &tablet->error));
    assert_true(purged && of_site(tablet) > site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_saved_record_changes_its_site_and_no_other), TEST(a_setting_changes_no_site),
        TEST(what_is_rolled_back_changes_nothing),          TEST(a_person_concerns_every_site),
        TEST(a_transaction_over_many_sites_changes_each),   TEST(a_site_that_goes_has_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
