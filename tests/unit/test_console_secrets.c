// SPDX-License-Identifier: Apache-2.0
// Secrets that are guessed, sessions that were ended, and what is written down of reading.
#include "console_fixture.h"

#include "server/console/account_job.h"
#include "server/storage/audit_log.h"
#include "shared/crypto/password.h"
#include "shared/crypto/totp.h"

static const uint8_t secret[TOTP_SECRET_BYTES] = "twenty bytes of a to";
static const char right[] = "{\"login\":\"wang\",\"password\":\"a few unrelated words\"}";
static const char wrong[] = "{\"login\":\"wang\",\"password\":\"a few unrelated wards\"}";
enum { OK = 200, REFUSED = 401, DENIED = 403, WAIT = 503 };

struct secrets {
    char password[PASSWORD_TEXT];
    bool codes;
};

static enum err put_secrets(struct account_job *job, struct account_row *row, int64_t now_ms,
                            struct error *error)
{
    const struct secrets *secrets = job->arg;

    (void)now_ms;
    (void)error;
    text_copy(row->password, sizeof(row->password), span_of(secrets->password));
    row->has_totp = secrets->codes;
    memcpy(row->totp, secret, sizeof(secret));
    return ERR_OK;
}

static void run(struct counter *counter, struct account_job *job, enum err wanted)
{
    assert_int_equal(account_job_run(counter->bench.office, job, NULL), wanted);
}

// An administrator "wang" with that password; nobody is signed in.
static struct clerk make_wang(struct counter *counter, bool codes)
{
    struct clerk wang = {.login = "wang", .role = "administrator"};
    struct secrets secrets = {.codes = codes};

    clerk_enter(counter, &wang);
    assert_int_equal(password_make(&counter->bench.options.random, span_of("a few unrelated words"),
                                   secrets.password, NULL),
                     ERR_OK);
    run(counter,
        &(struct account_job){.account = wang.account, .change = put_secrets, .arg = &secrets},
        ERR_OK);
    counter_be(counter, NULL);
    return wang;
}

static int sign_in(struct counter *counter, const char *body)
{
    int status;

    counter_be(counter, NULL);
    status = counter_post(counter, "/api/sign-in", body);
    if (status == OK)
        counter_take_cookie(counter);
    return status;
}

static void a_right_password_buys_no_more_guesses_at_the_code(void **state)
{
    struct counter *counter = *state;
    int asked = 0, waits = 0;

    make_wang(counter, true);
    for (int round = 0; round < 3 && !waits; round++) {
        waits += sign_in(counter, right) == WAIT;
        for (int i = 0; i < 4 && !waits; i++, asked++)
            waits += counter_post(counter, "/api/code", "{\"code\":\"000000\"}") == WAIT;
    }
    assert_int_equal(waits, 1);
    assert_true(asked <= 6);
}

static void a_code_that_was_right_ends_the_counting(void **state)
{
    struct counter *counter = *state;
    char code[TOTP_DIGITS + 1], body[64];

    make_wang(counter, true);
    assert_int_equal(sign_in(counter, right), OK);
    for (int i = 0; i < 4; i++)
        assert_int_equal(counter_post(counter, "/api/code", "{\"code\":\"000000\"}"), DENIED);
    totp_code(secret, sizeof(secret), (uint64_t)counter->bench.now_ms / 30000, code);
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", code);
    assert_int_equal(counter_post(counter, "/api/code", body), OK);
    assert_string_equal(counter_text(counter, "state"), "in");
    // The same code is worth nothing a second time; and wrong ones begin at the beginning.
    assert_int_equal(sign_in(counter, right), OK);
    assert_int_equal(counter_post(counter, "/api/code", body), DENIED);
    for (int i = 0; i < 3; i++)
        assert_int_equal(counter_post(counter, "/api/code", "{\"code\":\"000000\"}"), DENIED);
}

static void strangers_who_guess_keep_nobody_from_their_desk(void **state)
{
    struct counter *counter = *state;
    char cookie[sizeof(counter->cookie)];

    make_wang(counter, false);
    assert_int_equal(sign_in(counter, right), OK);
    memcpy(cookie, counter->cookie, sizeof(cookie));
    counter->address = "198.51.100.9";
    for (int i = 0; i < 5; i++)
        assert_int_equal(sign_in(counter, wrong), REFUSED);
    assert_int_equal(sign_in(counter, right), WAIT);
    counter->address = NULL;
    memcpy(counter->cookie, cookie, sizeof(cookie));
    assert_int_equal(
        counter_post(counter, "/api/confirm", "{\"password\":\"a few unrelated words\"}"), OK);
    assert_int_equal(sign_in(counter, right), OK);
    // There, guessing costs as much as anywhere.
    for (int i = 0; i < 5; i++)
        assert_int_equal(sign_in(counter, wrong), REFUSED);
    assert_int_equal(sign_in(counter, right), WAIT);
}

static void who_is_in_guesses_at_the_password_no_more_than_anybody(void **state)
{
    struct counter *counter = *state;

    make_wang(counter, false);
    assert_int_equal(sign_in(counter, right), OK);
    for (int i = 0; i < 5; i++)
        assert_int_equal(counter_post(counter, "/api/confirm", "{\"password\":\"no\"}"), DENIED);
    assert_int_equal(
        counter_post(counter, "/api/confirm", "{\"password\":\"a few unrelated words\"}"), WAIT);
}

static void a_session_that_was_ended_meanwhile_does_not_come_back(void **state)
{
    struct counter *counter = *state;
    struct clerk wang = make_wang(counter, false);
    struct office_session_row session = {.account = wang.account, .until_ms = INT64_MAX};
    struct digest before = {{1}};

    session.id = random_uuid_v7(&counter->bench.options.random, counter->bench.now_ms);
    session.secret = before;
    run(counter, &(struct account_job){.account = wang.account, .begin = &session}, ERR_OK);
    session.secret = (struct digest){{2}};
    run(counter, &(struct account_job){.account = wang.account, .end_all = true}, ERR_OK);
    run(counter,
        &(struct account_job){
            .account = wang.account, .begin = &session, .end = &before, .renews = true},
        ERR_AUTH);
}

// ---- what is written down ----

static bool count_row(void *arg, const struct audit_row *audit)
{
    (void)audit;
    ++*(int *)arg;
    return true;
}

static int rows_of(struct counter *counter, const char *act)
{
    struct view *view = NULL;
    int count = 0;

    assert_int_equal(storage_open_view(office_storage(counter->bench.office), &view, NULL), ERR_OK);
    assert_int_equal(
        audit_log_down(view, &(struct audit_range){.act = span_of(act)}, count_row, &count, NULL),
        ERR_OK);
    storage_close_view(view);
    return count;
}

static void whoever_reads_of_people_is_written_down(void **state)
{
    static const struct {
        const char *path, *query, *act;
    } reads[] = {{"/api/people", "", "read.people"},
                 {"/api/audit", "", "read.audit"},
                 {"/api/search", "text=Q", "read.search"}};
    struct counter *counter = *state;
    struct clerk auditor = {.login = "auditor", .role = "auditor"};
    const struct field fields[] = {FIELD("name", "\"Qian\""), FIELD("role", "\"foreman\"")};

    bench_edit(&counter->bench, "person", &uuid_nil, fields, 2);
    clerk_enter(counter, &auditor);
    counter_be(counter, &auditor);
    for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
        assert_int_equal(rows_of(counter, reads[i].act), 0);
        assert_int_equal(counter_ask(counter, HTTP_GET, reads[i].path, reads[i].query), OK);
        assert_int_equal(rows_of(counter, reads[i].act), 1);
    }
    assert_int_equal(counter_post(counter, "/api/settings", "{\"language\":\"en\"}"), OK);
    assert_int_equal(rows_of(counter, "account.settings"), 1);
}

// ---- what is nobody's business ----

static struct uuid put_site(struct counter *counter, const char *store)
{
    char quoted[64];
    struct field fields[] = {FIELD("address", "\"青年路 1 号\""),
                             FIELD("customer_name", "\"李\""),
                             {{"store", 5}, {quoted, 0}}};

    snprintf(quoted, sizeof(quoted), "\"%s\"", store);
    fields[2].value.len = strlen(quoted);
    return bench_edit(&counter->bench, "site", &uuid_nil, fields, 3);
}

static int get_visit(struct counter *counter, const struct uuid *visit)
{
    char path[128] = "/api/visits/";

    uuid_format(visit, path + strlen(path));
    return counter_get(counter, path);
}

static void where_somebody_stood_tells_where_the_customer_lives(void **state)
{
    static const char place[] = "31.230416";
    struct counter *counter = *state;
    struct uuid site = put_site(counter, "East");
    struct clerk all = {.login = "all", .role = "reconciler"},
                 desk = {.login = "desk", .role = "front_desk"};
    char person[UUID_TEXT + 2];
    struct field fields[] = {FIELD("at", "1774000000000"),
                             FIELD("latitude", "\"31.230416\""),
                             FIELD("longitude", "\"121.473701\""),
                             {{"person", 6}, {person, UUID_TEXT + 1}}};
    struct uuid visit;

    clerk_enter(counter, &all);
    clerk_enter(counter, &desk);
    person[0] = '"';
    uuid_format(&all.person, person + 1);
    person[UUID_TEXT] = '"';
    visit = bench_edit(&counter->bench, "presence", &site, fields, 4);
    counter_be(counter, &all);
    assert_int_equal(get_visit(counter, &visit), OK);
    assert_non_null(strstr(counter->answer.body.data, place));
    counter_be(counter, &desk);
    assert_int_equal(get_visit(counter, &visit), OK);
    assert_null(strstr(counter->answer.body.data, place));
    assert_null(strstr(counter->answer.body.data, "longitude"));
}

static int assign(struct counter *counter, const struct uuid *person, const struct uuid *site)
{
    char body[256], who[UUID_TEXT], where[UUID_TEXT];

    uuid_format(person, who);
    uuid_format(site, where);
    snprintf(body, sizeof(body),
             "{\"person\":\"%s\",\"site\":\"%s\",\"role\":\"foreman\",\"active\":true}", who,
             where);
    return counter_post(counter, "/api/assignments", body);
}

static void a_store_gives_out_its_own_sites_and_no_others(void **state)
{
    struct counter *counter = *state;
    struct uuid east = put_site(counter, "East"), west = put_site(counter, "West"),
                person = bench_person(&counter->bench);
    struct clerk clerk = {.login = "east", .role = "reconciler", .store = "East"};

    clerk_enter(counter, &clerk);
    counter_be(counter, &clerk);
    assert_int_equal(assign(counter, &person, &west), 404);
    assert_int_equal(assign(counter, &person, &east), OK);
}

static void what_is_given_is_given_to_somebody(void **state)
{
    struct counter *counter = *state;
    struct uuid site = put_site(counter, "East");
    struct clerk clerk = {.login = "east", .role = "reconciler"};
    char body[256], id[UUID_TEXT];

    clerk_enter(counter, &clerk);
    counter_be(counter, &clerk);
    uuid_format(&site, id); // which is no person
    snprintf(body, sizeof(body), "{\"issues\":[\"%s\"],\"to\":\"%s\",\"once\":\"%s\"}", id, id, id);
    assert_int_equal(counter_post(counter, "/api/issues/assign", body), 404);
    assert_non_null(strstr(counter->answer.body.data, "no such person"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        COUNTER(a_right_password_buys_no_more_guesses_at_the_code),
        COUNTER(a_code_that_was_right_ends_the_counting),
        COUNTER(strangers_who_guess_keep_nobody_from_their_desk),
        COUNTER(who_is_in_guesses_at_the_password_no_more_than_anybody),
        COUNTER(a_session_that_was_ended_meanwhile_does_not_come_back),
        COUNTER(whoever_reads_of_people_is_written_down),
        COUNTER(where_somebody_stood_tells_where_the_customer_lives),
        COUNTER(a_store_gives_out_its_own_sites_and_no_others),
        COUNTER(what_is_given_is_given_to_somebody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
