// SPDX-License-Identifier: Apache-2.0
#include "server/cli/audit_verbs.h"

#include "server/cli/desk_list.h"
#include "server/sync/audit_seal.h"
#include "shared/data/json.h"

#include <inttypes.h>

enum { ROWS_USUAL = 50, ROWS_MOST = 100000, REPORT_MAX = 1 << 20 };

struct listing {
    struct desk_list of; // first
    int64_t left;
};

static void put_json(struct json_writer *json, const struct audit_row *audit)
{
    char id[UUID_TEXT];

    json_object_open(json, NULL);
    json_put_u64(json, "number", audit->number);
    json_put_integer(json, "at", audit->at_ms);
    json_put_span(json, "who", audit->who);
    json_put_span(json, "act", audit->act);
    json_put_span(json, "subject_kind", audit->subject_kind);
    json_put_span(json, "subject", audit->subject);
    uuid_format(&audit->site, id);
    json_put_text(json, "site", uuid_is_nil(&audit->site) ? NULL : id);
    json_put_span(json, "before", audit->before);
    json_put_span(json, "after", audit->after);
    json_put_span(json, "why", audit->why);
    json_put_span(json, "address", audit->address);
    json_put_boolean(json, "erased", audit->salt.len == 0);
    json_put_hex(json, "chain", audit->chain.bytes, HASH_BYTES);
    json_object_close(json);
}

static bool put_row(void *arg, const struct audit_row *audit)
{
    struct listing *list = arg;
    char time[CLOCK_TEXT];

    if (list->left-- <= 0)
        return false;
    if (list->of.output->json) {
        put_json(&list->of.json, audit);
        return true;
    }
    clock_format(audit->at_ms, time);
    buffer_printf(&list->of.output->out, "%" PRIu64 "  %.19s  %.*s  %.*s  %.*s %.*s", audit->number,
                  time, (int)audit->who.len, audit->who.data, (int)audit->act.len, audit->act.data,
                  (int)audit->subject_kind.len, audit->subject_kind.data, (int)audit->subject.len,
                  audit->subject.data);
    if (audit->why.len)
        buffer_printf(&list->of.output->out, "  %.*s", (int)audit->why.len, audit->why.data);
    buffer_append_text(&list->of.output->out, "\n");
    return true;
}

static enum err read_range(const struct verb_call *call, struct audit_range *range,
                           struct uuid *site, struct error *error)
{
    const char *act = verb_text(call, "act"), *subject = verb_text(call, "subject"),
               *of = verb_text(call, "site");

    if ((act != NULL) + (subject != NULL) + (of != NULL) > 1)
        return error_set(error, ERR_USAGE, "one of --act, --subject and --site at a time");
    range->act = span_of(act);
    range->subject = span_of(subject);
    if (!of)
        return ERR_OK;
    range->site = site;
    return desk_id("--site", of, site, error);
}

static enum err list_rows(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    struct listing list = {.left = verb_integer(call, "limit", ROWS_USUAL)};
    struct audit_range range = {0};
    struct uuid site;
    enum err err = read_range(call, &range, &site, error);

    if (err != ERR_OK)
        return err;
    err = desk_list_begin(&list.of, ctx, output, error);
    if (err == ERR_OK)
        err = audit_log_down(list.of.view, &range, put_row, &list, error);
    return desk_list_end(&list.of, err);
}

static void say_verdict(struct verb_output *output, const struct audit_verdict *verdict)
{
    struct json_writer json;

    if (!output->json) {
        buffer_printf(&output->out,
                      verdict->faults ? "审计 audit: %" PRIu64 " 行 rows, %" PRIu64
                                        " 处不符 faults\n"
                                      : "审计完好 the audit is intact: %" PRIu64 " 行 rows\n",
                      verdict->rows, verdict->faults);
        return;
    }
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    json_put_boolean(&json, "ok", verdict->faults == 0);
    json_put_u64(&json, "rows", verdict->rows);
    json_put_u64(&json, "erased", verdict->erased);
    json_put_u64(&json, "heads", verdict->heads);
    json_put_u64(&json, "faults", verdict->faults);
    json_put_hex(&json, "chain", verdict->chain.bytes, HASH_BYTES);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

static enum err verify_chain(void *ctx, const struct verb_call *call, struct verb_output *output,
                             struct error *error)
{
    struct desk *desk = ctx;
    struct audit_seal_check check = {.disk = &desk->disk};
    struct audit_verdict verdict = {0};
    struct buffer report;
    enum err err = desk_view(desk, &check.view, error);

    (void)call;
    buffer_init(&report, REPORT_MAX);
    if (err == ERR_OK)
        err = audit_seal_verify(&check, &report, &verdict, error);
    if (err == ERR_OK) {
        if (!output->json)
            buffer_append(&output->out, report.data, report.len);
        say_verdict(output, &verdict);
    }
    if (err == ERR_OK && verdict.faults > 0)
        err = error_set(error, ERR_CORRUPT, "%" PRIu64 " findings about the audit", verdict.faults);
    buffer_clear(&report);
    storage_close_view(check.view);
    return err;
}

static enum err seal(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct desk *desk = ctx;
    enum err err = audit_seal(desk->office, error);

    (void)call;
    if (err == ERR_OK)
        buffer_append_text(&output->out, output->json ? "{\"done\":true}\n" : "完成 done\n");
    return err;
}

static const struct option list_options[] = {
    {.name = "act",
     .type = OPTION_TEXT,
     .placeholder = "A",
     .help_zh = "只看这种事,如 device.revoke",
     .help_en = "only this act, such as device.revoke"},
    {.name = "subject",
     .type = OPTION_TEXT,
     .placeholder = "ID",
     .help_zh = "只看这个对象",
     .help_en = "only what was done to this one"},
    {.name = "site",
     .type = OPTION_TEXT,
     .placeholder = "S",
     .help_zh = "只看这个工地",
     .help_en = "only this site"},
    {.name = "limit",
     .type = OPTION_INTEGER,
     .placeholder = "N",
     .min = 1,
     .max = ROWS_MOST,
     .help_zh = "最近多少行;默认 50",
     .help_en = "how many, the newest first; default 50"},
};
const struct verb audit_verbs_list = {.group = "audit",
                                      .name = "list",
                                      .options = list_options,
                                      .option_count = sizeof(list_options) / sizeof(*list_options),
                                      .summary_zh = "谁做过什么、看过谁的资料",
                                      .summary_en = "who did what, and read whose data",
                                      .exec = list_rows};
const struct verb audit_verbs_verify
    = {.group = "audit",
       .name = "verify",
       .summary_zh = "核对审计链、封存的链尾和账本",
       .summary_en = "check the chain of the audit, its signed ends and the ledger",
       .exec = verify_chain};
const struct verb audit_verbs_seal = {.group = "audit",
                                      .name = "seal",
                                      .summary_zh = "现在就封存链尾(每夜自动)",
                                      .summary_en = "sign the end of the chain now (each night by "
                                                    "itself)",
                                      .exec = seal};
