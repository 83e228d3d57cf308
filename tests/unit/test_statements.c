// SPDX-License-Identifier: Apache-2.0
#include "server/storage/statements.h"

#include "tests/unit/storage_fixture.h"

// Cost follows what changed, not what exists (P11): these alone may walk through a whole table, and
// only verbs and short lists use them.
static const enum statement walks[] = {
    // A step or a few from the end.
    STATEMENT_COMMIT_HEAD,
    STATEMENT_LOG_HEAD_LAST,
    STATEMENT_PAST_COMMIT,
    STATEMENT_MARKS_LAST,
    // Tables of a few rows: a site, a tablet, a backup, a receiver, an export each.
    STATEMENT_SITE_LIST,
    STATEMENT_ACTOR_LIST,
    STATEMENT_DEVICE_LIST,
    STATEMENT_DRILL_LIST,
    STATEMENT_PARCEL_LIST,
    STATEMENT_PARCEL_LIST_OPEN,
    STATEMENT_UNLOGGED_LIST,
    STATEMENT_NIGHT_UNLOGGED,
    STATEMENT_PROOF_LATEST,
    STATEMENT_PROOF_ASKED,
    STATEMENT_TOKEN_LIST,
    STATEMENT_HOOK_LIST,
    STATEMENT_DELIVERY_DUE,
    STATEMENT_DELIVERY_RESEND,
    STATEMENT_JOB_NEXT,
    STATEMENT_JOB_EXPIRED,
    STATEMENT_JOB_FORGET,
    STATEMENT_ERASURE_LIST,
    STATEMENT_ERASURE_SCRUBBED,
    // Verbs of persons, and what is done once a night.
    STATEMENT_RECORD_LIST,
    STATEMENT_RECORD_LIST_CONFLICTED,
    STATEMENT_HELD_LIST,
    STATEMENT_ALARM_LIST,
    STATEMENT_CONTACT_THIN,
    STATEMENT_BLOB_NAMES_REMARK,
    STATEMENT_BLOB_NAME_LIST,
    STATEMENT_BLOB_MISSING,
    STATEMENT_FACT_COUNTS,
    STATEMENT_PAST_BLOBS,
    STATEMENT_DELIVERY_RESEND_HOOK,
    STATEMENT_DELIVERY_COUNT,
    STATEMENT_DELIVERY_SUM,
    STATEMENT_DELIVERY_FIRST,
    STATEMENT_DELIVERY_LAST,
    STATEMENT_EVENT_PRUNE,
    STATEMENT_ERASURE_MEASURE,
    STATEMENT_ERASE_FILES,
    STATEMENT_ERASE_BLOB_SITES,
    STATEMENT_ERASE_WAITING,
    STATEMENT_AUDIT_HEAD_LAST,
    STATEMENT_AUDIT_HEAD_LIST,
    STATEMENT_AUDIT_ACTS,
    STATEMENT_AUDIT_LAST,
    STATEMENT_OFFICE_SESSION_EXPIRE,
    STATEMENT_OFFICE_SESSION_LIST,
    STATEMENT_GRANT_LIST,
    STATEMENT_ACCOUNT_LIST,
    STATEMENT_ACCOUNT_BLOCK_ALL,
    STATEMENT_ERASED_FILE_LIST,
    STATEMENT_EXPIRY_FILES,
    STATEMENT_EXPIRY_SESSIONS_REMOVE,
    STATEMENT_EXPIRY_SESSIONS,
    STATEMENT_TRACE_JOBS,
    STATEMENT_TRACE_EVENTS_WORDS,
    STATEMENT_TRACE_EVENTS,
    STATEMENT_TRACE_VIEW_LIST,
    STATEMENT_TRACE_DEVICES,
    STATEMENT_ERASE_DEVICES,
    STATEMENT_ERASE_SCOPE,
    STATEMENT_ERASE_UPLOADS,
    STATEMENT_ERASE_UPLOAD_LIST,
    STATEMENT_ERASE_UNLOGGED,
    STATEMENT_ERASE_HELD,
    STATEMENT_ERASE_HISTORY_HELD,
    STATEMENT_ERASE_PARCELS,
};

static bool may_walk(enum statement statement)
{
    for (size_t i = 0; i < sizeof(walks) / sizeof(walks[0]); i++)
        if (walks[i] == statement)
            return true;
    return false;
}

// How SQLite would go about it, a step a line.
static void plan_of(struct office *office, enum statement statement, char *out, size_t size)
{
    sqlite3 *handle = database_handle(office->writer->database);
    char sql[2000];
    sqlite3_stmt *plan = NULL;

    out[0] = '\0';
    snprintf(sql, sizeof(sql), "EXPLAIN QUERY PLAN %s", statements_list()[statement]);
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &plan, NULL), SQLITE_OK);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        size_t len = strlen(out);

        snprintf(out + len, size - len, "%s\n", (const char *)sqlite3_column_text(plan, 3));
    }
    sqlite3_finalize(plan);
}

static void no_statement_walks_through_a_table_but_the_known_ones(void **state)
{
    char plan[4000];
    int wrong = 0;

    for (enum statement i = 0; i < STATEMENT_COUNT; i++) {
        plan_of(*state, i, plan, sizeof(plan));
        if (!strstr(plan, "SCAN") != !may_walk(i)) {
            print_error("%s: %s\n", statements_name(i), plan);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void what_is_few_is_found_by_an_index_of_the_few(void **state)
{
    static const struct {
        enum statement statement;
        const char *index;
    } cases[] = {
        {STATEMENT_RECORD_LIST_CONFLICTED, "records_conflicted"},
        {STATEMENT_UNLOGGED_NEXT, "signoffs_unlooked"},
        {STATEMENT_RECORD_LIST_SITE_CONFLICTED, "records_conflicted"},
        {STATEMENT_RECORD_LIST_KIND, "records_reference"},
        {STATEMENT_HELD_LIST_OPEN, "held_open"},
        {STATEMENT_HELD_LIST_RECORD_OPEN, "held_waiting"},
        {STATEMENT_HELD_LIST_DEVICE_UNTOLD, "held_untold"},
        {STATEMENT_BLOB_MISSING, "blobs_missing"},
        {STATEMENT_BLOB_MISSING_DEVICE, "blob_names_missing"},
        {STATEMENT_NONCE_PRUNE, "nonces_expires"},
        {STATEMENT_UPLOAD_EXPIRED, "uploads_expires"},
    };
    char plan[4000];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        plan_of(*state, cases[i].statement, plan, sizeof(plan));
        if (!strstr(plan, cases[i].index))
            fail_msg("%s: %s", statements_name(cases[i].statement), plan);
    }
}

static void the_feed_and_lists_by_key_are_not_sorted(void **state)
{
    static const enum statement streams[]
        = {STATEMENT_RECORD_FEED,       STATEMENT_RECORD_HEAD,      STATEMENT_RECORD_LIST,
           STATEMENT_HISTORY_OF_RECORD, STATEMENT_HISTORY_OF_ACTOR, STATEMENT_HELD_LIST_OPEN};
    char plan[4000];

    for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
        plan_of(*state, streams[i], plan, sizeof(plan));
        if (strstr(plan, "TEMP B-TREE"))
            fail_msg("%s: %s", statements_name(streams[i]), plan);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_statement_walks_through_a_table_but_the_known_ones),
        TEST(what_is_few_is_found_by_an_index_of_the_few),
        TEST(the_feed_and_lists_by_key_are_not_sorted),
    };

    return cmocka_run_group_tests_name("statements", tests, NULL, NULL);
}
