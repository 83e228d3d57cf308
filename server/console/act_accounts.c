// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_accounts.h"

#include "server/console/account_desk.h"
#include "server/console/console.h"
#include "server/console/console_rules.h"
#include "shared/base/memory.h"
#include "shared/web/route.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };

static struct account_desk desk_of(const struct route_call *call)
{
    return (struct account_desk){.office = console_office(call),
                                 .random = *console_random(call),
                                 .by = console_audit(call, "")};
}

static void take_grant(const struct route_call *call, struct account_grant *out)
{
    *out = (struct account_grant){0};
    text_copy(out->role, sizeof(out->role), span_of(route_text(call, "role")));
    text_copy(out->store, sizeof(out->store), span_of(route_text(call, "store")));
}

static void put_password(struct route_call *call, const char *login, const char *password)
{
    json_put_text(route_answer(call), "login", login);
    json_put_text(route_answer(call), "password", password);
}

static enum err add(struct route_call *call, struct error *error)
{
    const struct account_desk desk = desk_of(call);
    struct account_wish wish
        = {.person = *route_uuid(call, "id"), .login = route_text(call, "login")};
    char password[ACCOUNT_DESK_PASSWORD], login[ACCOUNT_LOGIN];
    struct uuid id;
    enum err err = console_fresh(call, error);

    take_grant(call, &wish.grant);
    if (err == ERR_OK)
        err = account_desk_login(span_of(wish.login), login, error);
    if (err == ERR_OK)
        err = account_desk_add(&desk, &wish, password, &id, error);
    if (err == ERR_OK)
        put_password(call, login, password);
    mem_wipe(password, sizeof(password));
    return err;
}

static enum err grant(struct route_call *call, struct error *error)
{
    const struct account_desk desk = desk_of(call);
    struct account_grant wish;
    enum err err = console_fresh(call, error);

    take_grant(call, &wish);
    return err ? err : account_desk_grant(&desk, route_uuid(call, "id"), &wish, error);
}

static enum err revoke(struct route_call *call, struct error *error)
{
    const struct account_desk desk = desk_of(call);
    struct account_grant wish;
    enum err err = console_fresh(call, error);

    take_grant(call, &wish);
    return err ? err : account_desk_revoke(&desk, route_uuid(call, "id"), &wish, error);
}

static enum err block(struct route_call *call, struct error *error)
{
    const struct account_desk desk = desk_of(call);
    const char *why = route_text(call, "why");

    return account_desk_block(&desk, route_uuid(call, "id"), route_truth(call, "blocked"),
                              why ? why : "", error);
}

static enum err reset(struct route_call *call, struct error *error)
{
    const struct account_desk desk = desk_of(call);
    char password[ACCOUNT_DESK_PASSWORD];
    struct account_row account;
    struct view *view = console_view(call, error);
    enum err err = view ? accounts_get(view, route_uuid(call, "id"), &account, error) : error->code;

    if (err == ERR_OK)
        err = console_fresh(call, error);
    if (err == ERR_OK)
        err = account_desk_reset(&desk, &account.id, password, error);
    if (err == ERR_OK)
        put_password(call, account.login, password);
    mem_wipe(password, sizeof(password));
    mem_wipe(&account, sizeof(account));
    return err;
}

static enum err totp_off(struct route_call *call, struct error *error)
{
    const struct account_desk desk = desk_of(call);
    enum err err = console_fresh(call, error);

    return err ? err : account_desk_totp_off(&desk, route_uuid(call, "id"), error);
}

// ---- what is asked of everybody ----

static void put_rules(struct json_writer *json, const struct console_rules *rules)
{
    json_put_boolean(json, "totp_required", rules->totp_required);
    json_put_integer(json, "idle_min", rules->idle_ms / MINUTE_MS);
    json_put_integer(json, "hours", rules->life_ms / HOUR_MS);
}

static enum err read_rules(struct route_call *call, struct error *error)
{
    struct console_rules rules;
    struct view *view = console_view(call, error);
    enum err err = view ? console_rules_read(view, &rules, error) : error->code;

    if (err == ERR_OK)
        put_rules(route_answer(call), &rules);
    return err;
}

struct rules_job {
    struct commit_job job; // first
    struct console_rules rules;
    struct audit_row audit;
};

static void put_object(struct buffer *out, const struct console_rules *rules)
{
    struct json_writer json;

    buffer_init(out, 256);
    json_begin(&json, out);
    json_object_open(&json, NULL);
    put_rules(&json, rules);
    json_object_close(&json);
}

static enum err apply_rules(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    struct rules_job *wish = (struct rules_job *)job;
    struct console_rules before;
    struct buffer was, is;
    enum err err = console_rules_read(storage_writer(storage), &before, error);

    (void)stamp;
    if (err == ERR_OK)
        err = console_rules_write(storage, &wish->rules, error);
    if (err != ERR_OK)
        return err;
    put_object(&was, &before);
    put_object(&is, &wish->rules);
    wish->audit.subject_kind = span_of("rules");
    wish->audit.before = (struct span){was.data, was.len};
    wish->audit.after = (struct span){is.data, is.len};
    err = audit_put(storage, &wish->audit, NULL, error);
    buffer_clear(&was);
    buffer_clear(&is);
    return err;
}

static enum err set_rules(struct route_call *call, struct error *error)
{
    struct rules_job wish
        = {.job = {.apply = apply_rules}, .audit = console_audit(call, "rules.set")};
    struct view *view = console_view(call, error);
    enum err err = view ? console_rules_read(view, &wish.rules, error) : error->code;

    if (err == ERR_OK)
        err = console_fresh(call, error);
    if (err != ERR_OK)
        return err;
    if (route_has(call, "totp_required"))
        wish.rules.totp_required = route_truth(call, "totp_required");
    wish.rules.idle_ms
        = route_integer(call, "idle_min", wish.rules.idle_ms / MINUTE_MS) * MINUTE_MS;
    wish.rules.life_ms = route_integer(call, "hours", wish.rules.life_ms / HOUR_MS) * HOUR_MS;
    err = console_commit(call, &wish.job, error);
    return err ? err : read_rules(call, error);
}

static const struct route_parameter add_parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    {.name = "role", .type = ROUTE_TEXT, .max = ACCOUNT_ROLE - 1},
    {.name = "store", .type = ROUTE_TEXT, .max = 64},
    {.name = "login", .type = ROUTE_TEXT, .required = true, .max = ACCOUNT_LOGIN - 1},
};
static const struct route_parameter grant_parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    {.name = "role", .type = ROUTE_TEXT, .required = true, .max = ACCOUNT_ROLE - 1},
    {.name = "store", .type = ROUTE_TEXT, .max = 64},
};
static const struct route_parameter block_parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    {.name = "blocked", .type = ROUTE_TRUTH, .required = true},
    {.name = "why", .type = ROUTE_TEXT, .max = 500},
};
static const struct route_parameter rules_parameters[] = {
    {.name = "totp_required", .type = ROUTE_TRUTH},
    {.name = "idle_min", .type = ROUTE_INTEGER, .min = 5, .max = 480},
    {.name = "hours", .type = ROUTE_INTEGER, .min = 1, .max = 24},
};

#define POST(address, list, count, does, says)                                                 \
    {                                                                                          \
        .method = HTTP_POST, .path = (address), .access = CONSOLE_PEOPLE, .changes = true,     \
        .parameters = (list), .parameter_count = (count), .handler = (does), .purpose = (says) \
    }
const struct route act_accounts_routes[] = {
    POST("/api/people/:id/account", add_parameters, COUNT(add_parameters), add,
         "an account for a person, with a first role or none: `login` and the one-time "
         "`password`, shown once; needs confirm"),
    POST("/api/accounts/:id/grant", grant_parameters, COUNT(grant_parameters), grant,
         "a role for a store, or for all; needs confirm"),
    POST("/api/accounts/:id/revoke", grant_parameters, COUNT(grant_parameters), revoke,
         "takes a role back; its sessions end; needs confirm"),
    POST("/api/accounts/:id/block", block_parameters, COUNT(block_parameters), block,
         "blocks an account (its sessions end), or lets it in again"),
    POST("/api/accounts/:id/reset", grant_parameters, 1, reset,
         "another one-time `password`, shown once; its sessions end; needs confirm"),
    POST("/api/accounts/:id/totp-off", grant_parameters, 1, totp_off,
         "no one-time codes any more, for a lost phone; its sessions end; needs confirm"),
    {.method = HTTP_GET,
     .path = "/api/rules",
     .access = CONSOLE_ANYBODY,
     .handler = read_rules,
     .purpose = "what is asked of everybody who signs in: totp_required, idle_min, hours"},
    POST("/api/rules", rules_parameters, COUNT(rules_parameters), set_rules,
         "changes that; needs confirm"),
};
const size_t act_accounts_route_count = COUNT(act_accounts_routes);
