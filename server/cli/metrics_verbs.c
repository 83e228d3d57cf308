// SPDX-License-Identifier: Apache-2.0
#include "server/cli/metrics_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/upkeep/metrics.h"
#include "server/upkeep/metrics_door.h"

static enum err show(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct desk *desk = ctx;
    struct metrics_parts parts
        = {.version = DESK_VERSION, .disk = &desk->disk, .clock = desk->clock};
    (void)call;
    enum err err = desk_view(desk, &parts.view, error);
    if (err == ERR_OK)
        metrics_print(&parts, &output->out);
    storage_close_view(parts.view);
    return err;
}

static enum err token(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    struct desk *desk = ctx;
    char text[METRICS_TOKEN_TEXT] = "";
    bool off = verb_flag(call, "off");
    struct audit_actor actor;
    audit_actor_make(&actor, "");
    enum err err = off ? metrics_door_close(desk->office, &actor.row, error)
                       : metrics_door_renew(desk->office, text, &actor.row, error);
    if (err != ERR_OK)
        return err;
    if (output->json)
        buffer_printf(&output->out, "{\"token\":\"%s\"}\n", text);
    else if (off)
        buffer_append_text(&output->out, "令牌已作废 no token is good any more\n");
    else
        buffer_printf(&output->out,
                      "%s\n只显示这一次;以前的令牌作废 shown once; the one before is no longer "
                      "good\n",
                      text);
    return ERR_OK;
}

const struct verb metrics_verbs_show
    = {.name = "metrics",
       .summary_zh = "监控指标 (OpenMetrics 文本);服务器运行时由 /metrics 提供更多",
       .summary_en = "figures for monitoring (OpenMetrics text); /metrics of a server at work has "
                     "more",
       .exec = show};
static const struct option token_options[] = {
    {.name = "off", .type = OPTION_FLAG, .help_zh = "作废", .help_en = "make none good any more"},
};
const struct verb metrics_verbs_token
    = {.group = "metrics",
       .name = "token",
       .options = token_options,
       .option_count = 1,
       .summary_zh = "从别的机器读 /metrics 用的新令牌",
       .summary_en = "a new token for reading /metrics from another machine",
       .exec = token};
