// SPDX-License-Identifier: Apache-2.0
#include "server/console/one_time.h"

#include "server/console/account_job.h"
#include "server/console/greeting_office.h"
#include "server/console/sign_in.h"
#include "shared/base/memory.h"
#include "shared/crypto/totp.h"
#include "shared/web/qr_path.h"
#include "shared/web/route.h"
#include "shared/web/session_token.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { CODE_TEXT = 40, URI_BYTES = 1024, QR_BYTES = 64 << 10 };
enum { RECOVERY_BYTES = 10, RECOVERY_TEXT = 20, RECOVERY_GROUP = 4 };

// ---- recovery codes: 80 bits each, as sixteen letters in fours ----

// The digest of a code as it was typed: case, spaces and hyphens do not matter.
static bool digest_recovery(struct span text, struct digest *out)
{
    char letters[CODE_TEXT];
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];

        if (c == ' ' || c == '-')
            continue;
        if (len == sizeof(letters))
            return false;
        letters[len++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    hash_once(letters, len, out);
    mem_wipe(letters, sizeof(letters));
    return len > 0;
}

static void make_recovery(const struct random *random, char text[RECOVERY_TEXT],
                          struct digest *digest)
{
    static const char alphabet[] = "abcdefghjkmnpqrstuvwxyz234567890"; // 32, for five bits a letter
    uint8_t bytes[RECOVERY_BYTES];
    uint64_t bits = 0;
    unsigned held = 0;
    size_t len = 0, letters = 0;

    random_fill(random, bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bits = bits << 8 | bytes[i];
        for (held += 8; held >= 5; letters++) {
            if (letters > 0 && letters % RECOVERY_GROUP == 0)
                text[len++] = '-';
            held -= 5;
            text[len++] = alphabet[bits >> held & 31];
        }
    }
    text[len] = '\0';
    digest_recovery(span_of(text), digest);
    mem_wipe(bytes, sizeof(bytes));
}

struct recovery {
    char texts[ACCOUNT_RECOVERY_MAX][RECOVERY_TEXT];
    struct digest digests[ACCOUNT_RECOVERY_MAX];
};

static void make_all(const struct random *random, struct recovery *out)
{
    for (size_t i = 0; i < ACCOUNT_RECOVERY_MAX; i++)
        make_recovery(random, out->texts[i], &out->digests[i]);
}

static void put_all(struct json_writer *json, const struct recovery *codes)
{
    json_array_open(json, "recovery");
    for (size_t i = 0; i < ACCOUNT_RECOVERY_MAX; i++)
        json_put_text(json, NULL, codes->texts[i]);
    json_array_close(json);
}

// ---- giving a code ----

static bool take_recovery(struct account_row *account, struct span code)
{
    struct digest digest;

    if (!digest_recovery(code, &digest))
        return false;
    for (size_t i = 0; i < account->recovery_count; i++)
        if (session_token_equal(&account->recovery[i], &digest)) {
            account->recovery[i] = account->recovery[--account->recovery_count];
            return true;
        }
    return false;
}

// In the commit, so that of two who bring the same code one comes in.
static enum err take_code(struct account_row *account, const void *arg, int64_t now_ms,
                          struct error *error)
{
    struct span code = span_of(arg);
    uint64_t step = 0;

    if (totp_check(account->totp, code, now_ms, &step) && step > account->totp_step) {
        account->totp_step = step;
        return ERR_OK;
    }
    return take_recovery(account, code) ? ERR_OK : error_set(error, ERR_AUTH, "wrong code");
}

static enum err give_code(struct route_call *call, struct error *error)
{
    const struct sign_in_step step = {.change = take_code,
                                      .arg = route_text(call, "code"),
                                      .act = "account.code",
                                      .code_given = true};
    enum err err;

    if (console_call_of(call)->who.state != SIGNED_IN_CODE)
        return error_set(error, ERR_INVALID, "现在不需要验证码 no code is asked for now");
    err = sign_in_may_try(call, error);
    if (err)
        return err;
    err = sign_in_renew(call, &step, error);
    if (err == ERR_AUTH)
        return sign_in_wrong(call, "account.wrong_code", error);
    return err ? err : greeting_office_put(call, error);
}

// ---- setting them up ----

static enum err put_invitation(struct route_call *call, const char *secret, struct error *error)
{
    const char *login = console_call_of(call)->who.account.login;
    struct json_writer *json = route_answer(call);
    struct buffer uri, path;
    int side = 0;
    enum err err;

    buffer_init(&uri, URI_BYTES);
    buffer_init(&path, QR_BYTES);
    buffer_append_text(&uri, "otpauth://totp/Plumbline:");
    for (const char *c = login; *c; c++)
        buffer_printf(&uri, (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') ? "%c" : "%%%02X",
                      (unsigned char)*c);
    buffer_printf(&uri, "?secret=%s&issuer=Plumbline", secret);
    err = qr_path(uri.data, &path, &side, error);
    json_put_text(json, "secret", secret);
    json_put_text(json, "uri", uri.data);
    json_object_open(json, "qr");
    json_put_text(json, "path", path.data);
    json_put_integer(json, "side", side);
    json_object_close(json);
    buffer_clear(&uri);
    buffer_clear(&path);
    return err;
}

static enum err new_secret(struct route_call *call, struct error *error)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    char text[TOTP_SECRET_TEXT];
    enum err err;

    random_fill(console_random(call), secret, sizeof(secret));
    totp_secret_format(secret, text);
    err = put_invitation(call, text, error);
    mem_wipe(secret, sizeof(secret));
    mem_wipe(text, sizeof(text));
    return err;
}

struct setting_up {
    uint8_t secret[TOTP_SECRET_BYTES];
    const char *code; // NULL: only new recovery codes
    const struct recovery *codes;
};

static enum err set_up(struct account_row *account, const void *arg, int64_t now_ms,
                       struct error *error)
{
    const struct setting_up *wish = arg;

    if (wish->code) {
        if (!totp_check(wish->secret, span_of(wish->code), now_ms, &account->totp_step))
            return error_set(
                error, ERR_INVALID,
                "验证码不对：请检查手机的时间，输入现在显示的 6 位数字 the code is not right: "
                "check the phone's clock and give the 6 digits that it shows now");
        memcpy(account->totp, wish->secret, sizeof(account->totp));
        account->has_totp = true;
    } else if (!account->has_totp) {
        return error_set(error, ERR_INVALID, "验证码没有启用 one-time codes are not on");
    }
    memcpy(account->recovery, wish->codes->digests, sizeof(account->recovery));
    account->recovery_count = ACCOUNT_RECOVERY_MAX;
    return ERR_OK;
}

static enum err turn_on(struct route_call *call, struct setting_up *wish, const char *act,
                        struct error *error)
{
    struct recovery codes;
    const struct sign_in_step step = {.change = set_up,
                                      .arg = wish,
                                      .act = act,
                                      .code_given = true,
                                      .end_others = wish->code != NULL};
    enum signed_in_state state = console_call_of(call)->who.state;
    enum err err;

    if (state != SIGNED_IN && state != SIGNED_IN_TOTP)
        return error_set(error, ERR_AUTH, "登录还没有完成 signing in is not complete yet");
    err = console_fresh(call, error);
    if (err)
        return err;
    make_all(console_random(call), &codes);
    wish->codes = &codes;
    err = sign_in_renew(call, &step, error);
    if (!err) {
        put_all(route_answer(call), &codes);
        err = greeting_office_put(call, error);
    }
    mem_wipe(&codes, sizeof(codes));
    return err;
}

static enum err begin_codes(struct route_call *call, struct error *error)
{
    struct setting_up wish = {.code = route_text(call, "code")};
    enum err err;

    if (!totp_secret_parse(span_of(route_text(call, "secret")), wish.secret))
        return error_set(error, ERR_INVALID, "\"secret\" is not the one that was shown");
    err = turn_on(call, &wish, "account.totp_on", error);
    mem_wipe(&wish, sizeof(wish));
    return err;
}

static enum err new_recovery(struct route_call *call, struct error *error)
{
    struct setting_up wish = {.code = NULL};

    return turn_on(call, &wish, "account.recovery_codes", error);
}

static enum err forget_codes(struct account_row *account, const void *arg, int64_t now_ms,
                             struct error *error)
{
    (void)arg;
    (void)now_ms;
    (void)error;
    account->has_totp = false;
    account->recovery_count = 0;
    return ERR_OK;
}

static enum err end_codes(struct route_call *call, struct error *error)
{
    const struct sign_in_step step = {.change = forget_codes, .act = "account.totp_off"};
    enum err err = console_fresh(call, error);

    if (!err)
        err = sign_in_renew(call, &step, error);
    return err ? err : greeting_office_put(call, error);
}

// ---- the own sessions ----

struct listed {
    struct route_call *call;
    struct json_writer *json;
};

static bool put_session(void *arg, const struct office_session_row *session)
{
    const struct listed *listed = arg;
    const struct console_rules *rules = &console_call_of(listed->call)->rules;
    int64_t now_ms = console_now_ms(listed->call);
    char id[UUID_TEXT];

    if (now_ms >= session->until_ms || now_ms - session->seen_ms >= rules->idle_ms)
        return true; // ended
    uuid_format(&session->id, id);
    json_object_open(listed->json, NULL);
    json_put_text(listed->json, "id", id);
    json_put_integer(listed->json, "made_ms", session->made_ms);
    json_put_integer(listed->json, "seen_ms", session->seen_ms);
    json_put_text(listed->json, "address", session->address);
    json_put_boolean(listed->json, "own", uuid_equal(&session->id, console_session(listed->call)));
    json_object_close(listed->json);
    return true;
}

static enum err list_sessions(struct route_call *call, struct error *error)
{
    struct listed listed = {call, route_answer(call)};
    struct view *view = console_view(call, error);
    enum err err;

    if (!view)
        return error->code;
    json_array_open(listed.json, "rows");
    err = office_sessions_list(view, console_account(call), put_session, &listed, error);
    json_array_close(listed.json);
    return err;
}

static enum err end_others(struct route_call *call, struct error *error)
{
    const struct sign_in_step step = {.act = "account.end_sessions", .end_others = true};
    enum err err = sign_in_renew(call, &step, error);

    return err ? err : greeting_office_put(call, error);
}

static const struct route_parameter code_parameter[] = {
    {.name = "code", .type = ROUTE_TEXT, .required = true, .max = CODE_TEXT},
    {.name = "secret", .type = ROUTE_TEXT, .required = true, .max = 64}, // of /api/totp
};

#define POST(address, who, list, count, does, says)                                            \
    {                                                                                          \
        .method = HTTP_POST, .path = (address), .access = (who), .changes = true,              \
        .parameters = (list), .parameter_count = (count), .handler = (does), .purpose = (says) \
    }
const struct route one_time_routes[] = {
    POST("/api/code", CONSOLE_PARTIAL, code_parameter, 1, give_code,
         "the one-time code that is owed, or a recovery code"),
    POST("/api/totp/new", CONSOLE_PARTIAL | CONSOLE_ANYBODY, NULL, 0, new_secret,
         "a secret for an authenticator: `secret`, `uri`, `qr` {path, side}; nothing is kept yet"),
    POST("/api/totp", CONSOLE_PARTIAL | CONSOLE_ANYBODY, code_parameter, COUNT(code_parameter),
         begin_codes,
         "turns one-time codes on with that secret and a code of it; `recovery` is shown once; "
         "needs confirm"),
    POST("/api/totp/recovery", CONSOLE_ANYBODY, NULL, 0, new_recovery,
         "ten other recovery codes; needs confirm"),
    POST("/api/totp/off", CONSOLE_ANYBODY, NULL, 0, end_codes,
         "no one-time codes any more; needs confirm"),
    {.method = HTTP_GET,
     .path = "/api/sessions",
     .access = CONSOLE_ANYBODY,
     .handler = list_sessions,
     .purpose = "own sessions: id, made_ms, seen_ms, address, `own` for this one"},
    POST("/api/sessions/end", CONSOLE_ANYBODY, NULL, 0, end_others,
         "ends all own sessions but this one"),
};
const size_t one_time_route_count = COUNT(one_time_routes);
