// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/act_handover.h"

#include "agent/sync/handover.h"
#include "agent/ui/act.h"
#include "shared/web/web_answer.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

// A file of a tablet that was offline for weeks has all its photos.
#define IMPORT_MAX ((size_t)3 << 30)
enum { PATH_BYTES = sizeof(HANDOVER_FOLDER) + HANDOVER_NAME };

struct act_handover {
    pthread_mutex_t mutex; // of busy, threaded, stopped
    bool busy, threaded, stopped;
    pthread_t thread;
    // Of the one under way.
    struct ui *ui;
    struct http_exchange *exchange;
    struct route_body body; // of a file that is taken in
    uint64_t body_bytes;
    enum err (*work)(struct act_handover *handover, struct error *error);
    struct handover_summary summary;
    struct error error;
};

struct act_handover *act_handover_create(void)
{
    struct act_handover *handover = mem_alloc(sizeof(*handover));

    pthread_mutex_init(&handover->mutex, NULL);
    return handover;
}

// Taken out under the mutex: the end of the program and the next start may come together.
static void join_thread(struct act_handover *handover)
{
    pthread_t thread;
    bool threaded;

    pthread_mutex_lock(&handover->mutex);
    threaded = handover->threaded;
    thread = handover->thread;
    handover->threaded = false;
    pthread_mutex_unlock(&handover->mutex);
    if (threaded)
        pthread_join(thread, NULL);
}

void act_handover_stop(struct act_handover *handover)
{
    pthread_mutex_lock(&handover->mutex);
    handover->stopped = true;
    pthread_mutex_unlock(&handover->mutex);
    join_thread(handover);
}

void act_handover_free(struct act_handover *handover)
{
    if (!handover)
        return;
    pthread_mutex_destroy(&handover->mutex);
    mem_free(handover);
}

static void put_summary(const struct handover_summary *summary, struct buffer *out)
{
    struct json_writer json;
    char device[UUID_TEXT], digest[HASH_TEXT];

    uuid_format(&summary->device, device);
    digest_format(&summary->digest, digest);
    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "name", summary->name);
    json_put_text(&json, "device", device);
    json_put_integer(&json, "made_ms", summary->made_ms);
    json_put_integer(&json, "entries", summary->entries);
    json_put_integer(&json, "blobs", summary->blobs);
    json_put_integer(&json, "parcels", summary->parcels);
    json_put_integer(&json, "size_bytes", (int64_t)summary->size_bytes);
    json_put_text(&json, "digest", digest);
    json_object_close(&json);
}

// On the exchange's loop.
static void answer(void *arg)
{
    struct act_handover *handover = arg;
    struct http_exchange *exchange = handover->exchange;
    struct http_response *response = http_exchange_response(exchange);

    if (handover->error.code) {
        web_answer_error(response, &handover->error);
    } else {
        put_summary(&handover->summary, &response->body);
        web_answer_json(response);
    }
    pthread_mutex_lock(&handover->mutex);
    handover->busy = false;
    pthread_mutex_unlock(&handover->mutex);
    http_exchange_finish(exchange);
}

static void *run(void *arg)
{
    struct act_handover *handover = arg;
    struct tablet *tablet = handover->ui->tablet;

    tablet_hold(tablet);
    handover->error.code = handover->work(handover, &handover->error);
    tablet_release(tablet);
    if (!handover->error.code)
        tablet_captured(tablet); // a parcel wants to go on
    http_exchange_defer(handover->exchange, answer, handover);
    return NULL;
}

// None begins once the program ends: nobody would wait for it.
static bool start_thread(struct act_handover *handover)
{
    pthread_mutex_lock(&handover->mutex);
    handover->threaded
        = !handover->stopped && pthread_create(&handover->thread, NULL, run, handover) == 0;
    bool started = handover->threaded;
    pthread_mutex_unlock(&handover->mutex);
    return started;
}

// The one before has ended: its thread needs only to be joined.
static enum err begin(struct act_handover *handover, struct error *error)
{
    enum err code = ERR_OK;

    pthread_mutex_lock(&handover->mutex);
    if (handover->stopped)
        code = error_set(error, ERR_UNAVAILABLE, "plumb serve is ending");
    else if (handover->busy)
        code = error_set(error, ERR_BUSY, "正在交接，请稍候 a handover is under way: wait for it");
    else
        handover->busy = true;
    pthread_mutex_unlock(&handover->mutex);
    if (!code)
        join_thread(handover);
    return code;
}

static enum err start(struct route_call *call,
                      enum err (*work)(struct act_handover *handover, struct error *error),
                      struct error *error)
{
    struct act_handover *handover = ui_of(call)->handover;
    enum err code = tablet_require_enrolled(ui_of(call)->tablet, error);

    if (!code)
        code = begin(handover, error);
    if (code)
        return code;
    handover->ui = ui_of(call);
    handover->work = work;
    handover->body = route_body(call);
    handover->body_bytes = route_body_bytes(call);
    handover->exchange = route_take_exchange(call);
    error_clear(&handover->error);
    if (!start_thread(handover)) {
        error_set(&handover->error, ERR_BUSY, "no thread for a handover");
        answer(handover);
    }
    return ERR_OK;
}

// ---- a file of our own ----

struct sweep {
    char names[8][HANDOVER_NAME];
    size_t count;
    const char *kept;
};

static bool gather(void *arg, const char *name, uint64_t size_bytes)
{
    struct sweep *sweep = arg;

    (void)size_bytes;
    if (strcmp(name, sweep->kept) != 0)
        text_copy(sweep->names[sweep->count++], HANDOVER_NAME, span_of(name));
    return sweep->count < sizeof(sweep->names) / sizeof(sweep->names[0]);
}

// The newest has all that waits: older ones only take storage.
static void remove_older(const struct disk *disk, const char *kept)
{
    struct sweep sweep = {.kept = kept};
    char path[PATH_BYTES];

    handover_list(disk, gather, &sweep, NULL);
    for (size_t i = 0; i < sweep.count; i++) {
        snprintf(path, sizeof(path), HANDOVER_FOLDER "/%s", sweep.names[i]);
        disk->remove(disk->ctx, path);
    }
}

static enum err write_file(struct act_handover *handover, struct error *error)
{
    struct tablet *tablet = handover->ui->tablet;
    struct handover_options options = tablet_handover(tablet);
    struct handover_place place
        = {.disk = &tablet->disk, .folder = HANDOVER_FOLDER, .replace = true};
    enum err code = handover_write(&options, &place, &handover->summary, error);

    if (!code)
        remove_older(&tablet->disk, handover->summary.name);
    return code;
}

static enum err make(struct route_call *call, struct error *error)
{
    return start(call, write_file, error);
}

// ---- a file of another tablet ----

static enum err read_body(void *ctx, uint64_t offset, void *bytes, size_t len, size_t *got)
{
    struct route_body *body = ctx;

    body->at = offset;
    return route_body_read(body, bytes, len, got);
}

static enum err take_file(struct act_handover *handover, struct error *error)
{
    struct handover_options options = tablet_handover(handover->ui->tablet);
    struct parcel_source source = {&handover->body, read_body, handover->body_bytes};

    return handover_accept(&options, &source, &handover->summary, error);
}

static enum err take(struct route_call *call, struct error *error)
{
    if (!route_is_raw(call))
        return error_set(error, ERR_INVALID, "没有文件 no file is given");
    return start(call, take_file, error);
}

// ---- fetching one ----

static bool find(void *arg, const char *name, uint64_t size_bytes)
{
    struct sweep *sweep = arg;

    (void)size_bytes;
    sweep->count += strcmp(name, sweep->kept) == 0;
    return sweep->count == 0;
}

static enum err fetch(struct route_call *call, struct error *error)
{
    const struct disk *disk = &ui_of(call)->tablet->disk;
    struct sweep sweep = {.kept = route_text(call, "name")};
    struct route_file file = {.disk = disk, .type = "application/octet-stream"};
    char path[PATH_BYTES];
    enum err code = handover_list(disk, find, &sweep, error);

    if (!code && sweep.count == 0)
        code = error_set(error, ERR_NOT_FOUND, "没有这个文件 there is no such file");
    if (code)
        return code;
    snprintf(path, sizeof(path), HANDOVER_FOLDER "/%s", sweep.kept);
    code = disk->open(disk->ctx, path, DISK_READ, &file.file, error);
    if (!code)
        code = disk->size(file.file, &file.len);
    if (code) {
        disk->close(file.file);
        return error_set(error, code, "the file cannot be read");
    }
    route_send_file(call, &file);
    http_response_header(route_response(call), "Content-Disposition", "attachment; filename=\"%s\"",
                         sweep.kept);
    return ERR_OK;
}

static const struct route_parameter tap_parameters[] = {ACT_ONCE};
static const struct route_parameter fetch_parameters[]
    = {{.name = "name", .type = ROUTE_TEXT, .required = true, .max = HANDOVER_NAME - 1}};
const struct route act_handover_routes[] = {
    ACT_ROUTE(
        "/api/handover", false, tap_parameters, make,
        "writes what only this tablet has as one sealed file: {name, entries, blobs, parcels, "
        "size_bytes, digest}"),
    {.method = HTTP_POST,
     .path = "/api/handover/import",
     .access = UI_OPEN,
     .changes = true,
     .raw = true,
     .raw_max = IMPORT_MAX,
     .parameters = tap_parameters,
     .parameter_count = ACT_COUNT(tap_parameters),
     .handler = take,
     .purpose = "takes such a file of another tablet along to the office"},
    {.method = HTTP_GET,
     .path = "/api/handover/:name",
     .access = UI_OPEN,
     .parameters = fetch_parameters,
     .parameter_count = ACT_COUNT(fetch_parameters),
     .handler = fetch,
     .purpose = "the bytes of a handover file that was written here"},
};
const size_t act_handover_route_count = ACT_COUNT(act_handover_routes);
