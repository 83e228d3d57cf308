// SPDX-License-Identifier: Apache-2.0
#include "server/console/sign_in.h"

#include "server/console/account_job.h"
#include "shared/base/memory.h"
#include "shared/web/route.h"
#include "shared/web/session_token.h"

#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 96 };

// Nobody is told which part was wrong.
static enum err refuse(struct error *error)
{
    return error_set(error, ERR_AUTH,
                     "账号、密码或验证码不对 the login, password or code is not right");
}

static enum err ask_to_wait(struct route_call *call, int64_t wait_ms, struct error *error)
{
    int64_t wait_s = (wait_ms + 999) / 1000;

    json_put_integer(route_beside(call), "wait_s", wait_s);
    return error_set(error, ERR_BUSY,
                     "试得太多，请在 %lld 秒后再试 too many tries: try again in %lld s",
                     (long long)wait_s, (long long)wait_s);
}

// Who came in from an address before, and who is in, has a count of their own there: what
// strangers get wrong elsewhere with that login keeps them waiting no more than it lets strangers
// in. False: the count of the account it is.
static bool own_count(const struct route_call *call, const struct account_row *account,
                      char name[NAME_BYTES])
{
    const struct console_call *ours = console_call_of(call);
    bool is_in = ours->who.state == SIGNED_IN && uuid_equal(&ours->who.account.id, &account->id);
    char id[UUID_TEXT];

    uuid_format(is_in ? &ours->who.session.id : &account->id, id);
    if (is_in)
        snprintf(name, NAME_BYTES, "session:%s", id);
    else
        snprintf(name, NAME_BYTES, "at:%s:%s", id, ours->address);
    return is_in || tries_known(console_call_tries(call), name);
}

// A secret was right, and nothing more is owed.
static void came_in(const struct route_call *call, const struct account_row *account)
{
    char name[NAME_BYTES];

    own_count(call, account, name);
    tries_passed(console_call_tries(call), name, console_now_ms(call));
}

// ---- what was wrong is counted ----

static enum err count_wrong(struct account_job *job, struct account_row *row, int64_t now_ms,
                            struct error *error)
{
    int64_t wait_ms = tries_wait_ms(++row->failed);

    (void)job;
    (void)error;
    if (wait_ms)
        row->wait_until_ms = now_ms + wait_ms;
    return ERR_OK;
}

// Known or not, it costs one commit.
static enum err wrong(struct route_call *call, const struct account_row *account, const char *act,
                      struct error *error)
{
    struct audit_row audit = console_audit(call, act);
    struct account_job job = {.change = count_wrong, .audit = &audit};
    char id[UUID_TEXT], name[NAME_BYTES];
    enum err err;

    if (account) {
        if (own_count(call, account, name))
            tries_failed(console_call_tries(call), name, console_now_ms(call));
        else
            job.account = account->id;
        uuid_format(&account->id, id);
        audit.subject = span_of(id);
    }
    audit.subject_kind = span_of("account");
    err = account_job_run(console_office(call), &job, error);
    return err ? err : refuse(error);
}

enum err sign_in_wrong(struct route_call *call, const char *act, struct error *error)
{
    enum err err = wrong(call, &console_call_of(call)->who.account, act, error);

    if (err != ERR_AUTH)
        return err;
    error->code = ERR_DENIED; // who it is, is known: the session goes on
    return ERR_DENIED;
}

// ---- sessions begin ----

static void new_session(const struct route_call *call, char text[SESSION_TOKEN_TEXT],
                        struct office_session_row *out)
{
    const struct console_call *ours = console_call_of(call);
    const struct random *random = console_random(call);
    int64_t now_ms = console_now_ms(call);

    *out = (struct office_session_row){.id = random_uuid_v7(random, now_ms),
                                       .made_ms = now_ms,
                                       .seen_ms = now_ms,
                                       .until_ms = now_ms + ours->rules.life_ms,
                                       .fresh_ms = now_ms};
    session_token_make(random, text, &out->secret);
    text_copy(out->address, sizeof(out->address), span_of(ours->address));
}

// The cookie goes out, and the rest of the call is who it stands for.
static enum err give_cookie(struct route_call *call, const char *text, const struct digest *secret,
                            struct error *error)
{
    session_token_write(route_response(call), CONSOLE_CALL_COOKIE, text, true);
    return console_call_again(call, secret, error);
}

struct entering {
    struct route_call *call;
    const struct account_row *judged; // as it was when the password was
    struct span password;
};

static enum err enter(struct account_job *job, struct account_row *row, int64_t now_ms,
                      struct error *error)
{
    const struct entering *entering = job->arg;
    struct random *random = console_random(entering->call);

    const struct account_row *judged = entering->judged;

    // Blocked, or under another password, or with codes, since the password was judged.
    if (row->state != ACCOUNT_ACTIVE || strcmp(row->password, judged->password) != 0
        || row->has_totp != judged->has_totp)
        return refuse(error);
    row->signed_in_ms = now_ms;
    if (!row->has_totp) { // else wrong codes go on counting: a right password buys no new ones
        row->failed = 0;
        row->wait_until_ms = 0;
    }
    return password_outdated(row->password)
               ? password_make(random, entering->password, row->password, error)
               : ERR_OK;
}

static enum err begin(struct route_call *call, const struct account_row *account,
                      struct span password, struct error *error)
{
    struct audit_row audit = console_audit(call, "account.sign_in");
    struct entering entering = {call, account, password};
    char text[SESSION_TOKEN_TEXT], id[UUID_TEXT];
    struct office_session_row session;
    struct digest old;
    bool had = session_token_read(route_request(call), CONSOLE_CALL_COOKIE, &old);
    struct account_job job = {.account = account->id,
                              .change = enter,
                              .arg = &entering,
                              .begin = &session,
                              .end = had ? &old : NULL,
                              .audit = &audit};
    enum err err;

    new_session(call, text, &session);
    session.account = account->id;
    session.code_given = !account->has_totp;
    uuid_format(&account->id, id);
    audit.account = account->id;
    audit.person = account->person;
    audit.who = span_of(account->login);
    audit.subject_kind = span_of("account");
    audit.subject = span_of(id);
    err = account_job_run(console_office(call), &job, error);
    if (err == ERR_OK && !account->has_totp)
        came_in(call, account);
    if (err == ERR_OK)
        err = give_cookie(call, text, &session.secret, error);
    mem_wipe(text, sizeof(text));
    return err;
}

// ---- login and password ----

static void lower(struct span login, char out[ACCOUNT_LOGIN])
{
    text_copy(out, ACCOUNT_LOGIN, login);
    for (char *c = out; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
}

static enum err check_waiting(struct route_call *call, const char *login,
                              const struct account_row *account, struct error *error)
{
    const struct console_call *ours = console_call_of(call);
    struct tries *tries = console_call_tries(call);
    int64_t now_ms = console_now_ms(call), wait_ms;
    char name[NAME_BYTES];

    snprintf(name, sizeof(name), "address:%s", ours->address);
    if (!tries_take(tries, name, now_ms))
        return ask_to_wait(call, TRIES_WAIT_MS, error);
    if (!account)
        snprintf(name, sizeof(name), "login:%s", login);
    wait_ms = account && !own_count(call, account, name) ? account->wait_until_ms - now_ms
                                                         : tries_wait(tries, name, now_ms);
    return wait_ms > 0 ? ask_to_wait(call, wait_ms, error) : ERR_OK;
}

static enum err has_role(struct route_call *call, const struct account_row *account,
                         struct error *error)
{
    struct signed_in who = {0};
    struct view *view = console_view(call, error);
    enum err err = view ? signed_in_grants(view, &account->id, &who, error) : error->code;

    if (err == ERR_OK && !(who.access & CONSOLE_CAPABILITIES))
        err = error_set(error, ERR_DENIED,
                        "这个账号还没有办公室的角色，请找管理员 this account has no role in the "
                        "office yet: ask an administrator");
    return err;
}

// One who is not known costs what a wrong password costs.
static enum err refuse_unknown(struct route_call *call, const char *login, struct error *error)
{
    char name[NAME_BYTES];

    snprintf(name, sizeof(name), "login:%s", login);
    tries_failed(console_call_tries(call), name, console_now_ms(call));
    return wrong(call, NULL, "account.unknown_login", error);
}

enum err sign_in(struct route_call *call, struct span login, struct span password,
                 struct error *error)
{
    char name[ACCOUNT_LOGIN];
    struct account_row account;
    struct view *view = console_view(call, error);
    enum err err;
    bool known, right;

    if (!view)
        return error->code;
    lower(login, name);
    err = accounts_by_login(view, span_of(name), &account, error);
    known = err == ERR_OK;
    if (!known && err != ERR_NOT_FOUND)
        return err;
    err = check_waiting(call, name, known ? &account : NULL, error);
    if (err != ERR_OK)
        return err;
    right = password_check(password, known ? account.password : console_call_decoy(call)) && known;
    if (!known)
        err = refuse_unknown(call, name, error);
    else if (!right || account.state != ACCOUNT_ACTIVE)
        err = wrong(call, &account, "account.wrong_password", error);
    else
        err = has_role(call, &account, error);
    if (err == ERR_OK)
        err = begin(call, &account, password, error);
    mem_wipe(&account, sizeof(account));
    return err;
}

enum err sign_in_may_try(struct route_call *call, struct error *error)
{
    const struct account_row *account = &console_call_of(call)->who.account;

    return check_waiting(call, account->login, account, error);
}

enum err sign_in_password(struct route_call *call, struct span password, struct error *error)
{
    const struct account_row *account = &console_call_of(call)->who.account;
    enum err err = sign_in_may_try(call, error);

    if (err != ERR_OK || password_check(password, account->password))
        return err;
    return sign_in_wrong(call, "account.wrong_password", error);
}

// ---- the next step ----

struct stepping {
    const struct sign_in_step *step;
};

static enum err take_step(struct account_job *job, struct account_row *row, int64_t now_ms,
                          struct error *error)
{
    const struct sign_in_step *step = ((const struct stepping *)job->arg)->step;

    if (step->code_given) {
        row->failed = 0;
        row->wait_until_ms = 0;
    }
    return step->change ? step->change(row, step->arg, now_ms, error) : ERR_OK;
}

enum err sign_in_renew(struct route_call *call, const struct sign_in_step *step,
                       struct error *error)
{
    const struct signed_in *who = &console_call_of(call)->who;
    struct audit_row audit = console_audit(call, step->act);
    struct stepping stepping = {step};
    struct digest old = who->session.secret;
    struct office_session_row session = who->session;
    struct account_job job = {.account = who->account.id,
                              .change = take_step,
                              .arg = &stepping,
                              .begin = &session,
                              .end = &old,
                              .renews = true,
                              .end_all = step->end_others,
                              .spare = &old,
                              .audit = &audit};
    char text[SESSION_TOKEN_TEXT], id[UUID_TEXT];
    int64_t now_ms = console_now_ms(call);
    enum err err;

    session_token_make(console_random(call), text, &session.secret);
    session.seen_ms = now_ms;
    session.code_given = session.code_given || step->code_given;
    session.fresh_ms = step->fresh ? now_ms : session.fresh_ms;
    uuid_format(&who->account.id, id);
    audit.subject_kind = span_of("account");
    audit.subject = span_of(id);
    err = account_job_run(console_office(call), &job, error);
    if (err == ERR_OK && (step->code_given || step->fresh))
        came_in(call, &who->account);
    if (err == ERR_OK)
        err = give_cookie(call, text, &session.secret, error);
    mem_wipe(text, sizeof(text));
    return err;
}
