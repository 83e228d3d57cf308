// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_hooks.h"

#include "server/console/console.h"
#include "server/console/plain_field.h"
#include "server/outgoing/hook_desk.h"
#include "server/outgoing/mail_desk.h"
#include "shared/base/memory.h"
#include "shared/data/fact_json.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { KINDS_MOST = 32, CA_MOST = 32 << 10 };

// ---- made, given another secret, removed ----

static void put_secret(struct route_call *call, struct hook_row *hook)
{
    char secret[HOOK_SECRET_TEXT];
    const bool mail = strncmp(hook->target, "mailto:", 7) == 0;

    hook_desk_secret(hook, secret);
    fact_json_id(route_answer(call), "id", &hook->id);
    json_put_text(route_answer(call), "secret", mail ? NULL : secret);
    mem_wipe(secret, sizeof(secret));
    mem_wipe(hook->secret, sizeof(hook->secret));
}

static enum err read_kinds(const struct json *list, const char *names[KINDS_MOST], size_t *count,
                           struct error *error)
{
    *count = 0;
    if (!json_is_array(list))
        return error_set(error, ERR_INVALID, "kinds: 要一个列表 a list is wanted");
    for (const struct json *item = json_first(list); item; item = json_next(item))
        if (*count == KINDS_MOST || !json_text(item, &names[(*count)++]))
            return error_set(error, ERR_INVALID, "kinds: 要事件的名称 names of events are wanted");
    return ERR_OK;
}

static enum err post_hook(struct route_call *call, struct error *error)
{
    struct audit_row audit = console_audit(call, "hook.add");
    const char *kinds[KINDS_MOST], *ca = route_text(call, "ca");
    struct hook_wish wish = {.target = route_text(call, "target"),
                             .kinds = kinds,
                             .allow_private = route_truth(call, "private"),
                             .ca_pem = span_of(ca ? ca : ""),
                             .by = &audit};
    struct hook_row hook = {.row = 0};
    enum err err = console_fresh(call, error);

    if (err == ERR_OK)
        err = read_kinds(route_json(call, "kinds"), kinds, &wish.kind_count, error);
    if (err == ERR_OK && ca && !strstr(ca, "-----BEGIN CERTIFICATE-----"))
        err = error_set(error, ERR_INVALID,
                        "ca: 不是 PEM 证书；没有改动 it is no certificate in PEM; nothing was "
                        "changed");
    if (err == ERR_OK)
        err = hook_desk_add(console_office(call), &wish, &hook, error);
    if (err == ERR_OK)
        put_secret(call, &hook);
    return err;
}

static enum err post_secret(struct route_call *call, struct error *error)
{
    const struct audit_row audit = console_audit(call, "hook.secret");
    struct hook_row hook = {.row = 0};
    enum err err = console_fresh(call, error);

    if (err == ERR_OK)
        err = hook_desk_rotate(console_office(call), route_uuid(call, "id"), &audit, &hook, error);
    if (err == ERR_OK)
        put_secret(call, &hook);
    return err;
}

static enum err post_remove(struct route_call *call, struct error *error)
{
    const struct audit_row audit = console_audit(call, "hook.remove");

    return hook_desk_remove(console_office(call), route_uuid(call, "id"), &audit, error);
}

static enum err post_pause(struct route_call *call, struct error *error)
{
    const struct audit_row audit = console_audit(call, "hook.pause");
    const struct hook_rest rest
        = {.id = *route_uuid(call, "id"), .paused = route_truth(call, "paused"), .by = &audit};

    return hook_desk_pause(console_office(call), &rest, error);
}

// ---- tried ----

// How it went is the answer, not a failure of this request; what could not even be tried is one.
static enum err tell(struct route_call *call, enum err sent, int status, struct error *error)
{
    struct json_writer *json = route_answer(call);

    if (sent == ERR_NOT_FOUND || sent == ERR_INVALID || sent == ERR_STALE || sent == ERR_FULL)
        return sent;
    json_put_boolean(json, "arrived", sent == ERR_OK);
    json_put_known(json, "status", status != 0, status);
    json_put_text(json, "detail", sent == ERR_OK ? "" : error->detail);
    return ERR_OK;
}

static enum err post_test(struct route_call *call, struct error *error)
{
    const struct audit_row audit = console_audit(call, "hook.test");
    int status = 0;
    enum err sent
        = hook_desk_test(console_office(call), route_uuid(call, "id"), &audit, &status, error);

    return tell(call, sent, status, error);
}

static enum err post_mail(struct route_call *call, struct error *error)
{
    const struct audit_row audit = console_audit(call, "mail.test");
    int status = 0;
    enum err sent
        = mail_desk_test(console_office(call), route_text(call, "address"), &audit, &status, error);

    return tell(call, sent, status, error);
}

// ---- sent again ----

static enum err resend(struct route_call *call, struct hook_resend *which, struct error *error)
{
    const struct audit_row audit = console_audit(call, "hook.resend");
    int64_t count = 0;
    enum err err;

    which->by = &audit;
    err = hook_desk_resend(console_office(call), which, &count, error);
    if (err == ERR_OK)
        json_put_integer(route_answer(call), "count", count);
    return err;
}

static enum err post_resend(struct route_call *call, struct error *error)
{
    struct hook_resend which = {.hook = *route_uuid(call, "id")};

    return resend(call, &which, error);
}

static enum err post_delivery(struct route_call *call, struct error *error)
{
    struct hook_resend which = {.row = route_integer(call, "row", 0)};

    return resend(call, &which, error);
}

static const struct route_parameter add_parameters[] = {
    {.name = "target", .type = ROUTE_TEXT, .required = true, .max = HOOK_TARGET - 1},
    {.name = "kinds", .type = ROUTE_JSON, .required = true},
    {.name = "private", .type = ROUTE_TRUTH},
    {.name = "ca", .type = ROUTE_TEXT, .max = CA_MOST},
};
static const struct route_parameter pause_parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    {.name = "paused", .type = ROUTE_TRUTH, .required = true},
};
static const struct route_parameter id_parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};
static const struct route_parameter row_parameters[]
    = {{.name = "row", .type = ROUTE_INTEGER, .required = true, .min = 1, .max = INT64_MAX}};
static const struct route_parameter mail_parameters[]
    = {{.name = "address", .type = ROUTE_TEXT, .required = true, .max = 254}};

#define POST(address, list, slow, does, says)                                                     \
    {                                                                                             \
        .method = HTTP_POST, .path = (address), .access = CONSOLE_OPERATE, .changes = true,       \
        .heavy = (slow), .parameters = (list), .parameter_count = COUNT(list), .handler = (does), \
        .purpose = (says)                                                                         \
    }
const struct route act_hooks_routes[] = {
    POST("/api/hooks", add_parameters, false, post_hook,
         "a new receiver, https://… or mailto:…, of these kinds of events ([]: all): {id, secret}, "
         "the secret shown once (null for mail); `private`: it may lie in a private network; `ca`: "
         "whom to trust (PEM); needs confirm"),
    POST("/api/hooks/:id/pause", pause_parameters, false, post_pause,
         "nothing is sent to it, events wait; or it goes on, and what waits is sent in order"),
    POST("/api/hooks/:id/secret", id_parameters, false, post_secret,
         "another `secret`, shown once, from the next message on; needs confirm"),
    POST("/api/hooks/:id/test", id_parameters, true, post_test,
         "sends it a test now: {arrived, status, detail}"),
    POST("/api/hooks/:id/resend", id_parameters, false, post_resend,
         "what waits for it or was given up is sent again: `count`"),
    POST("/api/hooks/:id/remove", id_parameters, false, post_remove,
         "it is told nothing any more; what waits for it is given up"),
    POST("/api/deliveries/:row/resend", row_parameters, false, post_delivery,
         "one event is sent again: `count`"),
    POST("/api/mail/test", mail_parameters, true, post_mail,
         "sends a test message to a mail address now: {arrived, status, detail}"),
};
const size_t act_hooks_route_count = COUNT(act_hooks_routes);
