// SPDX-License-Identifier: Apache-2.0
// Coming in at the console: passwords, waiting, cookies, sessions that end, one-time codes, and
// requests of other pages.
#include "console_fixture.h"

#include "server/console/account_desk.h"
#include "server/console/tries.h"
#include "shared/crypto/totp.h"

#include <ctype.h>

enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };
#define PASSWORD "a few unrelated words"

// An administrator "wang" with PASSWORD, who is in.
static void enrol(struct counter *counter, char first[ACCOUNT_DESK_PASSWORD])
{
    const struct account_desk desk = {.office = counter->bench.office,
                                      .random = counter->bench.options.random,
                                      .by = {.who = span_of("unix:test")}};
    struct account_wish wish = {.person = bench_person(&counter->bench), .login = "Wang"};
    struct uuid id;

    snprintf(wish.grant.role, sizeof(wish.grant.role), "administrator");
    if (account_desk_add(&desk, &wish, first, &id, &counter->bench.error) != ERR_OK)
        fail_msg("%s", counter->bench.error.detail);
}

static int sign_in(struct counter *counter, const char *login, const char *password)
{
    char body[256];
    int status;

    snprintf(body, sizeof(body), "{\"login\":\"%s\",\"password\":\"%s\"}", login, password);
    status = counter_post(counter, "/api/sign-in", body);
    if (status == 200)
        counter_take_cookie(counter);
    return status;
}

static int change_password(struct counter *counter, const char *old, const char *fresh)
{
    char body[256];
    int status;

    snprintf(body, sizeof(body), "{\"old\":\"%s\",\"new\":\"%s\"}", old, fresh);
    status = counter_post(counter, "/api/password", body);
    if (status == 200)
        counter_take_cookie(counter);
    return status;
}

static void come_in(struct counter *counter)
{
    char first[ACCOUNT_DESK_PASSWORD];

    enrol(counter, first);
    assert_int_equal(sign_in(counter, "wang", first), 200);
    assert_int_equal(change_password(counter, first, PASSWORD), 200);
    assert_string_equal(counter_text(counter, "state"), "in");
}

static const char *state_of(struct counter *counter)
{
    assert_int_equal(counter_get(counter, "/api/session"), 200);
    return counter_text(counter, "state");
}

static void the_first_password_must_be_changed_before_anything_else(void **state)
{
    struct counter *counter = *state;
    char first[ACCOUNT_DESK_PASSWORD];

    enrol(counter, first);
    assert_string_equal(state_of(counter), "out");
    assert_int_equal(sign_in(counter, "WANG", first), 200);
    assert_string_equal(counter_text(counter, "state"), "password");
    assert_int_equal(counter_get(counter, "/api/people"), 401);
    assert_int_equal(change_password(counter, first, "short"), 422);
    assert_int_equal(change_password(counter, first, first), 422);
    assert_int_equal(change_password(counter, "wrong", PASSWORD), 403);
    assert_int_equal(change_password(counter, first, PASSWORD), 200);
    assert_string_equal(counter_text(counter, "state"), "in");
    assert_int_equal(counter_get(counter, "/api/people"), 200);
}

static void the_cookie_is_for_this_host_only_and_no_script_reads_it(void **state)
{
    struct counter *counter = *state;
    char first[ACCOUNT_DESK_PASSWORD];
    const char *cookie;

    enrol(counter, first);
    assert_int_equal(sign_in(counter, "wang", first), 200);
    cookie = answer_header(&counter->answer, "Set-Cookie");
    assert_int_equal(strncmp(cookie, "__Host-plumbd=", 14), 0);
    assert_int_equal(strspn(cookie + 14, "0123456789abcdef"), 64);
    assert_string_equal(cookie + 14 + 64, "; Path=/; HttpOnly; SameSite=Strict; Secure");
    assert_string_equal(answer_header(&counter->answer, "Cache-Control"), "no-store");
    assert_non_null(strstr(answer_header(&counter->answer, "Content-Security-Policy"),
                           "default-src 'none'; script-src 'self'"));
    assert_non_null(answer_header(&counter->answer, "Strict-Transport-Security"));
    assert_string_equal(answer_header(&counter->answer, "X-Content-Type-Options"), "nosniff");
    assert_string_equal(answer_header(&counter->answer, "Referrer-Policy"), "no-referrer");
}

// Whoever planted a cookie, or saw one from before, has nothing.
static void every_step_in_gives_another_cookie_and_the_old_one_is_worthless(void **state)
{
    struct counter *counter = *state;
    char first[ACCOUNT_DESK_PASSWORD], planted[128], old[128];

    snprintf(planted, sizeof(planted), "__Host-plumbd=%064d", 7);
    snprintf(counter->cookie, sizeof(counter->cookie), "%s", planted);
    enrol(counter, first);
    assert_int_equal(sign_in(counter, "wang", first), 200);
    assert_string_not_equal(counter->cookie, planted);
    snprintf(old, sizeof(old), "%s", counter->cookie);
    assert_int_equal(change_password(counter, first, PASSWORD), 200);
    assert_string_not_equal(counter->cookie, old);
    snprintf(counter->cookie, sizeof(counter->cookie), "%s", old);
    assert_string_equal(state_of(counter), "out");
    snprintf(counter->cookie, sizeof(counter->cookie), "%s", planted);
    assert_string_equal(state_of(counter), "out");
}

static void a_session_ends_when_idle_when_old_and_when_told(void **state)
{
    struct counter *counter = *state;
    char mine[128];

    come_in(counter);
    counter->bench.now_ms += 29 * MINUTE_MS;
    assert_string_equal(state_of(counter), "in"); // looking is no deed
    assert_int_equal(counter_post(counter, "/api/alive", "{}"), 200);
    counter->bench.now_ms += 29 * MINUTE_MS;
    assert_string_equal(state_of(counter), "in");
    counter->bench.now_ms += MINUTE_MS;
    assert_string_equal(state_of(counter), "out");
    assert_int_equal(sign_in(counter, "wang", PASSWORD), 200);
    for (int i = 0; i < 12 * 3 - 1; i++) {
        counter->bench.now_ms += 20 * MINUTE_MS;
        assert_int_equal(counter_post(counter, "/api/alive", "{}"), 200);
    }
    counter->bench.now_ms += 20 * MINUTE_MS;
    assert_string_equal(state_of(counter), "out");
    assert_int_equal(sign_in(counter, "wang", PASSWORD), 200);
    snprintf(mine, sizeof(mine), "%s", counter->cookie);
    assert_int_equal(counter_post(counter, "/api/sign-out", "{}"), 200);
    assert_non_null(strstr(answer_header(&counter->answer, "Set-Cookie"), "Max-Age=0"));
    snprintf(counter->cookie, sizeof(counter->cookie), "%s", mine);
    assert_string_equal(state_of(counter), "out");
}

static void another_password_ends_the_sessions_elsewhere(void **state)
{
    struct counter *counter = *state;
    char elsewhere[128];

    come_in(counter);
    snprintf(elsewhere, sizeof(elsewhere), "%s", counter->cookie);
    counter->cookie[0] = '\0';
    assert_int_equal(sign_in(counter, "wang", PASSWORD), 200);
    assert_int_equal(change_password(counter, PASSWORD, PASSWORD " again"), 200);
    assert_string_equal(state_of(counter), "in");
    snprintf(counter->cookie, sizeof(counter->cookie), "%s", elsewhere);
    assert_string_equal(state_of(counter), "out");
}

// The answer says neither which part was wrong nor that there is such a login.
static void wrong_logins_and_wrong_passwords_look_the_same_and_cost_waiting(void **state)
{
    static const char *const logins[] = {"wang", "nobody"};
    struct counter *counter = *state;
    char first[ACCOUNT_DESK_PASSWORD], said[512] = "";

    enrol(counter, first);
    for (size_t k = 0; k < 2; k++) {
        for (int i = 0; i < TRIES_FREE; i++) {
            assert_int_equal(sign_in(counter, logins[k], "no such password"), 401);
            if (!said[0])
                snprintf(said, sizeof(said), "%s", counter->answer.body.data);
            assert_string_equal(counter->answer.body.data, said);
        }
        assert_int_equal(sign_in(counter, logins[k], first), 503); // even the right one
        assert_non_null(strstr(counter->answer.body.data, "\"wait_s\":30"));
    }
    counter->bench.now_ms += 30 * 1000;
    assert_int_equal(sign_in(counter, "wang", "wrong once more"), 401);
    assert_int_equal(sign_in(counter, "wang", first), 503);
    assert_non_null(strstr(counter->answer.body.data, "\"wait_s\":60"));
    counter->bench.now_ms += MINUTE_MS;
    assert_int_equal(sign_in(counter, "wang", first), 200);
}

static void waiting_doubles_up_to_an_hour(void **state)
{
    struct tries *tries = tries_create();

    (void)state;
    assert_int_equal(tries_wait_ms(0), 0);
    assert_int_equal(tries_wait_ms(4), 0);
    assert_int_equal(tries_wait_ms(5), 30000);
    assert_int_equal(tries_wait_ms(6), 60000);
    assert_int_equal(tries_wait_ms(11), 1920000);
    assert_int_equal(tries_wait_ms(12), HOUR_MS);
    assert_int_equal(tries_wait_ms(INT64_MAX), HOUR_MS);
    for (int i = 0; i < TRIES_MINUTE; i++)
        assert_true(tries_take(tries, "address:a", 1000 + i));
    assert_false(tries_take(tries, "address:a", 2000));
    assert_true(tries_take(tries, "address:b", 2000));
    assert_true(tries_take(tries, "address:a", 1000 + MINUTE_MS));
    tries_free(tries);
}

static void a_blocked_account_is_out_at_once_and_stays_out(void **state)
{
    struct counter *counter = *state;
    struct clerk admin = {.login = "admin", .role = "administrator"};
    struct clerk clerk = {.login = "clerk", .role = "auditor"};
    char path[128], id[UUID_TEXT];

    clerk_enter(counter, &admin);
    clerk_enter(counter, &clerk);
    counter_be(counter, &clerk);
    assert_string_equal(state_of(counter), "in");
    uuid_format(&clerk.account, id);
    snprintf(path, sizeof(path), "/api/accounts/%s/block", id);
    counter_be(counter, &admin);
    assert_int_equal(counter_post(counter, path, "{\"blocked\":true,\"why\":\"gone\"}"), 200);
    counter_be(counter, &clerk);
    assert_string_equal(state_of(counter), "out");
    // The last who may manage people cannot be locked out.
    uuid_format(&admin.account, id);
    snprintf(path, sizeof(path), "/api/accounts/%s/block", id);
    counter_be(counter, &admin);
    assert_int_equal(counter_post(counter, path, "{\"blocked\":true}"), 409);
    assert_string_equal(state_of(counter), "in");
}

static void what_is_final_asks_for_the_password_again(void **state)
{
    struct counter *counter = *state;

    come_in(counter);
    counter->bench.now_ms += 6 * MINUTE_MS;
    assert_int_equal(counter_post(counter, "/api/totp/off", "{}"), 412);
    assert_string_equal(counter_text(counter, "needs"), "confirm");
    assert_int_equal(counter_post(counter, "/api/confirm", "{\"password\":\"wrong\"}"), 403);
    assert_int_equal(counter_post(counter, "/api/totp/off", "{}"), 412);
    assert_int_equal(counter_post(counter, "/api/confirm", "{\"password\":\"" PASSWORD "\"}"), 200);
    counter_take_cookie(counter);
    assert_int_equal(counter_post(counter, "/api/totp/off", "{}"), 200);
}

// Turns codes on; the first recovery code goes into `recovery`.
static void turn_on(struct counter *counter, uint8_t secret[TOTP_SECRET_BYTES], char recovery[32])
{
    const char *text;
    char body[256], code[TOTP_DIGITS + 1];

    assert_int_equal(counter_post(counter, "/api/totp/new", "{}"), 200);
    text = counter_text(counter, "secret");
    assert_true(totp_secret_parse(span_of(text), secret));
    snprintf(body, sizeof(body), "{\"secret\":\"%s\",\"code\":\"000000\"}", text);
    totp_code(secret, TOTP_SECRET_BYTES, (uint64_t)counter->bench.now_ms / 1000 / TOTP_STEP_S,
              code);
    if (strcmp(code, "000000") != 0)
        assert_int_equal(counter_post(counter, "/api/totp", body), 422);
    memcpy(strstr(body, "000000"), code, TOTP_DIGITS);
    assert_int_equal(counter_post(counter, "/api/totp", body), 200);
    json_text(json_first(json_member(counter->json, "recovery")), &text);
    snprintf(recovery, 32, "%s", text);
    counter_take_cookie(counter);
}

static int give_code(struct counter *counter, const char *code)
{
    char body[64];
    int status;

    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", code);
    status = counter_post(counter, "/api/code", body);
    if (status == 200)
        counter_take_cookie(counter);
    return status;
}

static void a_code_is_owed_after_the_password_and_counts_once(void **state)
{
    struct counter *counter = *state;
    uint8_t secret[TOTP_SECRET_BYTES];
    char code[TOTP_DIGITS + 1], recovery[32];

    come_in(counter);
    turn_on(counter, secret, recovery);
    totp_code(secret, sizeof(secret), (uint64_t)counter->bench.now_ms / 1000 / TOTP_STEP_S, code);
    counter->cookie[0] = '\0';
    assert_int_equal(sign_in(counter, "wang", PASSWORD), 200);
    assert_string_equal(counter_text(counter, "state"), "code");
    assert_int_equal(counter_get(counter, "/api/people"), 401);
    assert_int_equal(change_password(counter, PASSWORD, PASSWORD " again"), 401);
    assert_int_equal(give_code(counter, code), 403); // it was used when codes were turned on
    counter->bench.now_ms += 60 * 1000;
    totp_code(secret, sizeof(secret), (uint64_t)counter->bench.now_ms / 1000 / TOTP_STEP_S, code);
    assert_int_equal(give_code(counter, code), 200);
    assert_string_equal(counter_text(counter, "state"), "in");
    counter->cookie[0] = '\0';
    assert_int_equal(sign_in(counter, "wang", PASSWORD), 200);
    assert_int_equal(give_code(counter, code), 403); // seen over a shoulder
    for (char *c = recovery; *c; c++)
        *c = (char)toupper((unsigned char)*c); // as people write it down
    assert_int_equal(give_code(counter, recovery), 200);
    counter->cookie[0] = '\0';
    assert_int_equal(sign_in(counter, "wang", PASSWORD), 200);
    assert_int_equal(give_code(counter, recovery), 403);
}

static void requests_of_other_pages_are_refused(void **state)
{
    static const struct {
        const char *host, *origin, *site, *mark, *type;
        int status;
    } table[] = {
        {COUNTER_HOST, "https://" COUNTER_HOST, "same-origin", "1", "application/json", 401},
        {COUNTER_HOST, NULL, NULL, "1", "application/json; charset=utf-8", 401}, // a script
        {"office.example", NULL, NULL, "1", "application/json", 403},
        {"office.example:7445", NULL, NULL, "1", "application/json", 403},
        {"evil.example:7444", NULL, NULL, "1", "application/json", 403}, // rebinding
        {"127.0.0.1:7444", NULL, NULL, "1", "application/json", 403},
        {NULL, NULL, NULL, "1", "application/json", 403},
        {COUNTER_HOST, "http://" COUNTER_HOST, NULL, "1", "application/json", 403},
        {COUNTER_HOST, "https://evil.example", NULL, "1", "application/json", 403},
        {COUNTER_HOST, "https://" COUNTER_HOST ".evil.example", NULL, "1", "application/json", 403},
        {COUNTER_HOST, "null", NULL, "1", "application/json", 403},
        {COUNTER_HOST, NULL, "cross-site", "1", "application/json", 403},
        {COUNTER_HOST, NULL, "same-site", "1", "application/json", 403},
        {COUNTER_HOST, NULL, "none", "1", "application/json", 403},
        {COUNTER_HOST, NULL, NULL, NULL, "application/json", 403},
        {COUNTER_HOST, NULL, NULL, "0", "application/json", 403},
        {COUNTER_HOST, NULL, NULL, "1", "text/plain", 403},
        {COUNTER_HOST, NULL, NULL, "1", "application/x-www-form-urlencoded", 403},
        {COUNTER_HOST, NULL, NULL, "1", NULL, 403},
    };
    struct counter *counter = *state;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct knock knock = {.method = HTTP_POST, .path = "/api/alive", .body = span_of("{}")};

        if (table[i].host)
            knock_header(&knock, "Host", table[i].host);
        if (table[i].origin)
            knock_header(&knock, "Origin", table[i].origin);
        if (table[i].site)
            knock_header(&knock, "Sec-Fetch-Site", table[i].site);
        if (table[i].mark)
            knock_header(&knock, "X-Plumb", table[i].mark);
        if (table[i].type)
            knock_header(&knock, "Content-Type", table[i].type);
        if (counter_send(counter, &knock) != table[i].status)
            fail_msg("row %zu: %d", i, counter->answer.status);
    }
}

static void hostile_input_is_refused_in_words(void **state)
{
    static const struct {
        const char *body;
        int status;
    } table[] = {
        {"", 422},
        {"[]", 422},
        {"{\"login\":\"a\"", 400},
        {"{\"login\":\"a\",\"password\":1}", 422},
        {"{\"login\":\"a\",\"login\":\"b\",\"password\":\"c\"}", 400},
        {"{\"login\":\"a\\u0000b\",\"password\":\"c\"}", 400},
        {"{\"login\":\"a\",\"password\":\"c\",\"role\":\"administrator\"}", 422},
        {"{\"login\":{\"$ne\":\"\"},\"password\":\"c\"}", 422},
        {"{\"login\":\"' OR 1=1 --\",\"password\":\"x\"}", 401},
    };
    struct counter *counter = *state;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        int status = counter_post(counter, "/api/sign-in", table[i].body);

        if (status != table[i].status || !counter->json)
            fail_msg("row %zu: %d %s", i, status, counter->answer.body.data);
        assert_null(answer_header(&counter->answer, "Set-Cookie"));
    }
    snprintf(counter->cookie, sizeof(counter->cookie), "__Host-plumbd=../../etc/passwd");
    assert_string_equal(state_of(counter), "out");
    snprintf(counter->cookie, sizeof(counter->cookie), "__Host-plumbd=a; __Host-plumbd=b");
    assert_string_equal(state_of(counter), "out");
    assert_int_equal(counter_get(counter, "/api/../api/session"), 404);
    assert_int_equal(counter_ask(counter, HTTP_PUT, "/api/session", "{}"), 405);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        COUNTER(the_first_password_must_be_changed_before_anything_else),
        COUNTER(the_cookie_is_for_this_host_only_and_no_script_reads_it),
        COUNTER(every_step_in_gives_another_cookie_and_the_old_one_is_worthless),
        COUNTER(a_session_ends_when_idle_when_old_and_when_told),
        COUNTER(another_password_ends_the_sessions_elsewhere),
        COUNTER(wrong_logins_and_wrong_passwords_look_the_same_and_cost_waiting),
        cmocka_unit_test(waiting_doubles_up_to_an_hour),
        COUNTER(a_blocked_account_is_out_at_once_and_stays_out),
        COUNTER(what_is_final_asks_for_the_password_again),
        COUNTER(a_code_is_owed_after_the_password_and_counts_once),
        COUNTER(requests_of_other_pages_are_refused),
        COUNTER(hostile_input_is_refused_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
