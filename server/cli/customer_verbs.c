// SPDX-License-Identifier: Apache-2.0
#include "server/cli/customer_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/cli/desk_list.h"
#include "server/storage/devices.h"
#include "server/sync/office_erase.h"
#include "shared/data/json.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const device_states[] = {"active", "revoked", "wipe", "returning"};

// ---- plan ----

static void plan_json(const struct office_erase_plan *plan, const char *site, struct buffer *out)
{
    struct json_writer json;
    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "site", site);
    json_put_text(&json, "code", plan->code);
    json_put_integer(&json, "records", plan->figures.records);
    json_put_integer(&json, "entries", plan->figures.entries);
    json_put_integer(&json, "files", plan->figures.files);
    json_put_integer(&json, "file_bytes", plan->figures.file_bytes);
    json_put_integer(&json, "shared_files", plan->figures.shared_files);
    json_put_integer(&json, "held", plan->figures.held);
    json_put_integer(&json, "uploads", plan->uploads);
    json_put_integer(&json, "signoffs", plan->figures.signoffs);
    json_put_integer(&json, "tablets", plan->tablets);
    json_put_integer(&json, "parcels_open", plan->parcels_open);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

static void plan_text(const struct office_erase_plan *plan, const char *site, struct buffer *out)
{
    const struct erasure_figures *f = &plan->figures;
    buffer_printf(out, "工地 site %s\n\n", site);
    buffer_printf(out,
                  "将删除,不能恢复 will be gone, for good:\n"
                  "  %6" PRId64 "  记录 records\n"
                  "  %6" PRId64 "  历史条目的内容(编号和链留下) contents of history entries (dot "
                  "and chain stay)\n"
                  "  %6" PRId64 "  文件 files (照片、笔迹、签署内容 photos, handwriting, "
                  "statements), %.1f MB\n"
                  "  %6" PRId64 "  隔离条目的内容 contents of quarantined entries\n"
                  "  %6" PRId64 "  正在上传 uploads under way\n"
                  "         reports/ 里的早报文件(可按日期重做) the morning reports in reports/ "
                  "(made again by date)\n",
                  f->records, f->entries, f->files, (double)f->file_bytes / 1e6, f->held,
                  plan->uploads);
    buffer_printf(out,
                  "会留下 will stay:\n"
                  "  %6" PRId64 "  签署日志里的证明:表单、意见、时间、摘要、封签 proofs in the "
                  "sign-off log: form, verdict, time, digests, seal\n"
                  "         客户手里的签署文件照样能验证 files that the customer keeps verify as "
                  "before\n",
                  f->signoffs);
    if (f->shared_files > 0)
        buffer_printf(out, "  %6" PRId64 "  文件也属于别的工地 files that other sites name, too\n",
                      f->shared_files);
    buffer_printf(out, "  %6" PRId64 "  平板会收到删除通知 tablets will be told to purge it\n",
                  plan->tablets);
    if (plan->parcels_open > 0)
        buffer_printf(out,
                      "  %6" PRId64
                      "  交接文件还没读完,可能含有这位客户 handover files are not read "
                      "to their end and may hold the customer: plumbd handover list\n",
                      plan->parcels_open);
    buffer_printf(
        out,
        "以前的备份里仍有;恢复备份时会再次删除 older backups still hold it; restoring one "
        "erases it again before anybody is served\n\n"
        "确认 to do it:\n  plumbd customer erase %s --reason \"…\" --confirm %s\n",
        site, plan->code);
}

static enum err show_plan(struct desk *desk, const struct uuid *site, struct verb_output *output,
                          struct error *error)
{
    struct office_erase_plan plan;
    struct view *view = NULL;
    char id[UUID_TEXT];
    enum err err = desk_view(desk, &view, error);
    uuid_format(site, id);
    if (err == ERR_OK)
        err = office_erase_plan(desk->office, view, site, &plan, error);
    storage_close_view(view);
    if (err == ERR_OK && output->json)
        plan_json(&plan, id, &output->out);
    else if (err == ERR_OK)
        plan_text(&plan, id, &output->out);
    return err;
}

// ---- doing it ----

static void put_erasure(struct json_writer *json, const struct erasure_row *row)
{
    char id[UUID_TEXT];
    uuid_format(&row->site, id);
    json_put_text(json, "site", id);
    json_put_integer(json, "at", row->at_ms);
    json_put_text(json, "by", row->by);
    json_put_text(json, "reason", row->reason);
    json_put_integer(json, "records", row->records);
    json_put_integer(json, "entries", row->entries);
    json_put_integer(json, "files", row->files);
    json_put_integer(json, "signoffs", row->signoffs);
    json_put_integer(json, "late", row->late);
    json_put_known(json, "scrubbed", row->scrubbed_ms != 0, row->scrubbed_ms);
}

static void report(const struct erasure_row *row, struct verb_output *output)
{
    struct json_writer json;
    char id[UUID_TEXT];
    if (output->json) {
        json_begin(&json, &output->out);
        json_object_open(&json, NULL);
        put_erasure(&json, row);
        json_object_close(&json);
        buffer_append_char(&output->out, '\n');
        return;
    }
    uuid_format(&row->site, id);
    buffer_printf(&output->out,
                  "已删除 erased: %" PRId64 " 条记录 records, %" PRId64 " 条历史 entries, %" PRId64
                  " 个文件 files; 留下 %" PRId64 " 份签署证明 proofs kept\n"
                  "平板确认情况 which tablets have confirmed: plumbd customer erased %s\n",
                  row->records, row->entries, row->files, row->signoffs, id);
    if (row->scrubbed_ms == 0)
        buffer_append_text(
            &output->err,
            "磁盘上的旧内容还没有覆盖完,会自动继续(至多一小时) what lies on the disk is "
            "not overwritten yet; it goes on by itself within an hour\n");
}

static enum err find_site(struct desk *desk, const struct verb_call *call, struct uuid *site,
                          struct error *error)
{
    const char *contract = verb_text(call, "contract");
    if ((call->positional_count == 1) == (contract != NULL))
        return error_set(error, ERR_USAGE, "a site, or --contract N, is wanted");
    return desk_site(desk, contract != NULL ? contract : call->positionals[0], site, error);
}

static enum err erase(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    struct desk *desk = ctx;
    const char *reason = verb_text(call, "reason"), *code = verb_text(call, "confirm");
    struct office_erase_order order = {.code = code, .reason = reason};
    struct erasure_row row;
    struct audit_actor actor;
    enum err err = find_site(desk, call, &order.site, error);
    if (err != ERR_OK)
        return err;
    if (verb_flag(call, "plan") || code == NULL)
        return show_plan(desk, &order.site, output, error);
    if (reason == NULL)
        return error_set(error, ERR_USAGE, "--reason R is wanted: it is kept with the erasure");
    audit_actor_make(&actor, "customer.erase");
    order.by = actor.who;
    order.audit = &actor.row;
    err = office_erase(desk->office, &order, &row, error);
    if (err == ERR_OK)
        report(&row, output);
    return err;
}

// ---- what is known of those who were erased ----

struct listing {
    struct desk_list of; // first
    bool found_only;     // with tablets and proofs of `site`
    struct uuid site;
    size_t found, unconfirmed;
};

static bool put_device(void *arg, const struct uuid *device, bool confirmed)
{
    struct listing *list = arg;
    struct device_row row;
    char id[UUID_TEXT];
    enum err err = devices_get(list->of.view, device, &row, NULL);
    const char *state = err == ERR_OK ? device_states[row.state] : "unknown";
    const char *name = err == ERR_OK ? row.name : "";
    uuid_format(device, id);
    list->unconfirmed += !confirmed;
    if (list->of.output->json) {
        json_object_open(&list->of.json, NULL);
        json_put_text(&list->of.json, "device", id);
        json_put_text(&list->of.json, "name", name);
        json_put_text(&list->of.json, "state", state);
        json_put_boolean(&list->of.json, "confirmed", confirmed);
        json_object_close(&list->of.json);
    } else {
        buffer_printf(&list->of.output->out, "  平板 tablet %s  %s  %s  %s\n", id, name, state,
                      confirmed ? "已清除 purged" : "还没有确认 not confirmed yet");
    }
    return true;
}

static bool put_signoff(void *arg, const struct erased_signoff *signoff)
{
    struct listing *list = arg;
    char id[UUID_TEXT], time[CLOCK_TEXT];
    uuid_format(&signoff->signoff, id);
    if (list->of.output->json) {
        json_object_open(&list->of.json, NULL);
        json_put_text(&list->of.json, "signoff", id);
        json_put_text(&list->of.json, "form", signoff->form);
        json_put_text(&list->of.json, "role", signoff->role);
        json_put_text(&list->of.json, "verdict", signoff->verdict);
        json_put_integer(&list->of.json, "signed", signoff->signed_ms);
        json_put_hex(&list->of.json, "sealed", signoff->sealed.bytes, HASH_BYTES);
        json_put_hex(&list->of.json, "statement", signoff->statement.bytes, HASH_BYTES);
        json_put_hex(&list->of.json, "content", signoff->content.bytes, HASH_BYTES);
        json_put_hex(&list->of.json, "handwriting", signoff->handwriting.bytes, HASH_BYTES);
        json_put_hex(&list->of.json, "seal", signoff->seal, signoff->seal_len);
        json_object_close(&list->of.json);
    } else {
        clock_format(signoff->signed_ms, time);
        buffer_printf(&list->of.output->out, "  签署 sign-off %s  %s  %s  %s  %s\n", id,
                      signoff->form, signoff->role, signoff->verdict, time);
    }
    return true;
}

// Tablets, and with a site named also the proofs.
static void put_rest(struct listing *list, const struct uuid *site)
{
    bool json = list->of.output->json;
    if (json)
        json_array_open(&list->of.json, "tablets");
    list->of.err = erasures_devices(list->of.view, site, put_device, list, list->of.error);
    if (json)
        json_array_close(&list->of.json);
    if (list->of.err != ERR_OK || !list->found_only)
        return;
    if (json)
        json_array_open(&list->of.json, "proofs");
    list->of.err = erased_signoffs_list(list->of.view, site, put_signoff, list, list->of.error);
    if (json)
        json_array_close(&list->of.json);
}

static bool put_row(void *arg, const struct erasure_row *row)
{
    struct listing *list = arg;
    char id[UUID_TEXT], time[CLOCK_TEXT];
    if (list->found_only && !uuid_equal(&list->site, &row->site))
        return true;
    list->found++;
    if (list->of.output->json) {
        json_object_open(&list->of.json, NULL);
        put_erasure(&list->of.json, row);
    } else {
        uuid_format(&row->site, id);
        clock_format(row->at_ms, time);
        buffer_printf(
            &list->of.output->out,
            "%s  %s  %s  %s\n  %" PRId64 " 记录 records, %" PRId64 " 历史 entries, %" PRId64
            " 文件 files, %" PRId64 " 证明 proofs, 之后又来 came later %" PRId64 "%s\n",
            id, time, row->by, row->reason, row->records, row->entries, row->files, row->signoffs,
            row->late, row->scrubbed_ms != 0 ? "" : "; 尚未覆盖 not overwritten yet");
    }
    put_rest(list, &row->site);
    if (list->of.output->json)
        json_object_close(&list->of.json);
    return list->of.err == ERR_OK;
}

static enum err erased(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    struct listing list = {.found_only = call->positional_count == 1};
    enum err err = ERR_OK;

    if (list.found_only)
        err = desk_id("SITE", call->positionals[0], &list.site, error);
    if (err != ERR_OK)
        return err;
    err = desk_list_begin(&list.of, ctx, output, error);
    if (err == ERR_OK)
        err = erasures_list(list.of.view, put_row, &list, error);
    err = desk_list_end(&list.of, err);
    if (err == ERR_OK && !output->json && list.unconfirmed > 0)
        buffer_printf(&output->out,
                      "%zu 台还没有确认:让它们联网;停用或丢失的平板请用 plumbd device wipe\n"
                      "%zu not confirmed: let them connect; for a lost one: plumbd device wipe\n",
                      list.unconfirmed, list.unconfirmed);
    if (err == ERR_OK && list.found_only && list.found == 0)
        err = error_set(error, ERR_NOT_FOUND, "no customer of site %s was erased",
                        call->positionals[0]);
    return err;
}

static const struct option erase_options[] = {
    {.name = "contract",
     .type = OPTION_TEXT,
     .placeholder = "N",
     .help_zh = "合同编号,代替工地",
     .help_en = "contract number, instead of the site"},
    {.name = "plan",
     .type = OPTION_FLAG,
     .help_zh = "只看:什么会删除、什么会留下,和确认码",
     .help_en = "only show what will go and what stays, and the code"},
    {.name = "reason",
     .type = OPTION_TEXT,
     .placeholder = "R",
     .help_zh = "原因,会一直保留;不要写客户的姓名、电话或地址",
     .help_en = "why, kept for ever; without the customer's name, phone or address"},
    {.name = "confirm",
     .type = OPTION_TEXT,
     .placeholder = "CODE",
     .help_zh = "计划里给出的确认码;没有它什么也不改",
     .help_en = "the code that the plan gave; without it nothing is changed"},
};
const struct verb customer_verbs_erase
    = {.group = "customer",
       .name = "erase",
       .arguments = "[SITE]",
       .positional_max = 1,
       .options = erase_options,
       .option_count = sizeof erase_options / sizeof *erase_options,
       .summary_zh = "依法删除一位客户的全部资料,保留签署过的证明;分两步:先看计划",
       .summary_en = "erase everything about a customer by law, keep the proof of what was "
                     "signed; in two steps: the plan first",
       .exec = erase};
const struct verb customer_verbs_erased
    = {.group = "customer",
       .name = "erased",
       .arguments = "[SITE]",
       .positional_max = 1,
       .summary_zh = "删除过的客户:何时、为何、哪些平板还没有确认;给出工地则列出留下的证明",
       .summary_en = "who was erased, when and why, which tablets have not confirmed; with a "
                     "site also the proofs that were kept",
       .exec = erased};
