// SPDX-License-Identifier: Apache-2.0
#include "server/console/entrance.h"

#include "server/console/account_job.h"
#include "server/console/greeting_office.h"
#include "server/console/sign_in.h"
#include "shared/base/memory.h"
#include "shared/web/route.h"
#include "shared/web/session_token.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static enum err session(struct route_call *call, struct error *error)
{
    return greeting_office_put(call, error);
}

static enum err enter(struct route_call *call, struct error *error)
{
    enum err err = sign_in(call, span_of(route_text(call, "login")),
                           span_of(route_text(call, "password")), error);

    return err ? err : greeting_office_put(call, error);
}

static enum err leave(struct route_call *call, struct error *error)
{
    struct audit_row audit = console_audit(call, "account.sign_out");
    const struct signed_in *who = &console_call_of(call)->who;
    struct account_job job
        = {.account = who->account.id, .end = &who->session.secret, .audit = &audit};
    char id[UUID_TEXT];
    enum err err;

    uuid_format(&who->account.id, id);
    audit.subject_kind = span_of("account");
    audit.subject = span_of(id);
    err = account_job_run(console_office(call), &job, error);
    if (err)
        return err;
    session_token_write(route_response(call), CONSOLE_CALL_COOKIE, "", true);
    err = console_call_again(call, NULL, error);
    return err ? err : greeting_office_put(call, error);
}

static enum err alive(struct route_call *call, struct error *error)
{
    (void)error;
    json_put_boolean(route_answer(call), "alive", true);
    return ERR_OK;
}

// ---- the password ----

static enum err confirm(struct route_call *call, struct error *error)
{
    const struct sign_in_step step = {.act = "account.confirm", .fresh = true};
    enum err err = sign_in_password(call, span_of(route_text(call, "password")), error);

    if (!err)
        err = sign_in_renew(call, &step, error);
    return err ? err : greeting_office_put(call, error);
}

static enum err set_password(struct account_row *account, const void *arg, int64_t now_ms,
                             struct error *error)
{
    (void)error;
    text_copy(account->password, sizeof(account->password), span_of(arg));
    account->must_change = false;
    account->changed_ms = now_ms;
    return ERR_OK;
}

static enum err check_new(const struct route_call *call, struct span fresh, struct error *error)
{
    const char *login = console_call_of(call)->who.account.login;
    size_t characters = 0;

    for (size_t i = 0; i < fresh.len; i++)
        characters += ((unsigned char)fresh.data[i] & 0xC0) != 0x80;
    if (characters < CONSOLE_PASSWORD_LEAST)
        return error_set(error, ERR_INVALID,
                         "新密码至少 %d 个字符 a password has at least %d characters",
                         CONSOLE_PASSWORD_LEAST, CONSOLE_PASSWORD_LEAST);
    if (span_equal(fresh, span_of(route_text(call, "old"))) || span_is(fresh, login))
        return error_set(error, ERR_INVALID,
                         "新密码不能是旧密码或账号 the new password must be neither the old one "
                         "nor the login");
    return ERR_OK;
}

static enum err change_password(struct route_call *call, struct error *error)
{
    struct span fresh = span_of(route_text(call, "new"));
    char kept[PASSWORD_TEXT];
    const struct sign_in_step step = {.change = set_password,
                                      .arg = kept,
                                      .act = "account.password",
                                      .fresh = true,
                                      .end_others = true};
    enum err err = ERR_OK;

    if (console_call_of(call)->who.state == SIGNED_IN_CODE)
        return error_set(error, ERR_AUTH, "请先输入验证码 give the one-time code first");
    err = sign_in_password(call, span_of(route_text(call, "old")), error);
    if (!err)
        err = check_new(call, fresh, error);
    if (!err)
        err = password_make(console_random(call), fresh, kept, error);
    if (!err)
        err = sign_in_renew(call, &step, error);
    mem_wipe(kept, sizeof(kept));
    return err ? err : greeting_office_put(call, error);
}

// ---- settings of a person ----

static const char *const languages[] = {"zh", "en", NULL};
static const char *const themes[] = {"light", "dark", "auto", NULL};

static void put_setting(struct json_writer *json, const struct json *old, const char *name,
                        const char *chosen)
{
    const char *kept;

    if (chosen || json_text(json_member(old, name), &kept))
        json_put_text(json, name, chosen ? chosen : kept);
}

struct wished {
    const char *language, *theme;
    int64_t size; // 0: as it is
};

static enum err write_settings(struct account_row *account, const struct wished *wished,
                               struct error *error)
{
    const struct json_limits limits = {.bytes_max = ACCOUNT_SETTINGS, .tokens_max = 32};
    struct json *old = NULL;
    struct json_writer json;
    struct buffer text;
    int64_t size = wished->size;
    enum err err = ERR_OK;

    buffer_init(&text, ACCOUNT_SETTINGS - 1);
    if (json_parse(span_of(account->settings), &limits, &old, NULL) != ERR_OK)
        old = NULL; // none yet
    if (!size)
        json_integer(json_member(old, "size"), &size);
    json_begin(&json, &text);
    json_object_open(&json, NULL);
    put_setting(&json, old, "language", wished->language);
    put_setting(&json, old, "theme", wished->theme);
    if (size)
        json_put_integer(&json, "size", size);
    json_object_close(&json);
    if (text.failed)
        err = error_set(error, ERR_TOO_LARGE, "the settings are too long");
    else
        text_copy(account->settings, sizeof(account->settings), (struct span){text.data, text.len});
    buffer_clear(&text);
    json_free(old);
    return err;
}

static enum err apply_settings(struct account_job *job, struct account_row *row, int64_t now_ms,
                               struct error *error)
{
    (void)now_ms;
    return write_settings(row, job->arg, error);
}

static enum err prefer(struct route_call *call, struct error *error)
{
    int language = route_choice(call, "language"), theme = route_choice(call, "theme");
    struct wished wished = {.language = language >= 0 ? languages[language] : NULL,
                            .theme = theme >= 0 ? themes[theme] : NULL,
                            .size = route_integer(call, "size", 0)};
    struct audit_row audit = console_audit(call, "account.settings");
    struct account_job job = {.account = *console_account(call),
                              .change = apply_settings,
                              .arg = &wished,
                              .audit = &audit};
    char id[UUID_TEXT];
    enum err err;

    uuid_format(console_account(call), id);
    audit.subject_kind = span_of("account");
    audit.subject = span_of(id);
    err = account_job_run(console_office(call), &job, error);
    if (!err)
        err = console_call_again(call, NULL, error);
    return err ? err : greeting_office_put(call, error);
}

static const struct route_parameter sign_in_parameters[] = {
    {.name = "login", .type = ROUTE_TEXT, .required = true, .max = ACCOUNT_LOGIN - 1},
    {.name = "password", .type = ROUTE_TEXT, .required = true, .max = PASSWORD_SECRET_MAX / 4},
};
static const struct route_parameter change_parameters[] = {
    {.name = "old", .type = ROUTE_TEXT, .required = true, .max = PASSWORD_SECRET_MAX / 4},
    {.name = "new", .type = ROUTE_TEXT, .required = true, .max = PASSWORD_SECRET_MAX / 4},
};
static const struct route_parameter settings_parameters[] = {
    {.name = "language", .type = ROUTE_CHOICE, .choices = languages},
    {.name = "theme", .type = ROUTE_CHOICE, .choices = themes},
    {.name = "size", .type = ROUTE_INTEGER, .min = 75, .max = 200},
};

#define POST(address, who, list, count, does, says)                                            \
    {                                                                                          \
        .method = HTTP_POST, .path = (address), .access = (who), .changes = true,              \
        .parameters = (list), .parameter_count = (count), .handler = (does), .purpose = (says) \
    }
const struct route entrance_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/session",
     .access = CONSOLE_EVERYBODY,
     .handler = session,
     .purpose = "who is there, and what is still owed: `state` out, code, password, totp, in"},
    POST("/api/sign-in", CONSOLE_EVERYBODY, sign_in_parameters, COUNT(sign_in_parameters), enter,
         "login and password; refused with `wait_s`"),
    POST("/api/sign-out", CONSOLE_PARTIAL | CONSOLE_ANYBODY, NULL, 0, leave, "ends the session"),
    POST("/api/alive", CONSOLE_ANYBODY, NULL, 0, alive,
         "somebody touches the page: the session does not end for being idle"),
    POST("/api/confirm", CONSOLE_ANYBODY, sign_in_parameters + 1, 1, confirm,
         "the password again, before what is final; counts for five minutes"),
    POST("/api/password", CONSOLE_PARTIAL | CONSOLE_ANYBODY, change_parameters,
         COUNT(change_parameters), change_password,
         "another password for the old one; all other sessions of the account end"),
    POST("/api/settings", CONSOLE_ANYBODY, settings_parameters, COUNT(settings_parameters), prefer,
         "language, theme and size (percent) of who is in"),
};
const size_t entrance_route_count = COUNT(entrance_routes);
