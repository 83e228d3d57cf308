// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_tokens.h"

#include "server/console/console.h"
#include "server/outgoing/token_desk.h"
#include "shared/base/memory.h"
#include "shared/data/fact_json.h"
#include "shared/web/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static enum err read_scopes(const struct json *list, unsigned *out, struct error *error)
{
    const char *name;

    *out = 0;
    if (!json_is_array(list))
        return error_set(error, ERR_INVALID, "scopes: 要一个列表 a list is wanted");
    for (const struct json *item = json_first(list); item; item = json_next(item)) {
        const unsigned bit = json_text(item, &name) ? tokens_scope_find(span_of(name)) : 0;

        if (!bit)
            return error_set(error, ERR_INVALID,
                             "scopes: 没有这种权限；没有改动 no such scope; nothing was changed");
        *out |= bit;
    }
    return ERR_OK;
}

static enum err post_token(struct route_call *call, struct error *error)
{
    const struct audit_row audit = console_audit(call, "token.add");
    struct token_wish wish = {.name = route_text(call, "name"),
                              .store = route_text(call, "store"),
                              .expires_ms = route_time_ms(call, "expires_ms", 0),
                              .by = &audit};
    char text[TOKEN_TEXT];
    struct token_row token;
    enum err err = console_fresh(call, error);

    if (err == ERR_OK)
        err = read_scopes(route_json(call, "scopes"), &wish.scopes, error);
    if (err == ERR_OK)
        err = token_desk_add(console_office(call), &wish, &token, text, error);
    if (err != ERR_OK)
        return err;
    fact_json_id(route_answer(call), "id", &token.id);
    json_put_text(route_answer(call), "token", text);
    mem_wipe(text, sizeof(text));
    return ERR_OK;
}

static enum err post_revoke(struct route_call *call, struct error *error)
{
    const struct audit_row audit = console_audit(call, "token.revoke");

    return token_desk_revoke(console_office(call), route_uuid(call, "id"), &audit, error);
}

static const struct route_parameter add_parameters[] = {
    {.name = "name", .type = ROUTE_TEXT, .required = true, .max = TOKEN_NAME - 1},
    {.name = "scopes", .type = ROUTE_JSON, .required = true},
    {.name = "store", .type = ROUTE_TEXT, .max = TOKEN_STORE - 1},
    {.name = "expires_ms", .type = ROUTE_TIME_MS},
};
static const struct route_parameter id_parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

const struct route act_tokens_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/tokens",
     .access = CONSOLE_OPERATE,
     .changes = true,
     .parameters = add_parameters,
     .parameter_count = COUNT(add_parameters),
     .handler = post_token,
     .purpose = "a token for another system, with these scopes, for a store or all, for ever or "
                "until: {id, token}, the token shown once; needs confirm"},
    {.method = HTTP_POST,
     .path = "/api/tokens/:id/revoke",
     .access = CONSOLE_OPERATE,
     .changes = true,
     .parameters = id_parameters,
     .parameter_count = COUNT(id_parameters),
     .handler = post_revoke,
     .purpose = "the token is good for nothing from its next request on"},
};
const size_t act_tokens_route_count = COUNT(act_tokens_routes);
