// SPDX-License-Identifier: Apache-2.0
#include "server/cli/upkeep_verbs.h"

#include "server/enrol/authority.h"
#include "server/reports/nightly.h"
#include "server/storage/blobs.h"
#include "server/storage/parcels.h"
#include "server/storage/storage_check.h"
#include "server/storage/storage_rebuild.h"
#include "server/sync/audit_seal.h"
#include "server/sync/log_check.h"
#include "server/sync/office_parts.h"
#include "shared/crypto/certificate.h"
#include "shared/data/json.h"
#include "shared/data/statement_view.h"
#include "shared/wire/evidence_files.h"

#include <stdio.h>

enum { REPORT_MAX = 16 << 20, NIGHTS = 3 };

struct checking {
    struct desk *desk;
    struct buffer report;
    uint64_t blobs, bad;
    uint64_t log;    // findings about the sign-off log
    uint64_t audit;  // and about the audit
    uint64_t nights; // rows of kept nights to which the history does not lead
    struct view *view;
    struct verb_output *output;
};

static bool check_blob(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    struct checking *c = arg;
    struct error why;
    char digest[HASH_TEXT];
    uint64_t size = 0;
    (void)name;
    if (!blob->held)
        return true;
    error_clear(&why);
    c->blobs++;
    verb_output_progress(c->output, "blobs", c->blobs, 0);
    if (blob_store_verify(office_blobs(c->desk->office), &blob->digest, &size, &why) != ERR_OK) {
        digest_format(&blob->digest, digest);
        c->bad++;
        buffer_printf(&c->report, "blob %s: %s\n", digest, why.detail);
    }
    return true;
}

// Handover files are blobs that no record names.
static bool check_parcel(void *arg, const struct parcel_row *parcel)
{
    struct checking *c = arg;
    struct blob_row blob = {.digest = parcel->digest, .size = parcel->size, .held = true};
    // One that was read may have been removed with a customer who was erased.
    if (parcel->state == PARCEL_TAKEN
        && blobs_get(c->view, &parcel->digest, &blob, NULL) == ERR_NOT_FOUND)
        return true;
    return check_blob(arg, &blob, NULL);
}

// Whatever the office had to bring back when it was opened is a finding too: it had been removed.
static enum err check_log(struct checking *c, struct view *view, struct error *error)
{
    const struct office *office = c->desk->office;
    struct log_check_parts parts
        = {.view = view,
           .ca_pem = {office->authority.ca_pem.data, office->authority.ca_pem.len},
           .disk = &c->desk->disk};
    uint64_t deleted = countersign_deleted(office->countersign);
    if (deleted > 0) {
        c->log++;
        buffer_printf(&c->report,
                      "sign-off log: %llu leaves had been removed from the store and were brought "
                      "back from the ledger\n",
                      (unsigned long long)deleted);
    }
    return log_check(&parts, &c->report, &c->log, error);
}

static enum err check_audit(struct checking *c, struct view *view, struct error *error)
{
    const struct audit_seal_check check = {.view = view, .disk = &c->desk->disk};
    struct audit_verdict verdict;
    enum err err = audit_seal_verify(&check, &c->report, &verdict, error);
    if (err == ERR_OK)
        c->audit += verdict.faults;
    return err;
}

// The newest nights, computed again from the history.
static enum err check_nights(struct checking *c, struct error *error)
{
    struct nightly_checked checked = {.report = &c->report};
    enum err err = nightly_check(c->desk->office, NIGHTS, &checked, error);
    c->nights += checked.findings;
    return err;
}

static enum err check_rest(struct checking *c, struct error *error)
{
    struct view *view = NULL;
    enum err err = desk_view(c->desk, &view, error);
    c->view = view;
    if (err == ERR_OK)
        err = check_log(c, view, error);
    if (err == ERR_OK)
        err = check_audit(c, view, error);
    if (err == ERR_OK)
        err = blobs_names(view, check_blob, c, error);
    if (err == ERR_OK)
        err = parcels_list(view, false, check_parcel, c, error);
    if (err == ERR_OK)
        err = check_nights(c, error);
    storage_close_view(view);
    return err;
}

static enum err check_all(struct checking *c, struct error *error)
{
    struct storage *storage = office_storage(c->desk->office);
    enum err found = storage_check(storage, office_mac_key(c->desk->office), &c->report, error);
    if (found != ERR_OK && found != ERR_CORRUPT)
        return found;
    enum err err = check_rest(c, error);
    if (err != ERR_OK)
        return err;
    if (c->log > 0)
        return error_set(error, ERR_CORRUPT, "%llu findings about the sign-off log%s",
                         (unsigned long long)c->log,
                         found != ERR_OK || c->bad > 0 ? ", and more" : "");
    if (c->audit > 0)
        return error_set(error, ERR_CORRUPT, "%llu findings about the audit",
                         (unsigned long long)c->audit);
    if (c->nights > 0)
        return error_set(error, ERR_CORRUPT, "%llu differences from nights as they were kept",
                         (unsigned long long)c->nights);
    if (c->bad > 0)
        return error_set(error, ERR_CORRUPT, "%llu of %llu blobs", (unsigned long long)c->bad,
                         (unsigned long long)c->blobs);
    return found;
}

// Exported sign-offs: no office is open, the certificate is that of the folder.
static enum err verify_files(const struct verb_call *call, struct verb_output *output,
                             struct error *error)
{
    char own[4096];
    struct evidence_files files
        = {.call = call, .ca_path = verb_text(call, "ca"), .show = statement_view_text};
    if (files.ca_path == NULL) {
        int len = snprintf(own, sizeof own, "%s/keys/ca.pem", desk_chosen(call->dir));
        if (len < 0 || (size_t)len >= sizeof own)
            return error_set(error, ERR_USAGE, "--dir: the path is too long");
        files.ca_path = own;
    }
    return evidence_files_verify(&files, output, error);
}

static enum err verify_all(struct desk *desk, struct verb_output *output, struct error *error)
{
    struct checking c = {.desk = desk, .output = output};
    struct json_writer json;
    buffer_init(&c.report, REPORT_MAX);
    enum err err = check_all(&c, error);
    if (output->json) {
        json_begin(&json, &output->out);
        json_object_open(&json, NULL);
        json_put_boolean(&json, "ok", err == ERR_OK);
        json_put_integer(&json, "blobs", (int64_t)c.blobs);
        json_put_span(&json, "findings",
                      (struct span){c.report.data == NULL ? "" : c.report.data, c.report.len});
        json_object_close(&json);
        buffer_append_char(&output->out, '\n');
    } else {
        buffer_append(&output->out, c.report.data, c.report.len);
        if (err == ERR_OK)
            buffer_printf(
                &output->out,
                "完好 intact: 数据库、链、认证码、签署日志、审计、%llu 文件 database, chains, "
                "macs, sign-off "
                "log, audit, files\n",
                (unsigned long long)c.blobs);
    }
    buffer_clear(&c.report);
    return err;
}

static enum err verify(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    if (call->positional_count > 0)
        return verify_files(call, output, error);
    if (verb_text(call, "ca") != NULL || verb_text(call, "extract") != NULL
        || verb_flag(call, "statement"))
        return error_set(error, ERR_USAGE, "the options of verify need the FILE to check");
    return verify_all(ctx, output, error);
}

// Works on the store alone: the office is not open (plumbd.c), nobody else writes.
static enum err rebuild_store(struct desk *desk, struct buffer *report, uint64_t *differed,
                              struct error *error)
{
    struct storage_options options
        = {.disk = &desk->disk, .clock = desk->clock, .random = desk->random, .log = desk->log};
    struct authority authority = {0};
    struct storage *storage = NULL;
    enum err err = authority_open(&desk->disk, &desk->random, &authority, error);
    if (err == ERR_OK)
        err = storage_open(&options, &storage, error);
    if (err == ERR_OK)
        err = storage_rebuild(storage, authority.mac_key, report, differed, error);
    storage_close(storage);
    authority_close(&authority);
    return err;
}

static enum err rebuild(void *ctx, const struct verb_call *call, struct verb_output *output,
                        struct error *error)
{
    struct desk *desk = ctx;
    struct buffer report;
    uint64_t differed = 0;
    (void)call;
    if (desk->office != NULL)
        return error_set(error, ERR_LOCKED, "%s: stop plumbd serve first", desk->folder);
    buffer_init(&report, REPORT_MAX);
    enum err err = rebuild_store(desk, &report, &differed, error);
    if (err == ERR_OK && output->json)
        buffer_printf(&output->out, "{\"differed\":%llu}\n", (unsigned long long)differed);
    else if (err == ERR_OK) {
        buffer_append(&output->out, report.data, report.len);
        buffer_printf(&output->out, "重算完成,不同 rebuilt, differed: %llu\n",
                      (unsigned long long)differed);
    }
    buffer_clear(&report);
    return err;
}

const struct verb upkeep_verbs_verify
    = {.name = "verify",
       .arguments = "[FILE…]",
       .positional_max = EVIDENCE_FILES_MAX,
       .options = evidence_files_options,
       .option_count = EVIDENCE_FILES_OPTIONS,
       .summary_zh = "核对全部数据和文件;给出 FILE 则核验导出的签署文件(任何机器)",
       .summary_en = "check the integrity of everything; with FILE: of exported sign-offs, on any "
                     "machine",
       .exec = verify};
const struct verb upkeep_verbs_rebuild = {.name = "rebuild",
                                          .summary_zh = "重算派生数据并比较",
                                          .summary_en = "compute derived data again and compare",
                                          .exec = rebuild};
