// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_hooks.h"

#include "server/console/console.h"
#include "server/console/store_names.h"
#include "server/outgoing/mail_setting.h"
#include "server/storage/deliveries.h"
#include "server/storage/hooks.h"
#include "server/storage/postbox.h"
#include "server/storage/tokens.h"
#include "shared/base/memory.h"
#include "shared/data/fact_json.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct telling {
    struct json_writer *json;
    int64_t now_ms;
    struct hook_row *hooks; // owned
    size_t count, room;
    int64_t mail_sent_ms; // when the mail server took one last; 0: never
    int64_t mail_failed_ms;
};

static bool is_mail(const struct hook_row *hook)
{
    return strncmp(hook->target, "mailto:", 7) == 0;
}

static void put_words(struct json_writer *json, const char *code, const char *zh, const char *en)
{
    json_object_open(json, NULL);
    json_put_text(json, "code", code);
    json_put_text(json, "zh", zh);
    json_put_text(json, "en", en);
    json_object_close(json);
}

// ---- receivers ----

static bool take_hook(void *arg, const struct hook_row *hook)
{
    struct telling *telling = arg;

    if (telling->count == telling->room) {
        telling->room = telling->room ? 2 * telling->room : 16;
        telling->hooks = mem_resize(telling->hooks, telling->room * sizeof(*hook));
    }
    telling->hooks[telling->count++] = *hook;
    return true;
}

static void put_kinds(struct json_writer *json, const char *kinds)
{
    json_array_open(json, "kinds");
    for (const char *at = kinds; *at;) {
        const size_t len = strcspn(at, " ");

        json_put_span(json, NULL, (struct span){at, len});
        at += len + (at[len] == ' ');
    }
    json_array_close(json);
}

static void put_last(struct json_writer *json, const struct delivery_row *last)
{
    if (!last->row) {
        json_put_null(json, "last");
        return;
    }
    json_object_open(json, "last");
    json_put_integer(json, "at_ms", last->tried_ms);
    json_put_boolean(json, "arrived", last->state == DELIVERY_DONE);
    json_put_known(json, "status", last->status != 0, last->status);
    json_put_integer(json, "attempts", last->attempts);
    json_put_text(json, "detail", last->detail);
    json_object_close(json);
}

static void put_hook(struct telling *telling, const struct hook_row *hook,
                     const struct deliveries_sum *sum)
{
    struct json_writer *json = telling->json;

    json_object_open(json, NULL);
    fact_json_id(json, "id", &hook->id);
    json_put_text(json, "target", hook->target);
    json_put_boolean(json, "mail", is_mail(hook));
    put_kinds(json, hook->kinds);
    json_put_boolean(json, "private", hook->allow_private);
    json_put_boolean(json, "own_ca", hook->ca_pem.len > 0);
    json_put_known(json, "paused_ms", hook->paused_ms != 0, hook->paused_ms);
    json_put_integer(json, "made_ms", hook->made_ms);
    json_put_text(json, "made_by", hook->made_by);
    json_put_integer(json, "waiting", sum->waiting);
    json_put_integer(json, "dead", sum->dead);
    json_put_integer(json, "done", sum->done);
    json_put_known(json, "done_ms", sum->done_ms != 0, sum->done_ms);
    json_put_known(json, "since_ms", sum->since_ms != 0, sum->since_ms);
    json_put_known(json, "next_ms", sum->next_ms != 0 && !hook->paused_ms, sum->next_ms);
    put_last(json, &sum->last);
    json_object_close(json);
}

static enum err put_hooks(struct telling *telling, struct view *view, struct error *error)
{
    struct deliveries_sum sum;
    enum err err = hooks_list(view, take_hook, telling, error);

    json_array_open(telling->json, "hooks");
    for (size_t i = 0; err == ERR_OK && i < telling->count; i++) {
        const struct hook_row *hook = &telling->hooks[i];

        err = deliveries_sum(view, &hook->id, &sum, error);
        if (err != ERR_OK)
            break;
        put_hook(telling, hook, &sum);
        if (is_mail(hook) && sum.done_ms > telling->mail_sent_ms)
            telling->mail_sent_ms = sum.done_ms;
        if (is_mail(hook) && sum.last.row && sum.last.state != DELIVERY_DONE
            && sum.last.tried_ms > telling->mail_failed_ms)
            telling->mail_failed_ms = sum.last.tried_ms;
    }
    json_array_close(telling->json);
    return err;
}

// ---- mail ----

static enum err put_mail(struct telling *telling, struct view *view, struct error *error)
{
    struct json_writer *json = telling->json;
    struct mail_setting setting;
    enum err err;

    mail_setting_init(&setting);
    err = mail_setting_read(view, &setting, error);
    if (err == ERR_NOT_FOUND) {
        json_put_null(json, "mail");
        err = ERR_OK;
    } else if (err == ERR_OK) {
        json_object_open(json, "mail");
        json_put_text(json, "server", setting.url);
        json_put_text(json, "from", setting.from);
        json_put_text(json, "user", setting.user[0] ? setting.user : NULL);
        json_put_boolean(json, "plain", setting.plain);
        json_put_known(json, "sent_ms", telling->mail_sent_ms != 0, telling->mail_sent_ms);
        json_put_known(json, "failed_ms", telling->mail_failed_ms != 0, telling->mail_failed_ms);
        json_object_close(json);
    }
    mail_setting_clear(&setting);
    return err;
}

static enum err get_hooks(struct route_call *call, struct error *error)
{
    struct telling telling = {.json = route_answer(call)};
    struct view *view = console_view(call, error);
    const char *const *kinds = postbox_kinds();
    enum err err = view ? put_hooks(&telling, view, error) : error->code;

    if (err == ERR_OK)
        err = put_mail(&telling, view, error);
    json_array_open(telling.json, "events");
    for (size_t i = 0; kinds[i]; i++)
        if (strcmp(kinds[i], "hook.test") != 0)
            put_words(telling.json, kinds[i], postbox_kind_zh(kinds[i]), postbox_kind_en(kinds[i]));
    json_array_close(telling.json);
    mem_free(telling.hooks);
    return err;
}

// ---- tokens ----

static void put_scope_names(struct json_writer *json, unsigned scopes)
{
    const char *const *names = tokens_scope_names();

    json_array_open(json, "scopes");
    for (unsigned bit = 0; names[bit]; bit++)
        if (scopes & 1u << bit)
            json_put_text(json, NULL, names[bit]);
    json_array_close(json);
}

static bool put_token(void *arg, const struct token_row *token)
{
    const struct telling *telling = arg;
    struct json_writer *json = telling->json;
    const bool expired = token->expires_ms && token->expires_ms <= telling->now_ms;

    json_object_open(json, NULL);
    fact_json_id(json, "id", &token->id);
    json_put_text(json, "name", token->name);
    put_scope_names(json, token->scopes);
    json_put_text(json, "store", token->store);
    json_put_text(json, "state", token->revoked_ms ? "revoked" : expired ? "expired" : "good");
    json_put_integer(json, "made_ms", token->made_ms);
    json_put_text(json, "made_by", token->made_by);
    json_put_known(json, "expires_ms", token->expires_ms != 0, token->expires_ms);
    json_put_known(json, "used_ms", token->used_ms != 0, token->used_ms);
    json_put_known(json, "revoked_ms", token->revoked_ms != 0, token->revoked_ms);
    json_object_close(json);
    return true;
}

static enum err get_tokens(struct route_call *call, struct error *error)
{
    static const struct {
        const char *text, *zh, *en;
    } scopes[] = {
#define SCOPE_WORDS(name, bit, text, zh, en) {text, zh, en},
        TOKEN_SCOPES(SCOPE_WORDS)
#undef SCOPE_WORDS
    };
    struct telling telling = {.json = route_answer(call), .now_ms = console_now_ms(call)};
    struct view *view = console_view(call, error);
    enum err err;

    json_array_open(telling.json, "tokens");
    err = view ? tokens_list(view, put_token, &telling, error) : error->code;
    json_array_close(telling.json);
    json_array_open(telling.json, "scopes");
    for (size_t i = 0; i < COUNT(scopes); i++)
        put_words(telling.json, scopes[i].text, scopes[i].zh, scopes[i].en);
    json_array_close(telling.json);
    return err == ERR_OK ? store_names_put(call, view, error) : err;
}

#define GET(address, does, says)                                                          \
    {                                                                                     \
        .method = HTTP_GET, .path = (address), .access = CONSOLE_OPERATE | CONSOLE_AUDIT, \
        .handler = (does), .purpose = (says)                                              \
    }
const struct route read_hooks_routes[] = {
    GET("/api/hooks", get_hooks,
        "who is told what happens: hooks [{id, target, mail, kinds (empty: all), private, own_ca, "
        "paused_ms, waiting, dead, done, done_ms, since_ms, next_ms, last {at_ms, arrived, status, "
        "attempts, detail}}], mail {server, from, user, plain, sent_ms, failed_ms} or null, the "
        "`events` there are"),
    GET("/api/tokens", get_tokens,
        "tokens of other systems, without the tokens: tokens [{id, name, scopes, store, state "
        "good, expired or revoked, made_ms, made_by, expires_ms, used_ms, revoked_ms}], the "
        "`scopes` and `stores` there are"),
};
const size_t read_hooks_route_count = COUNT(read_hooks_routes);
