// SPDX-License-Identifier: Apache-2.0
// The audit: a row in the commit of each deed, a chain in which every change shows, erasure that
// breaks nothing, and an end that the ledger has too.
#include "office_fixture.h"

#include "server/audit/audit.h"
#include "server/sync/audit_kept.h"
#include "shared/data/database.h"

#include <sqlite3.h>

struct putting {
    struct commit_job job; // first
    struct audit_row row;
    uint64_t erase; // instead of putting: the values of this row go
    bool fail;
};

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    const struct putting *wish = (const struct putting *)job;
    enum err err = wish->erase ? audit_log_erase(storage, wish->erase, error)
                               : audit_put(storage, &wish->row, NULL, error);

    (void)stamp;
    return err == ERR_OK && wish->fail ? error_set(error, ERR_CONFLICT, "no") : err;
}

static enum err put(struct bench *bench, const char *act, const char *after, bool fail)
{
    struct putting wish = {.job = {.apply = apply}, .fail = fail};

    wish.row = (struct audit_row){.who = span_of("wang"),
                                  .act = span_of(act),
                                  .subject_kind = span_of("site"),
                                  .subject = span_of("客户 \"一\""),
                                  .after = span_of(after),
                                  .why = span_of("because")};
    return committer_run(office_committer(bench->office), &wish.job, NULL, &bench->error);
}

static struct audit_verdict verify(struct bench *bench, struct buffer *report)
{
    struct audit_seal_check check = {.disk = &bench->disk};
    struct audit_verdict verdict;

    buffer_reset(report);
    assert_int_equal(storage_open_view(office_storage(bench->office), &check.view, &bench->error),
                     ERR_OK);
    if (audit_seal_verify(&check, report, &verdict, &bench->error) != ERR_OK)
        fail_msg("%s", bench->error.detail);
    storage_close_view(check.view);
    return verdict;
}

static int setup(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));

    bench_open(bench);
    *state = bench;
    return 0;
}

static int teardown(void **state)
{
    bench_close(*state);
    free(*state);
    return 0;
}

// The database as somebody with its file in hand has it.
static void tamper(struct bench *bench, const char *sql)
{
    char path[1200];
    sqlite3 *handle = NULL;
    char *why = NULL;

    office_close(bench->office);
    bench->office = NULL;
    snprintf(path, sizeof(path), "%s/office.db", bench->folder);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    if (sqlite3_exec(handle, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s", why);
    sqlite3_close(handle);
    bench_start(bench);
}

#define UNTRIGGER                                                                       \
    "DROP TRIGGER audit_keep; DROP TRIGGER audit_stay; DROP TRIGGER audit_values_keep;" \
    " DROP TRIGGER audit_values_stay;"

static void whatever_is_changed_in_the_chain_shows(void **state)
{
    static const char *const changes[] = {
        UNTRIGGER "UPDATE audit SET act = 'site.look' WHERE number = 2",
        UNTRIGGER "UPDATE audit SET at_ms = at_ms + 1 WHERE number = 2",
        UNTRIGGER "UPDATE audit SET who = 'li' WHERE number = 2",
        UNTRIGGER "UPDATE audit_values SET after = '{}' WHERE number = 2",
        UNTRIGGER "UPDATE audit_values SET why = '' WHERE number = 2",
        UNTRIGGER "DELETE FROM audit_values WHERE number = 2",
        UNTRIGGER "DELETE FROM audit_values WHERE number = 2; DELETE FROM audit WHERE number = 2",
        UNTRIGGER "UPDATE audit SET chain = zeroblob(32) WHERE number = 2",
        UNTRIGGER "DELETE FROM audit_values WHERE number = 3", // the last one
        // The tail, which no later row gives away: the ledger does.
        UNTRIGGER "DELETE FROM audit_values WHERE number >= 2; DELETE FROM audit WHERE number >= 2;"
                  "DROP TRIGGER audit_heads_stay; DELETE FROM audit_heads",
    };
    struct bench *bench = *state;
    struct buffer report;

    buffer_init(&report, 1 << 16);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        struct audit_verdict verdict;

        if (i > 0) {
            bench_close(bench);
            bench_open(bench);
        }
        for (int k = 0; k < 3; k++)
            assert_int_equal(put(bench, "site.edit", "{\"phone\":\"139\"}", false), ERR_OK);
        assert_int_equal(audit_seal(bench->office, &bench->error), ERR_OK);
        verdict = verify(bench, &report);
        assert_int_equal(verdict.faults, 0);
        assert_int_equal(verdict.rows, 3);
        assert_int_equal(verdict.heads, 1);
        tamper(bench, changes[i]);
        if (verify(bench, &report).faults == 0)
            fail_msg("nobody noticed: %s", changes[i] + strlen(UNTRIGGER));
    }
    buffer_clear(&report);
}

static void rows_and_values_cannot_be_changed_by_the_program(void **state)
{
    static const char *const changes[] = {
        "UPDATE audit SET who = 'li'",
        "DELETE FROM audit",
        "UPDATE audit_values SET why = 'x', salt = x''",
        "DELETE FROM audit_values",
    };
    struct bench *bench = *state;
    char path[1200], *why;
    sqlite3 *handle = NULL;

    assert_int_equal(put(bench, "site.edit", "{}", false), ERR_OK);
    snprintf(path, sizeof(path), "%s/office.db", bench->folder);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        why = NULL;
        assert_int_not_equal(sqlite3_exec(handle, changes[i], NULL, NULL, &why), SQLITE_OK);
        assert_non_null(strstr(why, "append-only"));
        sqlite3_free(why);
    }
    sqlite3_close(handle);
}

static void a_deed_that_fails_leaves_no_row_and_no_hole(void **state)
{
    struct bench *bench = *state;
    struct buffer report;
    struct audit_verdict verdict;

    buffer_init(&report, 1 << 16);
    assert_int_equal(put(bench, "a.one", "", false), ERR_OK);
    assert_int_equal(put(bench, "a.two", "", true), ERR_CONFLICT);
    assert_int_equal(put(bench, "a.three", "\xff", false), ERR_INVALID); // no text
    assert_int_equal(put(bench, "a.four", "", false), ERR_OK);
    verdict = verify(bench, &report);
    assert_int_equal(verdict.rows, 2);
    assert_int_equal(verdict.number, 2);
    assert_int_equal(verdict.faults, 0);
    buffer_clear(&report);
}

static bool is_gone(void *arg, const struct audit_row *audit)
{
    (void)arg;
    assert_int_equal(audit->after.len + audit->before.len + audit->why.len + audit->salt.len, 0);
    assert_true(span_is(audit->act, "site.edit")); // that it was done stays
    return false;
}

static void erased_values_are_gone_and_the_chain_still_holds(void **state)
{
    struct bench *bench = *state;
    struct putting erase = {.job = {.apply = apply}, .erase = 1};
    struct audit_verdict verdict;
    struct view *view = NULL;
    struct buffer report;

    buffer_init(&report, 1 << 16);
    assert_int_equal(put(bench, "site.edit", "{\"phone\":\"13912345678\"}", false), ERR_OK);
    assert_int_equal(put(bench, "site.edit", "{}", false), ERR_OK);
    assert_int_equal(
        committer_run(office_committer(bench->office), &erase.job, NULL, &bench->error), ERR_OK);
    assert_int_equal(
        committer_run(office_committer(bench->office), &erase.job, NULL, &bench->error), ERR_OK);
    verdict = verify(bench, &report);
    assert_int_equal(verdict.faults, 0);
    assert_int_equal(verdict.erased, 1);
    assert_int_equal(storage_open_view(office_storage(bench->office), &view, &bench->error),
                     ERR_OK);
    assert_int_equal(audit_log_up(view, 0, is_gone, NULL, &bench->error), ERR_OK);
    storage_close_view(view);
    buffer_clear(&report);
}

struct keeping {
    struct commit_job job; // first
    struct audit_kept kept;
};

static enum err apply_keep(struct commit_job *job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    (void)stamp;
    return audit_kept_put(storage, &((struct keeping *)job)->kept, error);
}

// Verifies the whole and keeps it; how many faults there were.
static uint64_t keep(struct bench *bench)
{
    struct keeping keeping = {.job = {.apply = apply_keep, .quiet = true}};
    struct audit_seal_check check = {.disk = &bench->disk};

    assert_int_equal(storage_open_view(office_storage(bench->office), &check.view, &bench->error),
                     ERR_OK);
    assert_int_equal(audit_kept_make(&check, 4711, &keeping.kept, &bench->error), ERR_OK);
    storage_close_view(check.view);
    assert_int_equal(
        committer_run(office_committer(bench->office), &keeping.job, NULL, &bench->error), ERR_OK);
    return keeping.kept.verdict.faults;
}

// A look; `whole_rows` were verified before it.
static struct audit_verdict look(struct bench *bench, uint64_t *whole_rows, struct buffer *report)
{
    struct audit_verdict verdict;
    struct audit_kept kept;
    struct view *view = NULL;

    buffer_reset(report);
    assert_int_equal(storage_open_view(office_storage(bench->office), &view, &bench->error),
                     ERR_OK);
    assert_int_equal(audit_kept_look(view, &kept, report, &verdict, &bench->error), ERR_OK);
    storage_close_view(view);
    *whole_rows = kept.verdict.rows;
    assert_int_equal(kept.at_ms, kept.verdict.rows ? 4711 : 0);
    return verdict;
}

static void a_look_verifies_what_came_since_the_whole_was(void **state)
{
    struct bench *bench = *state;
    struct audit_verdict verdict;
    struct buffer report;
    uint64_t whole;

    buffer_init(&report, 1 << 16);
    for (int k = 0; k < 3; k++)
        assert_int_equal(put(bench, "site.edit", "{}", false), ERR_OK);
    verdict = look(bench, &whole, &report); // nothing is kept yet: all of it
    assert_int_equal(verdict.rows, 3);
    assert_int_equal(whole, 0);
    assert_int_equal(audit_seal(bench->office, &bench->error), ERR_OK);
    assert_int_equal(keep(bench), 0);
    for (int k = 0; k < 2; k++)
        assert_int_equal(put(bench, "site.edit", "{}", false), ERR_OK);
    assert_int_equal(audit_seal(bench->office, &bench->error), ERR_OK);
    verdict = look(bench, &whole, &report);
    assert_int_equal(whole, 3);
    assert_int_equal(verdict.rows, 5);
    assert_int_equal(verdict.heads, 2);
    assert_int_equal(verdict.faults, 0);
    tamper(bench, UNTRIGGER "UPDATE audit SET who = 'li' WHERE number = 5");
    assert_int_equal(look(bench, &whole, &report).faults, 1);
    buffer_clear(&report);
}

static void what_is_changed_before_the_look_is_found_by_the_whole(void **state)
{
    struct bench *bench = *state;
    struct audit_verdict verdict;
    struct buffer report;
    uint64_t whole;

    buffer_init(&report, 1 << 16);
    for (int k = 0; k < 3; k++)
        assert_int_equal(put(bench, "site.edit", "{}", false), ERR_OK);
    assert_int_equal(keep(bench), 0);
    tamper(bench, UNTRIGGER "UPDATE audit SET who = 'li' WHERE number = 2");
    assert_int_equal(look(bench, &whole, &report).faults, 0); // it takes that on trust
    assert_int_equal(keep(bench), 1);
    verdict = look(bench, &whole, &report); // and from then on every look says so
    assert_int_equal(verdict.faults, 1);
    assert_non_null(strstr(report.data, "row 2"));
    buffer_clear(&report);
}

static void the_end_of_what_was_verified_must_be_there(void **state)
{
    static const char *const changes[] = {
        UNTRIGGER "DELETE FROM audit_values WHERE number = 3; DELETE FROM audit WHERE number = 3",
        UNTRIGGER "UPDATE audit SET chain = zeroblob(32) WHERE number = 3",
    };
    struct bench *bench = *state;
    struct buffer report;
    uint64_t whole;

    buffer_init(&report, 1 << 16);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        if (i > 0) {
            bench_close(bench);
            bench_open(bench);
        }
        for (int k = 0; k < 3; k++)
            assert_int_equal(put(bench, "site.edit", "{}", false), ERR_OK);
        assert_int_equal(keep(bench), 0);
        tamper(bench, changes[i]);
        assert_int_equal(look(bench, &whole, &report).faults, 1);
    }
    // What cannot be read was not kept: all of it is verified.
    tamper(bench, "UPDATE settings SET value = '{\"rows\":\"3\"}' WHERE name = 'audit_verified'");
    assert_true(look(bench, &whole, &report).faults > 0);
    assert_int_equal(whole, 0);
    buffer_clear(&report);
}

struct last {
    char act[64], kind[64], before[256], after[256];
    struct uuid site;
};

static void copy(char *out, size_t size, struct span text)
{
    snprintf(out, size, "%.*s", (int)text.len, text.data);
}

static bool take(void *arg, const struct audit_row *audit)
{
    struct last *last = arg;

    copy(last->act, sizeof(last->act), audit->act);
    copy(last->kind, sizeof(last->kind), audit->subject_kind);
    copy(last->before, sizeof(last->before), audit->before);
    copy(last->after, sizeof(last->after), audit->after);
    last->site = audit->site;
    return false;
}

static struct last newest(struct bench *bench)
{
    const struct audit_range all = {0};
    struct view *view = NULL;
    struct last last = {0};

    assert_int_equal(storage_open_view(office_storage(bench->office), &view, &bench->error),
                     ERR_OK);
    assert_int_equal(audit_log_down(view, &all, take, &last, &bench->error), ERR_OK);
    storage_close_view(view);
    return last;
}

static void an_edit_says_what_was_before_and_what_is_now(void **state)
{
    struct bench *bench = *state;
    const struct audit_row by = {.who = span_of("wang"), .act = span_of("site.edit")};
    const struct field fields[] = {FIELD("address", "\"青年路 2 号\""), FIELD("store", "\"城南\"")};
    struct office_edit edit = {.kind = "site", .fields = fields, .field_count = 2, .audit = &by};
    struct last last;

    edit.id = bench_site(bench);
    assert_int_equal(office_edit(bench->office, &edit, 1, &bench->error), ERR_OK);
    last = newest(bench);
    assert_string_equal(last.act, "site.edit");
    assert_string_equal(last.kind, "site");
    assert_string_equal(last.before, "{\"address\":\"青年路 1 号\"}");
    assert_string_equal(last.after, "{\"address\":\"青年路 2 号\",\"store\":\"城南\"}");
    assert_true(uuid_equal(&last.site, &edit.id));
    // All or nothing: a row for an edit that was refused would be a lie.
    edit.seen = 1;
    assert_int_equal(office_edit(bench->office, &edit, 1, &bench->error), ERR_PRECONDITION);
    assert_string_equal(newest(bench).after, last.after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whatever_is_changed_in_the_chain_shows, setup, teardown),
        cmocka_unit_test_setup_teardown(rows_and_values_cannot_be_changed_by_the_program, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_deed_that_fails_leaves_no_row_and_no_hole, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(erased_values_are_gone_and_the_chain_still_holds, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_look_verifies_what_came_since_the_whole_was, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_is_changed_before_the_look_is_found_by_the_whole,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(the_end_of_what_was_verified_must_be_there, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_edit_says_what_was_before_and_what_is_now, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
