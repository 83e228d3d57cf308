// SPDX-License-Identifier: Apache-2.0
#include "server/cli/account_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/cli/desk_list.h"
#include "server/console/account_desk.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"

static struct account_desk desk_of(struct desk *desk, struct audit_actor *actor)
{
    audit_actor_make(actor, "");
    return (struct account_desk){.office = desk->office, .random = desk->random, .by = actor->row};
}

static enum err find(struct desk *desk, const char *login, struct account_row *out,
                     struct error *error)
{
    char name[ACCOUNT_LOGIN];
    struct view *view = NULL;
    enum err err = account_desk_login(span_of(login), name, error);

    if (err == ERR_OK)
        err = desk_view(desk, &view, error);
    if (err == ERR_OK)
        err = accounts_by_login(view, span_of(name), out, error);
    storage_close_view(view);
    return err == ERR_NOT_FOUND ? error_set(error, err, "there is no account \"%s\"", login) : err;
}

static void say_password(struct verb_output *output, const char *login, const char *password)
{
    struct json_writer json;

    if (output->json) {
        json_begin(&json, &output->out);
        json_object_open(&json, NULL);
        json_put_text(&json, "login", login);
        json_put_text(&json, "password", password);
        json_object_close(&json);
        buffer_append_char(&output->out, '\n');
        return;
    }
    buffer_printf(
        &output->out,
        "账号 login: %s\n一次性密码 one-time password: %s\n第一次登录时必须修改 it must be "
        "changed at the first sign-in\n",
        login, password);
}

static void take_grant(const struct verb_call *call, struct account_grant *out)
{
    const char *role = verb_text(call, "role"), *store = verb_text(call, "store");

    text_copy(out->role, sizeof(out->role), span_of(role));
    text_copy(out->store, sizeof(out->store), span_of(store));
}

static enum err add(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    struct desk *desk = ctx;
    const char *login = verb_text(call, "login"), *person = verb_text(call, "person");
    struct account_wish wish = {.login = login ? login : person};
    char password[ACCOUNT_DESK_PASSWORD], name[ACCOUNT_LOGIN];
    struct audit_actor actor;
    struct account_desk by = desk_of(desk, &actor);
    struct uuid id;
    enum err err = desk_person(desk, person, &wish.person, error);

    take_grant(call, &wish.grant);
    if (err == ERR_OK)
        err = account_desk_add(&by, &wish, password, &id, error);
    if (err == ERR_OK)
        err = account_desk_login(span_of(wish.login), name, error);
    if (err == ERR_OK)
        say_password(output, name, password);
    mem_wipe(password, sizeof(password));
    return err;
}

static bool put_grant(void *arg, const struct account_grant *grant)
{
    struct desk_list *list = arg;

    if (list->output->json) {
        json_object_open(&list->json, NULL);
        json_put_text(&list->json, "role", grant->role);
        json_put_text(&list->json, "store", grant->store);
        json_object_close(&list->json);
    } else {
        buffer_printf(&list->output->out, "  %s%s%s", grant->role, grant->store[0] ? "@" : "",
                      grant->store);
    }
    return true;
}

static void put_json(struct desk_list *list, const struct account_row *account)
{
    char id[UUID_TEXT];

    json_object_open(&list->json, NULL);
    uuid_format(&account->id, id);
    json_put_text(&list->json, "id", id);
    json_put_text(&list->json, "login", account->login);
    uuid_format(&account->person, id);
    json_put_text(&list->json, "person", id);
    json_put_boolean(&list->json, "blocked", account->state == ACCOUNT_BLOCKED);
    json_put_boolean(&list->json, "must_change", account->must_change);
    json_put_boolean(&list->json, "totp", account->has_totp);
    json_put_integer(&list->json, "signed_in", account->signed_in_ms);
    json_array_open(&list->json, "grants");
    list->err = accounts_grants(list->view, &account->id, put_grant, list, list->error);
    json_array_close(&list->json);
    json_object_close(&list->json);
}

static bool put_account(void *arg, const struct account_row *account)
{
    struct desk_list *list = arg;
    char time[CLOCK_TEXT] = "-";

    if (list->output->json) {
        put_json(list, account);
        return list->err == ERR_OK;
    }
    if (account->signed_in_ms)
        clock_format(account->signed_in_ms, time);
    buffer_printf(&list->output->out, "%-20s  %s  %s%s", account->login,
                  account->state == ACCOUNT_BLOCKED ? "停用 blocked" : "可用 active", time,
                  account->has_totp ? "  totp" : "");
    list->err = accounts_grants(list->view, &account->id, put_grant, list, list->error);
    buffer_append_char(&list->output->out, '\n');
    return list->err == ERR_OK;
}

static enum err list_accounts(void *ctx, const struct verb_call *call, struct verb_output *output,
                              struct error *error)
{
    struct desk_list list;
    enum err err = desk_list_begin(&list, ctx, output, error);

    (void)call;
    if (err == ERR_OK)
        err = accounts_list(list.view, put_account, &list, error);
    return desk_list_end(&list, err);
}

// Deeds on one account, named by its login.
struct one {
    struct account_row account;
    struct audit_actor actor;
    struct account_desk by;
};

static enum err open_one(void *ctx, const struct verb_call *call, struct one *out,
                         struct error *error)
{
    out->by = desk_of(ctx, &out->actor);
    return find(ctx, call->positionals[0], &out->account, error);
}

typedef enum err grant_deed(const struct account_desk *desk, const struct uuid *account,
                            const struct account_grant *grant, struct error *error);

static enum err change_grant(void *ctx, const struct verb_call *call, grant_deed *deed,
                             struct verb_output *output, struct error *error)
{
    struct account_grant wish = {0};
    struct one one;
    enum err err = open_one(ctx, call, &one, error);

    take_grant(call, &wish);
    if (err == ERR_OK)
        err = deed(&one.by, &one.account.id, &wish, error);
    if (err == ERR_OK)
        desk_done(output);
    return err;
}

static enum err grant(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    return change_grant(ctx, call, account_desk_grant, output, error);
}

static enum err revoke(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    return change_grant(ctx, call, account_desk_revoke, output, error);
}

static enum err set_blocked(void *ctx, const struct verb_call *call, bool blocked,
                            struct verb_output *output, struct error *error)
{
    const char *why = blocked ? verb_text(call, "why") : NULL;
    struct one one;
    enum err err = open_one(ctx, call, &one, error);

    if (err == ERR_OK)
        err = account_desk_block(&one.by, &one.account.id, blocked, why ? why : "", error);
    if (err == ERR_OK)
        desk_done(output);
    return err;
}

static enum err block(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    return set_blocked(ctx, call, true, output, error);
}

static enum err unblock(void *ctx, const struct verb_call *call, struct verb_output *output,
                        struct error *error)
{
    return set_blocked(ctx, call, false, output, error);
}

static enum err reset(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    char password[ACCOUNT_DESK_PASSWORD];
    struct one one;
    enum err err = open_one(ctx, call, &one, error);

    if (err == ERR_OK)
        err = account_desk_reset(&one.by, &one.account.id, password, error);
    if (err == ERR_OK)
        say_password(output, one.account.login, password);
    mem_wipe(password, sizeof(password));
    return err;
}

static enum err totp_off(void *ctx, const struct verb_call *call, struct verb_output *output,
                         struct error *error)
{
    struct one one;
    enum err err = open_one(ctx, call, &one, error);

    if (err == ERR_OK)
        err = account_desk_totp_off(&one.by, &one.account.id, error);
    if (err == ERR_OK)
        desk_done(output);
    return err;
}

#define ROLE(needed)                                                                   \
    {                                                                                  \
        .name = "role", .type = OPTION_TEXT, .placeholder = "R", .required = (needed), \
        .help_zh = "角色,如 administrator、reconciler、auditor",                       \
        .help_en = "role, such as administrator, reconciler, auditor"                  \
    }
#define STORE                                                     \
    {                                                             \
        .name = "store", .type = OPTION_TEXT, .placeholder = "S", \
        .help_zh = "只限这个门店;不写则全部",                     \
        .help_en = "for this store only; left out: all stores"    \
    }
static const struct option add_options[] = {
    ROLE(false),
    STORE,
    {.name = "person",
     .type = OPTION_TEXT,
     .placeholder = "P",
     .required = true,
     .help_zh = "给谁:编号、工号或姓名",
     .help_en = "for whom: id, staff number or name"},
    {.name = "login",
     .type = OPTION_TEXT,
     .placeholder = "L",
     .help_zh = "登录名;默认是 --person 写的",
     .help_en = "login; default: what --person says"},
};
static const struct option grant_options[] = {ROLE(true), STORE};
static const struct option block_options[] = {
    {.name = "why",
     .type = OPTION_TEXT,
     .placeholder = "R",
     .help_zh = "原因,记入审计",
     .help_en = "why, for the audit"},
};

#define A_ROLE .options = grant_options, .option_count = 2
#define ON_ONE .group = "account", .arguments = "LOGIN", .positional_min = 1, .positional_max = 1
const struct verb account_verbs_add
    = {.group = "account",
       .name = "add",
       .options = add_options,
       .option_count = sizeof(add_options) / sizeof(*add_options),
       .summary_zh = "给一个人办公室账号;显示一次性密码",
       .summary_en = "an account of the console for a person; shows a one-time password",
       .exec = add};
const struct verb account_verbs_list = {.group = "account",
                                        .name = "list",
                                        .summary_zh = "所有账号和角色",
                                        .summary_en = "all accounts and their roles",
                                        .exec = list_accounts};
const struct verb account_verbs_grant = {ON_ONE,
                                         A_ROLE,
                                         .name = "grant",
                                         .summary_zh = "给账号一个角色",
                                         .summary_en = "give an account a role",
                                         .exec = grant};
const struct verb account_verbs_revoke = {ON_ONE,
                                          A_ROLE,
                                          .name = "revoke",
                                          .summary_zh = "收回一个角色",
                                          .summary_en = "take a role back",
                                          .exec = revoke};
const struct verb account_verbs_block = {ON_ONE,
                                         .name = "block",
                                         .options = block_options,
                                         .option_count = 1,
                                         .summary_zh = "停用账号,它的登录立即结束",
                                         .summary_en = "block an account; its sessions end at once",
                                         .exec = block};
const struct verb account_verbs_unblock
    = {ON_ONE, .name = "unblock", .summary_zh = "恢复账号,忘记输错的次数",
       .summary_en = "let it in again, forget wrong passwords", .exec = unblock};
const struct verb account_verbs_reset = {ON_ONE, .name = "reset", .summary_zh = "换一个一次性密码",
                                         .summary_en = "another one-time password", .exec = reset};
const struct verb account_verbs_totp_off
    = {ON_ONE, .name = "totp-off", .summary_zh = "关闭验证码(手机丢失时)",
       .summary_en = "no one-time codes any more (for a lost phone)", .exec = totp_off};
