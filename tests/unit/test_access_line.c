// SPDX-License-Identifier: Apache-2.0
// Lines of the ledger about who may come in, replayed into a store that came from a backup.
#include "server/sync/access_line.h"

#include "server/storage/accounts.h"
#include "server/storage/tokens.h"
#include "tests/unit/office_fixture.h"

#define ID "0189aaaa-0000-7000-8000-000000000001"
#define LINE(version, blocked, recovery, grants)                                         \
    "{\"account\":{\"id\":\"" ID "\",\"login\":\"li\",\"person\":\"" ID                  \
    "\",\"version\":\"" version "\",\"blocked\":" blocked ",\"password\":\"hash" version \
    "\",\"must_change\":false,\"totp\":\"\",\"recovery\":\"" recovery                    \
    "\",\"made\":1,\"changed\":2,\"grants\":[" grants "]}}"
#define GRANT(role) "{\"role\":\"" role "\",\"store\":\"\",\"granted\":3}"

struct replaying {
    struct commit_job job; // first
    const char *line;
};

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    (void)stamp;
    return access_line_replay(storage, span_of(((struct replaying *)job)->line), error);
}

static enum err replay(struct bench *bench, const char *line)
{
    struct replaying wish = {.job = {.apply = apply}, .line = line};

    return committer_run(office_committer(bench->office), &wish.job, NULL, &bench->error);
}

static struct view *view_of(struct bench *bench)
{
    return storage_writer(office_storage(bench->office));
}

static struct account_row account_of(struct bench *bench)
{
    struct account_row row;
    struct uuid id;

    assert_true(uuid_parse(span_of(ID), &id));
    assert_int_equal(accounts_get(view_of(bench), &id, &row, &bench->error), ERR_OK);
    return row;
}

static bool join_role(void *arg, const struct account_grant *grant)
{
    char *roles = arg;

    snprintf(roles + strlen(roles), 100 - strlen(roles), "%s ", grant->role);
    return true;
}

static void check_roles(struct bench *bench, const char *wanted)
{
    char roles[100] = "";
    struct uuid id = account_of(bench).id;

    assert_int_equal(accounts_grants(view_of(bench), &id, join_role, roles, NULL), ERR_OK);
    assert_string_equal(roles, wanted);
}

static void the_newest_line_counts_and_an_older_one_changes_nothing(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(replay(bench, LINE("1", "false", "", GRANT("auditor"))), ERR_OK);
    assert_int_equal(account_of(bench).state, ACCOUNT_ACTIVE); // made since the backup
    check_roles(bench, "auditor ");
    assert_int_equal(replay(bench, LINE("3", "true", "", GRANT("front_desk"))), ERR_OK);
    check_roles(bench, "front_desk ");
    // A ledger that is older than the backup: what it says is over.
    assert_int_equal(replay(bench, LINE("2", "false", "", GRANT("administrator"))), ERR_OK);
    assert_int_equal(account_of(bench).state, ACCOUNT_BLOCKED);
    assert_string_equal(account_of(bench).password, "hash3");
    check_roles(bench, "front_desk ");
    // A commit failed behind its line, and the next one has the same version: the later line
    // counts.
    assert_int_equal(replay(bench, LINE("3", "false", "", "")), ERR_OK);
    assert_int_equal(account_of(bench).state, ACCOUNT_ACTIVE);
    check_roles(bench, "");
}

static void what_cannot_be_read_is_not_passed_over(void **state)
{
    static const char *const bad[] = {
        LINE("1", "false", "12", ""),
        LINE("1", "false", "", "{\"role\":\"auditor\"}"),
        "{\"account\":{}}",
        "{\"account\":",
        "{\"token_revoked\":\"x\"}",
        "{\"hook_removed\":7}",
        "{\"hook_secret\":{\"id\":\"" ID "\",\"secret\":\"00\"}}",
    };
    // Of others, or of what is not there.
    static const char *const good[] = {
        "{\"epoch\":\"0000000000000001\"}",
        "{\"audit_head\":{}}",
        "{\"token_revoked\":\"" ID "\"}",
        "{\"hook_removed\":\"" ID "\"}",
    };
    struct bench *bench = *state;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (replay(bench, bad[i]) != ERR_PARSE)
            fail_msg("%s", bad[i]);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        if (replay(bench, good[i]) != ERR_OK)
            fail_msg("%s: %s", good[i], bench->error.detail);
}

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));

    bench_open(bench);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    bench_close(*state);
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_newest_line_counts_and_an_older_one_changes_nothing,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_not_passed_over, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
