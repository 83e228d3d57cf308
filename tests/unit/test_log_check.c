// SPDX-License-Identifier: Apache-2.0
// Whoever changes the sign-off log behind the office's back is named (trust.md, "Evidence").
#include "server/storage/storage_rebuild.h"
#include "server/sync/log_check.h"
#include "server/sync/office_parts.h"
#include "tests/unit/log_witness.h"
#include "tests/unit/signing_by_hand.h"

#include <sqlite3.h>

// Somebody with the database's file, while the office is at work.
static void tamper(struct world *world, const char *sql)
{
    char path[1200];
    sqlite3 *handle = NULL;
    char *why = NULL;

    snprintf(path, sizeof(path), "%s/office.db", world->bench.folder);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    if (sqlite3_exec(handle, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s", why);
    assert_true(sqlite3_changes(handle) > 0);
    sqlite3_close(handle);
}

static uint64_t check(struct world *world, struct buffer *report)
{
    const struct authority *authority = office_authority(world->bench.office);
    struct log_check_parts parts
        = {.ca_pem = {authority->ca_pem.data, authority->ca_pem.len}, .disk = &world->bench.disk};
    uint64_t findings = 0;

    assert_int_equal(
        storage_open_view(office_storage(world->bench.office), &parts.view, &world->bench.error),
        ERR_OK);
    assert_int_equal(view_begin(parts.view, &world->bench.error), ERR_OK);
    assert_int_equal(log_check(&parts, report, &findings, &world->bench.error), ERR_OK);
    storage_close_view(parts.view);
    return findings;
}

static void expect(struct world *world, const char *word)
{
    struct buffer report;
    uint64_t findings;

    buffer_init(&report, 1 << 20);
    findings = check(world, &report);
    buffer_append_char(&report, '\0');
    if (findings == 0 || !strstr(report.data, word))
        fail_msg("%u findings, nothing about \"%s\":\n%s", (unsigned)findings, word, report.data);
    buffer_clear(&report);
}

static void expect_none(struct world *world)
{
    struct buffer report;

    buffer_init(&report, 1 << 20);
    if (check(world, &report) > 0) {
        buffer_append_char(&report, '\0');
        fail_msg("%s", report.data);
    }
    buffer_clear(&report);
}

static struct uuid fill(struct world *world, int count)
{
    struct uuid id = {{0}};

    for (int i = 0; i < count; i++) {
        id = pad_sign_as(&world->a, &world->site, "张三");
        if (i != 1) // the second and third share a head
            pad_sync(&world->a);
    }
    return id;
}

static void an_intact_log_has_no_findings(void **state)
{
    struct world *world = *state;
    struct random random = random_system();
    struct key *stranger = NULL;

    expect_none(world);
    fill(world, 7);
    expect_none(world);
    assert_int_equal(key_make(&random, &stranger, NULL), ERR_OK);
    pad_sign(&world->a, &world->site, &(struct autograph){.name = "x", .key = stranger});
    pad_sync(&world->a); // refused, and known to be
    expect_none(world);
    bench_restart(&world->bench);
    expect_none(world);
    key_free(stranger);
}

static void a_changed_leaf_is_named(void **state)
{
    struct world *world = *state;

    fill(world, 4);
    tamper(world, "DROP TRIGGER log_leaves_keep; UPDATE log_leaves SET leaf ="
                  " replace(CAST(leaf AS TEXT), '\"received_ms\":', '\"received_ms\":1')"
                  " WHERE number = 2");
    expect(world, "the leaves are not those of the head over 3");
}

static void leaves_that_were_removed_are_named(void **state)
{
    struct world *world = *state;

    fill(world, 5);
    tamper(world, "DROP TRIGGER log_leaves_stay; DROP TRIGGER log_heads_stay;"
                  "DELETE FROM log_heads WHERE size > 3; DELETE FROM log_leaves WHERE number > 3");
    expect(world, "2 leaves that the ledger has were removed");
    tamper(world, "DELETE FROM log_leaves WHERE number = 2");
    expect(world, "leaves 1 to 1 are missing");
}

static void a_head_that_the_log_key_did_not_sign_is_named(void **state)
{
    struct world *world = *state;

    fill(world, 4);
    tamper(world, "DROP TRIGGER log_heads_keep;"
                  "UPDATE log_heads SET seal = (SELECT seal FROM log_heads WHERE size = 1)"
                  " WHERE size = 3");
    expect(world, "the head over 3 leaves is not sealed");
    tamper(world, "UPDATE log_heads SET head = 'nothing' WHERE size = 4");
    expect(world, "the head over 4 leaves cannot be read");
    tamper(world, "DROP TRIGGER log_heads_stay; DELETE FROM log_heads WHERE size = 4");
    expect(world, "4 leaves, but the newest head is over 3");
    expect(world, "contradict"); // the ledger has it
}

// Somebody who also has the key that macs are made with.
static void a_sign_off_that_was_changed_under_a_good_mac_is_named(void **state)
{
    struct world *world = *state;
    struct storage *storage = office_storage(world->bench.office);
    struct uuid id = fill(world, 1);
    struct commit_stamp stamp;
    struct record_row row;
    uint8_t mac[MAC_BYTES];
    char *state_bytes, *at;

    assert_int_equal(storage_begin(storage, &stamp, &world->bench.error), ERR_OK);
    assert_int_equal(records_get(writer_of(world), &id, &row, NULL), ERR_OK);
    state_bytes = mem_dup(row.state.data, row.state.len);
    at = memmem(state_bytes, row.state.len, "\\\"satisfied", 11); // in the sealed text
    assert_non_null(at);
    at[2] = 'S';
    mac_make(office_mac_key(world->bench.office), state_bytes, row.state.len, mac);
    memcpy(row.mac, mac, MAC_BYTES);
    struct buffer vector;
    buffer_init(&vector, 4096);
    buffer_append(&vector, row.vector.data, row.vector.len);
    row.vector = (struct span){vector.data, vector.len};
    row.state.data = state_bytes;
    row.seq = storage_seq(storage);
    assert_int_equal(records_put(storage, &row, &world->bench.error), ERR_OK);
    assert_int_equal(storage_commit(storage, &world->bench.error), ERR_OK);
    expect(world, "it is not what leaf 0 of the log says");
    buffer_clear(&vector);
    mem_free(state_bytes);
}

static void records_that_were_removed_are_named(void **state)
{
    struct world *world = *state;
    char id[UUID_TEXT];
    struct uuid signoff;

    fill(world, 2);
    signoff = fill(world, 1);
    uuid_format(&signoff, id);
    tamper(world, "DELETE FROM records WHERE kind ="
                  " (SELECT row FROM kinds WHERE name = 'counter_seal')");
    expect(world, "the office's seal of it is not in the store");
    tamper(world, "DELETE FROM records WHERE kind ="
                  " (SELECT row FROM kinds WHERE name = 'signoff')");
    expect(world, id);
    expect(world, "it is not in the store: lost with a restore, or removed");
}

static void a_sign_off_that_was_hidden_from_the_log_is_named_until_rebuild(void **state)
{
    struct world *world = *state;
    struct random random = random_system();
    struct key *stranger = NULL;
    struct buffer report;
    uint64_t differed = 0;

    buffer_init(&report, 65536);
    assert_int_equal(key_make(&random, &stranger, NULL), ERR_OK);
    pad_sign(&world->a, &world->site, &(struct autograph){.name = "x", .key = stranger});
    pad_sync(&world->a);
    tamper(world, "DELETE FROM signoffs_unlogged");
    expect(world, "neither in the log nor waiting for it");
    assert_int_equal(storage_rebuild(office_storage(world->bench.office),
                                     office_mac_key(world->bench.office), &report, &differed,
                                     &world->bench.error),
                     ERR_OK);
    bench_restart(&world->bench);
    expect_none(world);
    key_free(stranger);
    buffer_clear(&report);
}

static void wrong_hashes_are_named_and_computed_again(void **state)
{
    struct world *world = *state;
    struct buffer report;
    uint64_t differed = 0;

    buffer_init(&report, 65536);
    fill(world, 6);
    tamper(world, "UPDATE log_subtrees SET hash = zeroblob(32) WHERE level = 2");
    expect(world, "the hash of subtree 2/0");
    assert_int_equal(storage_rebuild(office_storage(world->bench.office),
                                     office_mac_key(world->bench.office), &report, &differed,
                                     &world->bench.error),
                     ERR_OK);
    assert_int_equal(differed, 1);
    expect_none(world);
    pad_sign_as(&world->a, &world->site, "李四");
    pad_sync(&world->a);
    check_all(world, 7, NULL);
    buffer_clear(&report);
}

static void a_ledger_that_ends_early_is_named_until_the_office_opens_again(void **state)
{
    struct world *world = *state;
    char path[1200];

    fill(world, 4);
    snprintf(path, sizeof(path), "%s/ledger", world->bench.folder);
    assert_int_equal(unlink(path), 0);
    expect(world, "the ledger ends after 0 of 4 leaves");
    bench_restart(&world->bench);
    expect_none(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(an_intact_log_has_no_findings),
        IN_WORLD(a_changed_leaf_is_named),
        IN_WORLD(leaves_that_were_removed_are_named),
        IN_WORLD(a_head_that_the_log_key_did_not_sign_is_named),
        IN_WORLD(a_sign_off_that_was_changed_under_a_good_mac_is_named),
        IN_WORLD(records_that_were_removed_are_named),
        IN_WORLD(a_sign_off_that_was_hidden_from_the_log_is_named_until_rebuild),
        IN_WORLD(wrong_hashes_are_named_and_computed_again),
        IN_WORLD(a_ledger_that_ends_early_is_named_until_the_office_opens_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
