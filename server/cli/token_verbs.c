// SPDX-License-Identifier: Apache-2.0
#include "server/cli/token_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/cli/desk_list.h"
#include "server/outgoing/token_desk.h"
#include "shared/base/when.h"
#include "shared/data/json.h"

static enum err take_scopes(const struct verb_call *call, unsigned *out, struct error *error)
{
    size_t count = 0;
    const char *const *names = verb_list(call, "scope", &count);
    for (size_t i = 0; i < count; i++) {
        unsigned bit = tokens_scope_find(span_of(names[i]));
        if (bit == 0)
            return error_set(error, ERR_INVALID,
                             "--scope \"%.64s\": see --help for those there are", names[i]);
        *out |= bit;
    }
    return ERR_OK;
}

static void say_added(const struct token_row *token, const char *text, struct verb_output *output)
{
    char id[UUID_TEXT];
    struct json_writer json;
    uuid_format(&token->id, id);
    if (!output->json) {
        buffer_printf(&output->out, "%s  %s\n令牌(只显示这一次)token, shown this once: %s\n", id,
                      token->name, text);
        return;
    }
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    json_put_text(&json, "id", id);
    json_put_text(&json, "token", text);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

static enum err add(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    struct desk *desk = ctx;
    struct audit_actor actor;
    audit_actor_make(&actor, "");
    struct token_wish wish
        = {.name = verb_text(call, "name"), .store = verb_text(call, "store"), .by = &actor.row};
    const char *until = verb_text(call, "until");
    char text[TOKEN_TEXT];
    struct token_row token;
    enum err err = take_scopes(call, &wish.scopes, error);
    if (err == ERR_OK && until != NULL)
        err = when_parse(span_of(until), clock_wall_ms(&desk->clock), WHEN_DAY_ENDS,
                         &wish.expires_ms, error);
    if (err == ERR_OK)
        err = token_desk_add(desk->office, &wish, &token, text, error);
    if (err == ERR_OK)
        say_added(&token, text, output);
    return err;
}

static const char *state_of(const struct token_row *token, int64_t now_ms)
{
    if (token->revoked_ms != 0)
        return "revoked";
    return token->expires_ms != 0 && token->expires_ms <= now_ms ? "expired" : "good";
}

static void put_scopes(unsigned scopes, struct buffer *out)
{
    const char *const *names = tokens_scope_names();
    bool first = true;
    for (unsigned bit = 0; names[bit] != NULL; bit++) {
        if ((scopes & 1u << bit) == 0)
            continue;
        buffer_printf(out, "%s%s", first ? "" : " ", names[bit]);
        first = false;
    }
}

static bool list_token(void *arg, const struct token_row *token)
{
    struct desk_list *list = arg;
    char id[UUID_TEXT], used[WHEN_SHORT_TEXT];
    struct buffer scopes;
    buffer_init(&scopes, 512);
    put_scopes(token->scopes, &scopes);
    uuid_format(&token->id, id);
    when_format(token->used_ms, used);
    if (list->output->json) {
        json_object_open(&list->json, NULL);
        json_put_text(&list->json, "id", id);
        json_put_text(&list->json, "name", token->name);
        json_put_text(&list->json, "scopes", scopes.data);
        json_put_text(&list->json, "store", token->store);
        json_put_text(&list->json, "state", state_of(token, clock_wall_ms(&list->desk->clock)));
        json_put_integer(&list->json, "made", token->made_ms);
        json_put_known(&list->json, "expires", token->expires_ms != 0, token->expires_ms);
        json_put_known(&list->json, "used", token->used_ms != 0, token->used_ms);
        json_object_close(&list->json);
    } else {
        buffer_printf(&list->output->out, "%s  %-7s  %s  %s%s%s  最近使用 last used %s\n", id,
                      state_of(token, clock_wall_ms(&list->desk->clock)), token->name, scopes.data,
                      token->store[0] != '\0' ? "  门店 store " : "", token->store,
                      token->used_ms != 0 ? used : "-");
    }
    buffer_clear(&scopes);
    return true;
}

static enum err list_tokens(void *ctx, const struct verb_call *call, struct verb_output *output,
                            struct error *error)
{
    struct desk_list list;
    enum err err = desk_list_begin(&list, ctx, output, error);

    (void)call;
    if (err == ERR_OK)
        err = tokens_list(list.view, list_token, &list, error);
    return desk_list_end(&list, err);
}

static enum err revoke(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    struct desk *desk = ctx;
    struct uuid id;
    struct audit_actor actor;
    audit_actor_make(&actor, "");
    enum err err = desk_id("TOKEN", call->positionals[0], &id, error);
    if (err == ERR_OK)
        err = token_desk_revoke(desk->office, &id, &actor.row, error);
    if (err == ERR_OK)
        buffer_append_text(&output->out, output->json ? "{\"done\":true}\n" : "完成 done\n");
    return err;
}

static const struct option add_options[] = {
    {.name = "name",
     .type = OPTION_TEXT,
     .placeholder = "NAME",
     .required = true,
     .help_zh = "给哪个系统",
     .help_en = "which system it is for"},
    {.name = "scope",
     .type = OPTION_LIST,
     .placeholder = "SCOPE",
     .required = true,
     .help_zh = "可以做什么(可重复):read:sites read:personal read:issues read:signoffs "
                "read:records read:nights write:records write:people",
     .help_en = "what it may, may be repeated: as above"},
    {.name = "store",
     .type = OPTION_TEXT,
     .placeholder = "STORE",
     .help_zh = "只看这个门店的工地;不写:全部",
     .help_en = "only sites of this store; left out: all"},
    {.name = "until",
     .type = OPTION_TEXT,
     .placeholder = "TIME",
     .help_zh = "到什么时候,如 2027-12-31 或 +90d;不写:一直",
     .help_en = "until when, such as 2027-12-31 or +90d; left out: for ever"},
};
const struct verb token_verbs_add = {.group = "token",
                                     .name = "add",
                                     .options = add_options,
                                     .option_count = sizeof add_options / sizeof *add_options,
                                     .summary_zh = "给另一个系统的访问令牌 (/rest/v1)",
                                     .summary_en = "a token for another system (/rest/v1)",
                                     .exec = add};
const struct verb token_verbs_list = {.group = "token",
                                      .name = "list",
                                      .summary_zh = "所有令牌",
                                      .summary_en = "all tokens",
                                      .exec = list_tokens};
const struct verb token_verbs_revoke = {.group = "token",
                                        .name = "revoke",
                                        .arguments = "TOKEN",
                                        .positional_min = 1,
                                        .positional_max = 1,
                                        .summary_zh = "停用令牌,下一个请求起生效",
                                        .summary_en = "refuse a token from its next request on",
                                        .exec = revoke};
