// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/office_verbs.h"

#include "agent/capture/author.h"
#include "agent/capture/complain_time.h"
#include "agent/store/store_check.h"
#include "agent/sync/enrolling.h"
#include "agent/sync/overview.h"
#include "agent/sync/syncing.h"
#include "shared/data/json.h"

#include <stdio.h>
#include <string.h>

static void print_enrolled(const struct tablet *tablet, struct verb_output *output)
{
    char device[UUID_TEXT], person[UUID_TEXT];
    struct uuid writer = uuid_nil;
    struct json_writer json;
    uuid_format(&tablet->device, device);
    author_default(tablet->store, &writer, NULL);
    uuid_format(&writer, person);
    if (!output->json) {
        buffer_printf(&output->out, "已登记 enrolled: %s\n办公室 office: %s\n", device,
                      tablet->sync);
        return;
    }
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    json_put_text(&json, "device", device);
    json_put_text(&json, "person", person);
    json_put_text(&json, "sync", tablet->sync);
    json_put_text(&json, "office", tablet->office);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

static enum err enrol(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    struct tablet *tablet = ctx;
    struct enrolling enrolling;
    enrolling_init(&enrolling);
    enum err err
        = enrolling_run(&enrolling, tablet, call->positionals[0], verb_text(call, "name"), error);
    enrolling_clear(&enrolling);
    if (err == ERR_OK) {
        print_enrolled(tablet, output);
        tablet_captured(tablet);
    }
    return err;
}

struct sync_print {
    struct verb_output *output;
    uint64_t total;
};

static void sync_progress(void *arg, struct session *session)
{
    struct sync_print *print = arg;
    struct session_figures figures;
    session_figures(session, &figures);
    verb_output_progress(print->output, session_state_name(figures.state),
                         figures.entries_pushed + figures.states_pulled + figures.blobs_sent
                             + figures.blobs_fetched,
                         0);
}

static void print_sync(const struct session_figures *f, struct verb_output *output)
{
    struct json_writer json;
    if (!output->json) {
        buffer_printf(&output->out,
                      "已送出 sent: %llu 条 writes, %llu 文件 files   已收到 received: %llu 条 "
                      "records, %llu 文件 files   请求 requests: %llu\n",
                      (unsigned long long)f->entries_pushed, (unsigned long long)f->blobs_sent,
                      (unsigned long long)f->states_pulled, (unsigned long long)f->blobs_fetched,
                      (unsigned long long)f->requests);
        return;
    }
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    json_put_integer(&json, "pushed", (int64_t)f->entries_pushed);
    json_put_integer(&json, "pulled", (int64_t)f->states_pulled);
    json_put_integer(&json, "blobs", (int64_t)f->blobs_sent);
    json_put_integer(&json, "blob_bytes", (int64_t)f->blob_bytes_sent);
    json_put_integer(&json, "blobs_fetched", (int64_t)f->blobs_fetched);
    json_put_integer(&json, "blob_bytes_fetched", (int64_t)f->blob_bytes_fetched);
    json_put_integer(&json, "requests", (int64_t)f->requests);
    json_put_integer(&json, "noops", (int64_t)f->noops);
    json_put_integer(&json, "bytes_out", (int64_t)f->bytes_out);
    json_put_integer(&json, "bytes_in", (int64_t)f->bytes_in);
    json_put_integer(&json, "offset_ms", f->offset_ms);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

static enum err sync_now(void *ctx, const struct verb_call *call, struct verb_output *output,
                         struct error *error)
{
    struct tablet *tablet = ctx;
    struct sync_print print = {output, 0};
    struct session_figures figures = {0};
    size_t mended = 0;
    (void)call;
    enum err err = tablet_require_enrolled(tablet, error);
    if (err == ERR_OK)
        err = syncing_once(tablet, sync_progress, &print, &figures, error);
    if (err == ERR_OK)
        err = complain_time_mend(tablet->store, &mended, error);
    if (err == ERR_OK && mended > 0) // its office time is known now, and goes there too
        err = syncing_once(tablet, sync_progress, &print, &figures, error);
    if (err == ERR_OK)
        print_sync(&figures, output);
    return err;
}

static enum err status(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    struct tablet *tablet = ctx;
    struct overview overview;
    (void)call;
    enum err err = overview_read(tablet, &overview, error);
    if (err != ERR_OK)
        return err;
    if (output->json)
        overview_json(&overview, &output->out);
    else
        overview_text(&overview, &output->out);
    return overview.colour == OVERVIEW_RED ? error_set(error, ERR_ATTENTION, "see the lines above")
                                           : ERR_OK;
}

// One finding of the self-check.
struct doctor {
    struct verb_output *output;
    struct json_writer json;
    int problems;
};

static void find(struct doctor *doctor, const char *what, enum err err, const char *detail)
{
    doctor->problems += err != ERR_OK;
    if (!doctor->output->json) {
        buffer_printf(&doctor->output->out, "%s %s%s%s\n",
                      err == ERR_OK ? "[好 ok]  " : "[问题 problem]", what,
                      detail[0] == '\0' ? "" : ": ", detail);
        return;
    }
    json_object_open(&doctor->json, NULL);
    json_put_text(&doctor->json, "check", what);
    json_put_boolean(&doctor->json, "ok", err == ERR_OK);
    json_put_text(&doctor->json, "detail", detail);
    json_object_close(&doctor->json);
}

static void check_store(struct doctor *doctor, struct tablet *tablet)
{
    struct buffer report;
    struct error why;
    error_clear(&why);
    buffer_init(&report, 1 << 20);
    enum err err = store_check(tablet->store, &report, &why);
    find(doctor, "数据库、日志链、记录、文件 database, journal chain, records, files", err,
         err == ERR_OK ? "" : why.detail);
    if (report.len > 0 && !doctor->output->json)
        buffer_append(&doctor->output->out, report.data, report.len);
    buffer_clear(&report);
}

static void check_office(struct doctor *doctor, struct tablet *tablet)
{
    struct transport transport = {0};
    struct transport_reply reply;
    struct error why;
    error_clear(&why);
    transport_reply_init(&reply, 64 << 10);
    static const struct transport_call call
        = {HTTP_OPTIONS, "/v1/blobs", NULL, 0, {NULL, 0}, 15000};
    enum err err = tablet_connect(tablet, &transport, &why);
    if (err == ERR_OK)
        err = transport_call(&transport, &call, &reply, &why);
    if (err == ERR_OK && reply.status >= 400)
        err = error_set(&why, ERR_DENIED, "status %d", reply.status);
    find(doctor, "办公室可达 office reachable", err, err == ERR_OK ? tablet->sync : why.detail);
    transport_reply_clear(&reply);
    http_client_free(&transport);
}

static void check_overview(struct doctor *doctor, struct tablet *tablet)
{
    struct overview overview;
    struct error why;
    char detail[160];
    error_clear(&why);
    enum err err = overview_read(tablet, &overview, &why);
    if (err != ERR_OK) {
        find(doctor, "状态 status", err, why.detail);
        return;
    }
    snprintf(detail, sizeof detail, "%lld MB", (long long)(overview.storage_free >> 20));
    find(doctor, "剩余空间 storage free", overview.storage_free < (64 << 20) ? ERR_FULL : ERR_OK,
         detail);
    snprintf(detail, sizeof detail, "%lld 天 days", (long long)overview.certificate_days);
    if (tablet->enrolled)
        find(doctor, "证书 certificate", overview.certificate_days < 7 ? ERR_EXPIRED : ERR_OK,
             detail);
    bool off
        = overview.offset_known && (overview.offset_ms > 120000 || overview.offset_ms < -120000);
    snprintf(detail, sizeof detail, "%lld ms", (long long)overview.offset_ms);
    find(doctor, "时钟 clock", off ? ERR_ATTENTION : ERR_OK,
         overview.offset_known ? detail : "未知 not known yet");
}

static enum err examine(void *ctx, const struct verb_call *call, struct verb_output *output,
                        struct error *error)
{
    struct tablet *tablet = ctx;
    struct doctor doctor = {.output = output};
    struct error why;
    (void)call;
    error_clear(&why);
    json_begin(&doctor.json, &output->out);
    if (output->json)
        json_array_open(&doctor.json, NULL);
    find(&doctor, "数据文件夹 data folder", ERR_OK, tablet->folder);
    find(&doctor, "登记 enrolment", tablet_require_enrolled(tablet, &why), why.detail);
    if (tablet->store != NULL) {
        check_store(&doctor, tablet);
        check_overview(&doctor, tablet);
    }
    if (tablet->enrolled)
        check_office(&doctor, tablet);
    if (output->json) {
        json_array_close(&doctor.json);
        buffer_append_char(&output->out, '\n');
    }
    return doctor.problems == 0 ? ERR_OK
                                : error_set(error, ERR_ATTENTION, "%d problems", doctor.problems);
}

static const struct option enrol_options[] = {
    {.name = "name",
     .type = OPTION_TEXT,
     .placeholder = "N",
     .help_zh = "平板的名字;默认主机名",
     .help_en = "name of the tablet; default: the host's"},
};
const struct verb office_verb_enrol = {.name = "enrol",
                                       .arguments = "LINK",
                                       .positional_min = 1,
                                       .positional_max = 1,
                                       .options = enrol_options,
                                       .option_count = 1,
                                       .summary_zh = "用办公室给的链接登记此平板",
                                       .summary_en = "join the office by the link it gave",
                                       .exec = enrol};
const struct verb office_verb_sync = {
    .name = "sync", .summary_zh = "现在同步一次", .summary_en = "one sync now", .exec = sync_now};
const struct verb office_verb_status
    = {.name = "status",
       .summary_zh = "待传、冲突、被拒、时钟、空间",
       .summary_en = "what is unsent, conflicts, refusals, clock, storage",
       .exec = status};
const struct verb office_verb_doctor = {.name = "doctor",
                                        .summary_zh = "自检,用平常的话说明",
                                        .summary_en = "self-check in plain words",
                                        .exec = examine};
