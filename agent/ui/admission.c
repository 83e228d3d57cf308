// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/admission.h"

#include "agent/sync/enrolling.h"
#include "agent/ui/ui_call.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"
#include "shared/web/bell.h"
#include "shared/web/route.h"
#include "shared/web/web_answer.h"

#include <pthread.h>

struct admission {
    pthread_mutex_t mutex; // of busy, threaded, stopped
    bool busy, threaded, stopped;
    pthread_t thread;
    struct enrolling enrolling;
    // Of the attempt under way.
    struct ui *ui;
    struct http_exchange *exchange;
    char *link, *name;
    struct error error;
};

struct admission *admission_create(void)
{
    struct admission *admission = mem_alloc(sizeof(*admission));

    pthread_mutex_init(&admission->mutex, NULL);
    enrolling_init(&admission->enrolling);
    return admission;
}

// Taken out under the mutex: the end of the program and the next start may come together.
static void join_thread(struct admission *admission)
{
    pthread_t thread;
    bool threaded;

    pthread_mutex_lock(&admission->mutex);
    threaded = admission->threaded;
    thread = admission->thread;
    admission->threaded = false;
    pthread_mutex_unlock(&admission->mutex);
    if (threaded)
        pthread_join(thread, NULL);
}

void admission_stop(struct admission *admission)
{
    pthread_mutex_lock(&admission->mutex);
    admission->stopped = true;
    pthread_mutex_unlock(&admission->mutex);
    enrolling_cancel(&admission->enrolling);
    join_thread(admission);
}

void admission_free(struct admission *admission)
{
    if (!admission)
        return;
    enrolling_clear(&admission->enrolling);
    pthread_mutex_destroy(&admission->mutex);
    mem_free(admission);
}

// On the exchange's loop.
static void answer(void *arg)
{
    struct admission *admission = arg;
    struct http_exchange *exchange = admission->exchange;
    struct http_response *response = http_exchange_response(exchange);
    struct json_writer json;

    if (admission->error.code) {
        web_answer_error(response, &admission->error);
    } else {
        json_begin(&json, &response->body);
        json_object_open(&json, NULL);
        json_put_boolean(&json, "enrolled", true);
        json_object_close(&json);
        web_answer_json(response);
    }
    pthread_mutex_lock(&admission->mutex);
    admission->busy = false;
    pthread_mutex_unlock(&admission->mutex);
    http_exchange_finish(exchange);
}

static void *run(void *arg)
{
    struct admission *admission = arg;
    struct ui *ui = admission->ui;

    admission->error.code = enrolling_run(&admission->enrolling, ui->tablet, admission->link,
                                          admission->name, &admission->error);
    mem_free(admission->link);
    mem_free(admission->name);
    tablet_captured(ui->tablet);
    bell_ring(ui->bell);
    http_exchange_defer(admission->exchange, answer, admission);
    return NULL;
}

// None begins once the program ends: nobody would wait for it.
static bool start_thread(struct admission *admission)
{
    pthread_mutex_lock(&admission->mutex);
    admission->threaded
        = !admission->stopped && pthread_create(&admission->thread, NULL, run, admission) == 0;
    bool started = admission->threaded;
    pthread_mutex_unlock(&admission->mutex);
    return started;
}

// The one before has ended: its thread needs only to be joined.
static enum err begin(struct admission *admission, struct error *error)
{
    enum err err = ERR_OK;

    pthread_mutex_lock(&admission->mutex);
    if (admission->stopped)
        err = error_set(error, ERR_UNAVAILABLE, "plumb serve is ending");
    else if (admission->busy)
        err = error_set(error, ERR_BUSY, "正在登记 enrolling is under way already");
    else
        admission->busy = true;
    pthread_mutex_unlock(&admission->mutex);
    if (!err)
        join_thread(admission);
    return err;
}

static enum err enrol(struct route_call *call, struct error *error)
{
    struct ui *ui = ui_of(call);
    struct admission *admission = ui->admission;
    enum err err;

    if (ui->tablet->enrolled)
        return error_set(error, ERR_EXISTS, "this tablet is enrolled already");
    err = begin(admission, error);
    if (err)
        return err;
    admission->ui = ui;
    admission->link = mem_dup_text(route_text(call, "link"));
    admission->name = mem_dup_text(route_text(call, "name"));
    admission->exchange = route_take_exchange(call);
    error_clear(&admission->error);
    if (!start_thread(admission)) {
        error_set(&admission->error, ERR_BUSY, "no thread for enrolling");
        mem_free(admission->link);
        mem_free(admission->name);
        answer(admission);
    }
    return ERR_OK;
}

static const struct route_parameter parameters[] = {
    {.name = "link", .type = ROUTE_TEXT, .required = true, .max = 2000},
    {.name = "name", .type = ROUTE_TEXT, .max = 120},
    {.name = "once", .type = ROUTE_UUID},
};
const struct route admission_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/enrol",
     .access = UI_COOKIE,
     .changes = true,
     .parameters = parameters,
     .parameter_count = sizeof(parameters) / sizeof(parameters[0]),
     .handler = enrol,
     .purpose = "joins an office by its link; answered when it is done"},
};
const size_t admission_route_count = sizeof(admission_routes) / sizeof(admission_routes[0]);
