// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/keeper.h"

#include "server/reports/nightly.h"
#include "server/sync/office_parts.h"
#include "server/upkeep/backup_schedule.h"
#include "shared/base/memory.h"

#include <pthread.h>
#include <signal.h>

enum { LOOK_EVERY_MS = 60000 };

struct keeper {
    struct office *office;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    atomic_bool stop;
};

// The night first: it takes seconds, a backup may take an hour.
static void look_at_night(struct keeper *keeper)
{
    struct error error = {0};
    bool made = false;
    enum err err = nightly_turn(keeper->office, &made, &error);
    if (err != ERR_OK)
        log_write(&keeper->office->log, LOG_WARN, "reconcile", "the night is not made: %s: %s",
                  err_name(err), error.detail);
}

static void look(struct keeper *keeper)
{
    look_at_night(keeper);
    struct backup_turn turn = {.stop = &keeper->stop};
    struct error error = {0};
    enum err err = backup_schedule_turn(keeper->office, &turn, &error);
    if (err != ERR_OK && err != ERR_CANCELLED)
        log_write(&keeper->office->log, LOG_WARN, "backup", "%s: %s", err_name(err), error.detail);
    err = backup_schedule_ledger(keeper->office, &error);
    if (err != ERR_OK)
        log_write(&keeper->office->log, LOG_WARN, "backup", "the ledger is not copied: %s: %s",
                  err_name(err), error.detail);
}

static void *keep(void *arg)
{
    struct keeper *keeper = arg;
    pthread_mutex_lock(&keeper->mutex);
    while (!atomic_load(&keeper->stop)) {
        pthread_mutex_unlock(&keeper->mutex);
        look(keeper);
        struct timespec until = clock_deadline(LOOK_EVERY_MS);
        pthread_mutex_lock(&keeper->mutex);
        while (!atomic_load(&keeper->stop)
               && pthread_cond_timedwait(&keeper->changed, &keeper->mutex, &until) == 0)
            ;
    }
    pthread_mutex_unlock(&keeper->mutex);
    return NULL;
}

static void make_condition(struct keeper *keeper)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&keeper->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&keeper->mutex, NULL);
}

static void free_keeper(struct keeper *keeper)
{
    pthread_cond_destroy(&keeper->changed);
    pthread_mutex_destroy(&keeper->mutex);
    mem_free(keeper);
}

enum err keeper_start(struct office *office, struct keeper **out, struct error *error)
{
    struct keeper *keeper = mem_alloc(sizeof *keeper);
    sigset_t all, before;
    *keeper = (struct keeper){.office = office};
    make_condition(keeper);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int result = pthread_create(&keeper->thread, NULL, keep, keeper);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (result != 0) {
        free_keeper(keeper);
        return error_set(error, ERR_INTERNAL, "no thread for the backups");
    }
    *out = keeper;
    return ERR_OK;
}

void keeper_stop(struct keeper *keeper)
{
    if (keeper == NULL)
        return;
    pthread_mutex_lock(&keeper->mutex);
    atomic_store(&keeper->stop, true);
    pthread_cond_signal(&keeper->changed);
    pthread_mutex_unlock(&keeper->mutex);
    pthread_join(keeper->thread, NULL);
    free_keeper(keeper);
}
