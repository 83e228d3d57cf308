// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/job_runner.h"

#include "server/outgoing/job_desk.h"
#include "shared/base/memory.h"

#include <pthread.h>

enum { LOOK_MS = 1000, TIDY_MS = 3600 * 1000 };

struct job_runner {
    struct office *office;
    const struct disk *disk;
    struct clock clock;
    struct view *view;
    int64_t tidy_ms; // boot clock
    _Atomic bool stop;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t thread;
    bool started;
};

static bool find_any(void *arg, const struct job_row *job)
{
    (void)job;
    *(bool *)arg = true;
    return false;
}

// Whether a step has anything to do: something waits, or it is time to look for what is too old.
static bool is_due(struct job_runner *runner)
{
    int64_t now_ms = clock_boot_ms(&runner->clock);
    struct job_row row;
    bool expired = false;

    if (now_ms >= runner->tidy_ms) {
        runner->tidy_ms = now_ms + TIDY_MS;
        return true;
    }
    if (jobs_next(runner->view, &row, NULL) == ERR_OK)
        return true;
    jobs_expired(runner->view, clock_wall_ms(&runner->clock), find_any, &expired, NULL);
    return expired;
}

static void run_all(struct job_runner *runner)
{
    const struct job_step step = {runner->office, runner->disk, &runner->stop};
    struct log log = office_log(runner->office);
    struct error error = {0};
    bool ran = is_due(runner);

    while (ran && !runner->stop)
        if (job_desk_step(&step, &ran, &error) != ERR_OK) {
            log_write(&log, LOG_WARN, "export", "%s", error.detail);
            ran = false;
        }
}

static void *main_loop(void *arg)
{
    struct job_runner *runner = arg;

    pthread_mutex_lock(&runner->mutex);
    while (!runner->stop) {
        struct timespec until = clock_deadline(LOOK_MS);

        pthread_mutex_unlock(&runner->mutex);
        run_all(runner);
        pthread_mutex_lock(&runner->mutex);
        while (!runner->stop && pthread_cond_timedwait(&runner->wake, &runner->mutex, &until) == 0)
            continue;
    }
    pthread_mutex_unlock(&runner->mutex);
    return NULL;
}

enum err job_runner_start(struct office *office, const struct disk *disk, struct job_runner **out,
                          struct error *error)
{
    struct job_runner *runner = mem_alloc(sizeof(*runner));
    pthread_condattr_t monotonic;
    enum err err;

    runner->office = office;
    runner->disk = disk;
    runner->clock = office_clock(office);
    pthread_mutex_init(&runner->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&runner->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    err = storage_open_view(office_storage(office), &runner->view, error);
    runner->started
        = err == ERR_OK && pthread_create(&runner->thread, NULL, main_loop, runner) == 0;
    if (!runner->started) {
        job_runner_stop(runner);
        return err == ERR_OK ? error_set(error, ERR_INTERNAL, "no thread for exports") : err;
    }
    *out = runner;
    return ERR_OK;
}

void job_runner_stop(struct job_runner *runner)
{
    if (!runner)
        return;
    pthread_mutex_lock(&runner->mutex);
    runner->stop = true;
    pthread_cond_signal(&runner->wake);
    pthread_mutex_unlock(&runner->mutex);
    if (runner->started)
        pthread_join(runner->thread, NULL);
    storage_close_view(runner->view);
    pthread_cond_destroy(&runner->wake);
    pthread_mutex_destroy(&runner->mutex);
    mem_free(runner);
}
