// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_exports.h"

#include "server/console/export_scope.h"
#include "server/console/listing.h"
#include "server/console/site_lists.h"
#include "server/outgoing/job_desk.h"
#include "shared/base/memory.h"
#include "shared/data/fact_json.h"
#include "shared/model/kind.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { JOBS_MOST = 500, STATES = 4 };
static const char *const states[STATES + 1] = {"waiting", "done", "failed", "gone", NULL};
static const struct listing_word state_words[] = {{"waiting", "等待生成", "waiting"},
                                                  {"done", "已生成", "made"},
                                                  {"failed", "没有做成", "failed"},
                                                  {"gone", "已过期删除", "expired"},
                                                  {NULL, NULL, NULL}};

struct row {
    struct job_row job;
    struct export_scope scope;
    char contract[128];
    int64_t ahead; // how many wait before it
};
struct looking {
    struct route_call *call;
    struct view *view;
    struct row *rows; // JOBS_MOST
    size_t count;
    int state;
};
struct counts {
    int64_t all, state[STATES];
};

// ---- rows ----

static bool take(void *arg, const struct job_row *job)
{
    struct looking *looking = arg;
    struct row *row = &looking->rows[looking->count];

    *row = (struct row){.job = *job};
    export_scope_read(looking->view, job, &row->scope);
    looking->count += export_scope_may(looking->call, &row->scope);
    return looking->count < JOBS_MOST;
}

// Newest first: those behind it in the list were asked for before.
static void count_ahead(struct looking *looking)
{
    int64_t waiting = 0;

    for (size_t i = looking->count; i > 0; i--) {
        looking->rows[i - 1].ahead = waiting;
        waiting += looking->rows[i - 1].job.state == JOB_WAITING;
    }
}

static void name_sites(struct looking *looking, const struct site_listed *listed)
{
    for (size_t i = 0; i < looking->count; i++) {
        const struct site_summary *site
            = looking->rows[i].scope.of_site
                  ? site_list_find(&listed->all, &looking->rows[i].scope.site)
                  : NULL;

        if (site)
            text_copy(looking->rows[i].contract, sizeof(looking->rows[i].contract),
                      span_of(site->contract));
    }
}

static enum err begin(struct route_call *call, struct looking *out, struct error *error)
{
    struct site_listed listed = {.count = 0};
    enum err err = site_lists_take(call, &listed, error);

    *out = (struct looking){.call = call,
                            .view = console_view(call, error),
                            .rows = mem_alloc_array(JOBS_MOST + 1, sizeof(*out->rows)),
                            .state = route_choice(call, "state")};
    if (err == ERR_OK)
        err = out->view ? jobs_list(out->view, 0, take, out, error) : error->code;
    if (err == ERR_OK) {
        count_ahead(out);
        name_sites(out, &listed);
    }
    site_lists_release(&listed);
    return err;
}

// ---- the list ----

static const struct table_column columns[] = {
    {"id", "编号", "id", TABLE_ID},
    {"kind", "内容", "What", TABLE_WORDS},
    {"list", "记录种类", "Records", TABLE_WORDS},
    {"contract", "工地", "Site", TABLE_TEXT},
    {"store", "门店", "Store", TABLE_TEXT},
    {"photos", "含照片文件", "With photos", TABLE_TRUTH},
    {"state", "状态", "State", TABLE_WORDS},
    {"asked_by", "谁要的", "Asked by", TABLE_TEXT},
    {"made_ms", "提出时间", "Asked", TABLE_TIME_MS},
    {"done_ms", "生成时间", "Made", TABLE_TIME_MS},
    {"expires_ms", "保留到", "Kept until", TABLE_TIME_MS},
    {"size", "字节", "Bytes", TABLE_INTEGER},
    {"sha256", "SHA-256", "SHA-256", TABLE_TEXT},
    {"detail", "说明", "Detail", TABLE_TEXT},
};

static void put_kind(struct table *table, const char *name)
{
    for (int i = 0; i < JOB_KIND_COUNT; i++)
        if (strcmp(job_desk_kinds()[i].name, name) == 0) {
            table_put_words(table, job_desk_kinds()[i].zh, job_desk_kinds()[i].en);
            return;
        }
    table_put_words(table, name, name);
}

static void put(struct table *table, const void *ctx, const void *item)
{
    const struct row *row = item;
    const struct job_row *job = &row->job;
    const struct kind *kind = kind_find(span_of(row->scope.list));
    const bool made = job->state == JOB_DONE || job->state == JOB_GONE;
    char digest[HASH_TEXT];

    (void)ctx;
    digest_format(&job->digest, digest);
    table_put_id(table, &job->id);
    put_kind(table, job->kind);
    if (kind)
        table_put_words(table, kind->zh, kind->en);
    else
        table_put_empty(table);
    table_put_string(table, row->contract);
    table_put_string(table, row->scope.store);
    table_put_number(table, row->scope.photos);
    table_put_words(table, state_words[job->state].zh, state_words[job->state].en);
    table_put_string(table, job->asked_by);
    table_put_time(table, job->made_ms);
    table_put_time(table, job->done_ms);
    table_put_time(table, job->expires_ms);
    table_put_number(table, made ? (int64_t)job->size : TABLE_NONE);
    table_put_string(table, made ? digest : NULL);
    table_put_string(table, job->detail);
}

static void put_extra(struct json_writer *json, const void *ctx, const void *item)
{
    const struct row *row = item;

    (void)ctx;
    fact_json_id(json, "site", &row->scope.site);
    json_put_text(json, "state_code", states[row->job.state]);
    json_put_text(json, "file", row->job.file[0] ? row->job.file : NULL);
    json_put_known(json, "ahead", row->job.state == JOB_WAITING, row->ahead);
}

static bool keeps(const void *ctx, const void *item)
{
    const int state = ((const struct looking *)ctx)->state;

    return state < 0 || ((const struct row *)item)->job.state == (enum job_state)state;
}

static void count_row(void *counts, const void *ctx, const void *item)
{
    struct counts *sum = counts;

    (void)ctx;
    sum->all++;
    sum->state[((const struct row *)item)->job.state]++;
}

static void put_counts(struct json_writer *json, const void *counts)
{
    const struct counts *sum = counts;

    json_put_integer(json, "all", sum->all);
    for (int i = 0; i < STATES; i++)
        json_put_integer(json, states[i], sum->state[i]);
}

static const struct listing_filter filters[] = {{"state", "状态", "state", state_words}};
static const struct listing exports = {
    .code = "exports",
    .zh = "导出",
    .en = "Exports",
    .columns = columns,
    .column_count = COUNT(columns),
    .filters = filters,
    .filter_count = COUNT(filters),
    .row_size = sizeof(struct row),
    .put = put,
    .extra = put_extra,
    .keeps = keeps,
    .count_row = count_row,
    .put_counts = put_counts,
};

static enum err get_exports(struct route_call *call, struct error *error)
{
    struct looking looking;
    struct counts counts = {0};
    enum err err = begin(call, &looking, error);

    if (err == ERR_OK) {
        const struct listing_source source = {
            .listing = &exports,
            .ctx = &looking,
            .rows = looking.rows,
            .count = looking.count,
            .counts = &counts,
        };

        err = listing_answer(call, &source, error);
    }
    mem_free(looking.rows);
    return err;
}

// ---- what can be asked for ----

static void put_words(struct json_writer *json, const char *code, const char *zh, const char *en)
{
    json_object_open(json, NULL);
    json_put_text(json, "code", code);
    json_put_text(json, "zh", zh);
    json_put_text(json, "en", en);
    json_object_close(json);
}

static void put_stores(struct route_call *call, const struct site_listed *listed)
{
    struct json_writer *json = route_answer(call);

    json_array_open(json, "stores");
    for (size_t i = 0; i < listed->count; i++) {
        const char *store = listed->sites[i]->store;
        bool seen = !store[0] || !console_may(call, CONSOLE_EXPORT, span_of(store));

        for (size_t k = 0; k < i && !seen; k++)
            seen = strcmp(listed->sites[k]->store, store) == 0;
        if (!seen)
            json_put_text(json, NULL, store);
    }
    json_array_close(json);
}

static enum err get_choices(struct route_call *call, struct error *error)
{
    const struct export_scope everything = {.of_site = false};
    const bool all = export_scope_may(call, &everything);
    struct json_writer *json = route_answer(call);
    struct site_listed listed = {.count = 0};
    enum err err = site_lists_take(call, &listed, error);
    size_t count = 0;
    const struct kind *list = kind_list(&count);

    json_array_open(json, "kinds");
    for (int i = 0; i < JOB_KIND_COUNT; i++)
        if (all || i != JOB_KIND_NIGHTS)
            put_words(json, job_desk_kinds()[i].name, job_desk_kinds()[i].zh,
                      job_desk_kinds()[i].en);
    json_array_close(json);
    json_array_open(json, "lists");
    for (size_t i = 0; i < count; i++)
        if (all || !list[i].global)
            put_words(json, list[i].name, list[i].zh, list[i].en);
    json_array_close(json);
    put_stores(call, &listed);
    json_put_boolean(json, "all_stores", all);
    site_lists_release(&listed);
    return err;
}

// ---- the archive ----

static enum err get_file(struct route_call *call, struct error *error)
{
    struct route_file file = {.disk = console_disk(call), .type = "application/zip"};
    struct view *view = console_view(call, error);
    struct export_scope scope;
    struct job_row job;
    enum err err = view ? jobs_get(view, route_uuid(call, "id"), &job, error) : error->code;

    if (err == ERR_OK)
        export_scope_read(view, &job, &scope);
    if (err == ERR_NOT_FOUND || (err == ERR_OK && !export_scope_may(call, &scope)))
        return error_set(
            error, ERR_NOT_FOUND,
            "没有这份导出，或它含您看不到的门店 there is no such export, or it holds a "
            "store that you do not see");
    if (err == ERR_OK)
        err = console_read_audit(call, "export.file", scope.of_site ? &scope.site : NULL, error);
    if (err == ERR_OK)
        err = job_desk_open(file.disk, &job, &file.file, error);
    if (err != ERR_OK)
        return err;
    file.len = job.size;
    http_response_header(route_response(call), "Content-Disposition",
                         "attachment; filename=\"%.120s\"", job.file);
    route_send_file(call, &file);
    return ERR_OK;
}

static const struct route_parameter list_parameters[]
    = {{.name = "state", .type = ROUTE_CHOICE, .choices = states}, LISTING_PARAMETERS};
static const struct route_parameter file_parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

const struct route read_exports_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/exports",
     .access = CONSOLE_EXPORT,
     .parameters = list_parameters,
     .parameter_count = COUNT(list_parameters),
     .handler = get_exports,
     .purpose = "the exports that were asked for, the newest first: state, `ahead` (how many wait "
                "before it), size, sha256, kept until"},
    {.method = HTTP_GET,
     .path = "/api/export-choices",
     .access = CONSOLE_EXPORT,
     .handler = get_choices,
     .purpose = "what can be exported: kinds, lists (kinds of records), stores, all_stores"},
    {.method = HTTP_GET,
     .path = "/api/exports/:id/file",
     .access = CONSOLE_EXPORT,
     .parameters = file_parameters,
     .parameter_count = COUNT(file_parameters),
     .handler = get_file,
     .purpose = "the archive, a zip with its manifest; 410 once its time is over"},
};
const size_t read_exports_route_count = COUNT(read_exports_routes);
