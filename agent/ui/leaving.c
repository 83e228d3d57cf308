// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/leaving.h"

#include "agent/sync/overview.h"
#include "agent/ui/sessions.h"
#include "agent/ui/ui_call.h"
#include "shared/web/route.h"
#include "shared/web/session_token.h"

// Whoever logs out may hand the tablet in: then nothing may be only on it.
static enum err check_safe(struct ui *ui, struct error *error)
{
    struct overview overview;
    long long items = 0;
    enum err err = overview_read(ui->tablet, &overview, error);

    if (err || overview.safe)
        return err;
    for (size_t i = 0; i < WAITING_KINDS; i++)
        items += overview.only_here.count[i];
    return error_set(
        error, ERR_PRECONDITION,
        "%lld 项只在本机，送达后才能退出;现在可以锁定 %lld are only on this tablet: log "
        "out when they are delivered; you may lock it now",
        items, items);
}

static enum err log_out(struct route_call *call, struct error *error)
{
    struct ui *ui = ui_of(call);
    enum err err = check_safe(ui, error);

    if (!err)
        err = sessions_end(ui->sessions, error);
    if (err)
        return err;
    session_token_write(route_response(call), UI_CALL_COOKIE, "", false);
    json_put_boolean(route_answer(call), "left", true);
    return ERR_OK;
}

static const struct route_parameter once_parameter[] = {{.name = "once", .type = ROUTE_UUID}};
const struct route leaving_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/logout",
     .access = UI_OPEN,
     .changes = true,
     .parameters = once_parameter,
     .parameter_count = 1,
     .handler = log_out,
     .purpose = "ends the session and its cookie; refused while anything exists only here"},
};
const size_t leaving_route_count = sizeof(leaving_routes) / sizeof(leaving_routes[0]);
