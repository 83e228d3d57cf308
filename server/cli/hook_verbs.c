// SPDX-License-Identifier: Apache-2.0
#include "server/cli/hook_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/cli/desk_list.h"
#include "server/outgoing/hook_desk.h"
#include "server/storage/deliveries.h"
#include "server/storage/postbox.h"
#include "shared/base/when.h"
#include "shared/data/json.h"

#include <string.h>

enum { CA_BYTES_MAX = 256 << 10, LISTED = 50 };

static void put_id(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    json_put_text(json, key, text);
}

// What is shown once.
static void say_secret(const struct hook_row *hook, struct verb_output *output)
{
    char id[UUID_TEXT], secret[HOOK_SECRET_TEXT];
    const bool mail = strncmp(hook->target, "mailto:", 7) == 0;
    struct json_writer json;
    uuid_format(&hook->id, id);
    hook_desk_secret(hook, secret);
    if (output->json) {
        json_begin(&json, &output->out);
        json_object_open(&json, NULL);
        json_put_text(&json, "id", id);
        json_put_text(&json, "secret", mail ? NULL : secret);
        json_object_close(&json);
        buffer_append_char(&output->out, '\n');
        return;
    }
    buffer_printf(&output->out, "%s  %s\n", id, hook->target);
    if (!mail)
        buffer_printf(&output->out, "密钥(只显示这一次)secret, shown this once: %s\n", secret);
    buffer_printf(&output->out, "试发 try it: plumbd hook test %s\n", id);
}

static enum err add(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    struct desk *desk = ctx;
    const char *ca = verb_text(call, "ca");
    struct audit_actor actor;
    audit_actor_make(&actor, "");
    struct hook_wish wish = {.target = call->positionals[0],
                             .allow_private = verb_flag(call, "allow-private"),
                             .by = &actor.row};
    struct hook_row hook;
    struct buffer pem;
    enum err err = ERR_OK;
    buffer_init(&pem, CA_BYTES_MAX);
    wish.kinds = verb_list(call, "on", &wish.kind_count);
    if (ca != NULL)
        err = desk_file(desk, ca, &pem, error);
    wish.ca_pem = (struct span){pem.data, pem.len};
    if (err == ERR_OK)
        err = hook_desk_add(desk->office, &wish, &hook, error);
    if (err == ERR_OK)
        say_secret(&hook, output);
    buffer_clear(&pem);
    return err;
}

static void put_delivery(struct desk_list *list, const struct delivery_row *row)
{
    static const char *const states[] = {"waiting", "delivered", "dead"};
    char next[WHEN_SHORT_TEXT];
    when_format(row->state == DELIVERY_WAITING ? row->next_ms : row->tried_ms, next);
    if (list->output->json) {
        json_object_open(&list->json, NULL);
        json_put_integer(&list->json, "delivery", row->row);
        put_id(&list->json, "event", &row->event);
        json_put_text(&list->json, "kind", row->kind);
        json_put_text(&list->json, "state", states[row->state]);
        json_put_integer(&list->json, "attempts", row->attempts);
        json_put_integer(&list->json, "at", row->at_ms);
        json_put_integer(&list->json, "next", row->next_ms);
        json_put_integer(&list->json, "status", row->status);
        json_put_text(&list->json, "detail", row->detail);
        json_object_close(&list->json);
        return;
    }
    buffer_printf(&list->output->out, "  %6lld  %-9s  %-20s  %s  ×%lld  %s\n", (long long)row->row,
                  states[row->state], row->kind, next, (long long)row->attempts, row->detail);
}

static bool list_delivery(void *arg, const struct delivery_row *row)
{
    put_delivery(arg, row);
    return true;
}

static enum err list_deliveries(struct desk_list *list, const struct uuid *hook)
{
    struct deliveries_filter filter = {.hook = *hook, .state = DELIVERY_WAITING, .limit = LISTED};
    enum err err = deliveries_list(list->view, &filter, list_delivery, list, list->error);
    filter.state = DELIVERY_DEAD;
    if (err == ERR_OK)
        err = deliveries_list(list->view, &filter, list_delivery, list, list->error);
    return err;
}

static bool list_hook(void *arg, const struct hook_row *hook)
{
    struct desk_list *list = arg;
    struct json_writer *json = &list->json;
    char id[UUID_TEXT];
    uuid_format(&hook->id, id);
    if (!list->output->json) {
        buffer_printf(&list->output->out, "%s  %s  %s%s%s\n", id, hook->target,
                      hook->kinds[0] != '\0' ? hook->kinds : "(全部 all)",
                      hook->allow_private ? "  +private" : "",
                      hook->paused_ms != 0 ? "  (暂停 paused)" : "");
        list->err = list_deliveries(list, &hook->id);
        return list->err == ERR_OK;
    }
    json_object_open(json, NULL);
    json_put_text(json, "id", id);
    json_put_text(json, "target", hook->target);
    json_put_text(json, "kinds", hook->kinds);
    json_put_boolean(json, "allow_private", hook->allow_private);
    json_put_boolean(json, "paused", hook->paused_ms != 0);
    json_put_integer(json, "made", hook->made_ms);
    json_array_open(json, "deliveries");
    list->err = list_deliveries(list, &hook->id);
    json_array_close(json);
    json_object_close(json);
    return list->err == ERR_OK;
}

static enum err list_hooks(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    struct desk_list list;
    enum err err = desk_list_begin(&list, ctx, output, error);

    (void)call;
    if (err == ERR_OK)
        err = hooks_list(list.view, list_hook, &list, error);
    return desk_list_end(&list, err);
}

static enum err remove_hook(void *ctx, const struct verb_call *call, struct verb_output *output,
                            struct error *error)
{
    struct desk *desk = ctx;
    struct uuid id;
    struct audit_actor actor;
    audit_actor_make(&actor, "");
    enum err err = desk_id("HOOK", call->positionals[0], &id, error);
    if (err == ERR_OK)
        err = hook_desk_remove(desk->office, &id, &actor.row, error);
    if (err == ERR_OK)
        desk_done(output);
    return err;
}

static enum err test(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct desk *desk = ctx;
    struct uuid id;
    struct audit_actor actor;
    int status = 0;
    audit_actor_make(&actor, "");
    enum err err = desk_id("HOOK", call->positionals[0], &id, error);
    if (err == ERR_OK)
        err = hook_desk_test(desk->office, &id, &actor.row, &status, error);
    if (err == ERR_OK && output->json)
        buffer_printf(&output->out, "{\"status\":%d}\n", status);
    else if (err == ERR_OK)
        buffer_printf(&output->out, "已送达 it arrived (%d)\n", status);
    return err;
}

static enum err rest(struct desk *desk, const struct verb_call *call, bool paused,
                     struct verb_output *output, struct error *error)
{
    struct audit_actor actor;
    struct hook_rest rest = {.paused = paused, .by = &actor.row};
    audit_actor_make(&actor, "");
    enum err err = desk_id("HOOK", call->positionals[0], &rest.id, error);
    if (err == ERR_OK)
        err = hook_desk_pause(desk->office, &rest, error);
    if (err == ERR_OK)
        desk_done(output);
    return err;
}

static enum err pause_hook(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    return rest(ctx, call, true, output, error);
}

static enum err resume_hook(void *ctx, const struct verb_call *call, struct verb_output *output,
                            struct error *error)
{
    return rest(ctx, call, false, output, error);
}

static enum err rotate(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    struct desk *desk = ctx;
    struct audit_actor actor;
    struct hook_row hook;
    struct uuid id;
    audit_actor_make(&actor, "");
    enum err err = desk_id("HOOK", call->positionals[0], &id, error);
    if (err == ERR_OK)
        err = hook_desk_rotate(desk->office, &id, &actor.row, &hook, error);
    if (err == ERR_OK)
        say_secret(&hook, output);
    return err;
}

static enum err resend(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    struct desk *desk = ctx;
    struct audit_actor actor;
    audit_actor_make(&actor, "");
    struct hook_resend which = {.row = verb_integer(call, "delivery", 0), .by = &actor.row};
    int64_t count = 0;
    enum err err = ERR_OK;
    if ((which.row != 0) == (call->positional_count > 0))
        return error_set(error, ERR_USAGE, "either HOOK or --delivery N is wanted");
    if (which.row == 0)
        err = desk_id("HOOK", call->positionals[0], &which.hook, error);
    if (err == ERR_OK)
        err = hook_desk_resend(desk->office, &which, &count, error);
    if (err == ERR_OK && output->json)
        buffer_printf(&output->out, "{\"count\":%lld}\n", (long long)count);
    else if (err == ERR_OK)
        buffer_printf(&output->out, "%lld 条重新发送 are sent again\n", (long long)count);
    return err;
}

static const struct option add_options[] = {
    {.name = "on",
     .type = OPTION_LIST,
     .placeholder = "KIND",
     .help_zh
     = "哪类事件(可重复):night.done issue.opened issue.overdue signoff.logged "
       "complaint.opened device.revoked quarantine.entered alarm.raised site.erased;不写:全部",
     .help_en = "which kinds of events, may be repeated: as above; left out: all"},
    {.name = "ca",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .help_zh = "接收方证书的颁发者 (PEM);不写:本机信任的",
     .help_en = "who issued the receiver's certificate (PEM); left out: whom this machine trusts"},
    {.name = "allow-private",
     .type = OPTION_FLAG,
     .help_zh = "允许发往内网地址",
     .help_en = "it may lie in a private network"},
};
const struct verb hook_verbs_add
    = {.group = "hook",
       .name = "add",
       .arguments = "https://…|mailto:ADDRESS",
       .positional_min = 1,
       .positional_max = 1,
       .options = add_options,
       .option_count = sizeof add_options / sizeof *add_options,
       .summary_zh = "出事时通知谁:网址(带签名)或邮箱",
       .summary_en = "who is told what happens: a web address (signed) or a mailbox",
       .exec = add};
const struct verb hook_verbs_list = {.group = "hook",
                                     .name = "list",
                                     .summary_zh = "接收方,以及没送到的",
                                     .summary_en = "receivers, and what has not arrived",
                                     .exec = list_hooks};
const struct verb hook_verbs_remove = {.group = "hook",
                                       .name = "remove",
                                       .arguments = "HOOK",
                                       .positional_min = 1,
                                       .positional_max = 1,
                                       .summary_zh = "不再通知",
                                       .summary_en = "tell it nothing any more",
                                       .exec = remove_hook};
const struct verb hook_verbs_test = {.group = "hook",
                                     .name = "test",
                                     .arguments = "HOOK",
                                     .positional_min = 1,
                                     .positional_max = 1,
                                     .summary_zh = "马上发一条测试",
                                     .summary_en = "send it a test now",
                                     .exec = test};
static const struct option resend_options[] = {
    {.name = "delivery",
     .type = OPTION_INTEGER,
     .placeholder = "N",
     .min = 1,
     .max = INT64_MAX,
     .help_zh = "只这一条",
     .help_en = "only this one"},
};
const struct verb hook_verbs_resend = {.group = "hook",
                                       .name = "resend",
                                       .arguments = "[HOOK]",
                                       .positional_max = 1,
                                       .options = resend_options,
                                       .option_count = 1,
                                       .summary_zh = "没送到的马上再发",
                                       .summary_en = "what has not arrived is sent again now",
                                       .exec = resend};
const struct verb hook_verbs_pause = {.group = "hook",
                                      .name = "pause",
                                      .arguments = "HOOK",
                                      .positional_min = 1,
                                      .positional_max = 1,
                                      .summary_zh = "暂停:不发送,事件排队等着",
                                      .summary_en = "send it nothing for now: events wait",
                                      .exec = pause_hook};
const struct verb hook_verbs_resume = {.group = "hook",
                                       .name = "resume",
                                       .arguments = "HOOK",
                                       .positional_min = 1,
                                       .positional_max = 1,
                                       .summary_zh = "继续:排队的马上按顺序发",
                                       .summary_en = "go on: what waits is sent now, in order",
                                       .exec = resume_hook};
const struct verb hook_verbs_rotate = {.group = "hook",
                                       .name = "rotate",
                                       .arguments = "HOOK",
                                       .positional_min = 1,
                                       .positional_max = 1,
                                       .summary_zh = "换一个签名密钥",
                                       .summary_en = "give it another secret",
                                       .exec = rotate};
