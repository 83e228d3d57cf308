// SPDX-License-Identifier: Apache-2.0
#include "server/sync/committer.h"

#include "shared/base/memory.h"

#include <pthread.h>
#include <string.h>

enum { COMMITTER_WAITING_MAX = 1024, COMMITTER_TOGETHER_MAX = 64 };

// A job inside the commit under way.
struct member {
    struct commit_job *job;
    enum err result;
    struct error error;
    bool quiet; // the job may be gone when it is asked for
};

struct committer {
    struct storage *storage;
    pthread_mutex_t mutex; // guards what follows, up to `members`
    pthread_cond_t wake;
    struct commit_job *first, *last;
    size_t waiting;
    bool stopping;
    struct committer_figures figures;
    void (*after)(void *ctx);
    void *after_ctx;
    pthread_mutex_t listening; // guards what follows, and is held while it is called
    void (*heard)(void *ctx);
    void *heard_ctx;

    struct member members[COMMITTER_TOGETHER_MAX]; // of who commits
    bool threaded;
    pthread_t thread;
};

// Takes at most `most` waiting jobs; returns how many.
static size_t take_jobs(struct committer *committer, size_t most)
{
    size_t count = 0;

    while (committer->first && count < most && count < COMMITTER_TOGETHER_MAX) {
        struct commit_job *job = committer->first;

        if (job->apart && count > 0)
            break;
        committer->first = job->next;
        if (!committer->first)
            committer->last = NULL;
        committer->waiting--;
        job->next = NULL;
        committer->members[count++] = (struct member){.job = job, .quiet = job->quiet};
        if (job->apart)
            break;
    }
    return count;
}

// Applies all members that are still good; false when one of them failed and took the commit along.
static bool apply_members(struct committer *committer, size_t count,
                          const struct commit_stamp *stamp)
{
    for (size_t i = 0; i < count; i++) {
        struct member *member = &committer->members[i];

        if (member->result != ERR_OK)
            continue;
        member->result = member->job->apply(member->job, committer->storage, stamp, &member->error);
        if (member->result == ERR_OK)
            continue;
        storage_rollback(committer->storage);
        return false;
    }
    return true;
}

static void fail_members(struct committer *committer, size_t count, enum err result,
                         const struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        struct member *member = &committer->members[i];

        if (member->result != ERR_OK)
            continue;
        member->result = result;
        member->error = *error;
    }
}

static size_t good_members(const struct committer *committer, size_t count)
{
    size_t good = 0;

    for (size_t i = 0; i < count; i++)
        good += committer->members[i].result == ERR_OK;
    return good;
}

// One commit of the members; each failure shortens the list, so it ends.
static void commit_members(struct committer *committer, size_t count, struct commit_stamp *stamp)
{
    struct error error = {0};
    enum err result = ERR_OK;

    do {
        result = storage_begin(committer->storage, stamp, &error);
        if (result != ERR_OK)
            break;
    } while (!apply_members(committer, count, stamp) && good_members(committer, count) > 0);
    if (result == ERR_OK && good_members(committer, count) > 0)
        result = storage_commit(committer->storage, &error);
    if (result != ERR_OK)
        fail_members(committer, count, result, &error);
}

static void run_apart(struct committer *committer)
{
    struct member *member = &committer->members[0];
    struct commit_stamp none = {0};

    member->result = member->job->apply(member->job, committer->storage, &none, &member->error);
}

// Tells the listener, unless nothing but quiet jobs came through.
static void tell_listener(struct committer *committer, size_t count)
{
    bool loud = false;

    for (size_t i = 0; i < count; i++)
        loud = loud || (committer->members[i].result == ERR_OK && !committer->members[i].quiet);
    pthread_mutex_lock(&committer->listening);
    if (loud && committer->heard)
        committer->heard(committer->heard_ctx);
    pthread_mutex_unlock(&committer->listening);
}

// Called with the mutex held, which it lets go while it works. Returns how many jobs were done.
static size_t commit_some(struct committer *committer, size_t most)
{
    size_t count = take_jobs(committer, most);
    void (*after)(void *ctx) = committer->after;
    struct commit_stamp stamp = {0};

    if (count == 0)
        return 0;
    pthread_mutex_unlock(&committer->mutex);
    if (committer->members[0].job->apart)
        run_apart(committer);
    else
        commit_members(committer, count, &stamp);
    for (size_t i = 0; i < count; i++) {
        const struct member *member = &committer->members[i];

        member->job->done(member->job, member->result, &member->error, &stamp);
    }
    if (after && good_members(committer, count) > 0)
        after(committer->after_ctx);
    tell_listener(committer, count);
    pthread_mutex_lock(&committer->mutex);
    committer->figures.commits++;
    committer->figures.jobs += count;
    return count;
}

static void *committer_main(void *arg)
{
    struct committer *committer = arg;

    pthread_mutex_lock(&committer->mutex);
    while (!committer->stopping || committer->first) {
        if (commit_some(committer, COMMITTER_TOGETHER_MAX) == 0)
            pthread_cond_wait(&committer->wake, &committer->mutex);
    }
    pthread_mutex_unlock(&committer->mutex);
    return NULL;
}

enum err committer_create(struct storage *storage, bool threaded, struct committer **out,
                          struct error *error)
{
    struct committer *committer = mem_alloc(sizeof(*committer));

    committer->storage = storage;
    pthread_mutex_init(&committer->mutex, NULL);
    pthread_cond_init(&committer->wake, NULL);
    pthread_mutex_init(&committer->listening, NULL);
    committer->threaded
        = threaded && pthread_create(&committer->thread, NULL, committer_main, committer) == 0;
    if (threaded && !committer->threaded) {
        committer_free(committer);
        return error_set(error, ERR_INTERNAL, "no thread for the committer");
    }
    *out = committer;
    return ERR_OK;
}

void committer_free(struct committer *committer)
{
    if (!committer)
        return;
    if (committer->threaded) {
        pthread_mutex_lock(&committer->mutex);
        committer->stopping = true;
        pthread_cond_signal(&committer->wake);
        pthread_mutex_unlock(&committer->mutex);
        pthread_join(committer->thread, NULL);
    } else {
        committer_step(committer, 0);
    }
    pthread_cond_destroy(&committer->wake);
    pthread_mutex_destroy(&committer->mutex);
    pthread_mutex_destroy(&committer->listening);
    mem_free(committer);
}

enum err committer_submit(struct committer *committer, struct commit_job *job)
{
    enum err result = ERR_BUSY;

    pthread_mutex_lock(&committer->mutex);
    if (committer->waiting < COMMITTER_WAITING_MAX && !committer->stopping) {
        job->next = NULL;
        if (committer->last)
            committer->last->next = job;
        else
            committer->first = job;
        committer->last = job;
        committer->waiting++;
        result = ERR_OK;
        pthread_cond_signal(&committer->wake);
    }
    pthread_mutex_unlock(&committer->mutex);
    return result;
}

size_t committer_step(struct committer *committer, size_t most)
{
    size_t total = 0, count;

    pthread_mutex_lock(&committer->mutex);
    do {
        size_t wanted = most == 0 ? COMMITTER_TOGETHER_MAX : most - total;

        count = wanted ? commit_some(committer, wanted) : 0;
        total += count;
    } while (count > 0);
    pthread_mutex_unlock(&committer->mutex);
    return total;
}

// A job that somebody waits for.
struct awaited {
    struct commit_job job; // first
    struct commit_job *inner;
    pthread_mutex_t mutex;
    pthread_cond_t finished;
    bool over;
    enum err result;
    struct error error;
    struct commit_stamp stamp;
};

static enum err awaited_apply(struct commit_job *job, struct storage *storage,
                              const struct commit_stamp *stamp, struct error *error)
{
    struct commit_job *inner = ((struct awaited *)job)->inner;

    return inner->apply(inner, storage, stamp, error);
}

static void awaited_done(struct commit_job *job, enum err result, const struct error *error,
                         const struct commit_stamp *stamp)
{
    struct awaited *awaited = (struct awaited *)job;

    pthread_mutex_lock(&awaited->mutex);
    awaited->result = result;
    awaited->error = *error;
    awaited->stamp = *stamp;
    awaited->over = true;
    pthread_cond_signal(&awaited->finished);
    pthread_mutex_unlock(&awaited->mutex);
}

static void await(struct committer *committer, struct awaited *awaited)
{
    if (!committer->threaded)
        committer_step(committer, 0);
    pthread_mutex_lock(&awaited->mutex);
    while (!awaited->over)
        pthread_cond_wait(&awaited->finished, &awaited->mutex);
    pthread_mutex_unlock(&awaited->mutex);
}

enum err committer_run(struct committer *committer, struct commit_job *job,
                       struct commit_stamp *stamp, struct error *error)
{
    struct awaited awaited = {
        .job
        = {.apply = awaited_apply, .done = awaited_done, .apart = job->apart, .quiet = job->quiet},
        .inner = job};

    pthread_mutex_init(&awaited.mutex, NULL);
    pthread_cond_init(&awaited.finished, NULL);
    if (committer_submit(committer, &awaited.job) == ERR_OK)
        await(committer, &awaited);
    else
        awaited.result = error_set(&awaited.error, ERR_BUSY, "too much waits to be committed");
    pthread_cond_destroy(&awaited.finished);
    pthread_mutex_destroy(&awaited.mutex);
    if (error && awaited.result != ERR_OK)
        *error = awaited.error;
    if (stamp)
        *stamp = awaited.stamp;
    return awaited.result;
}

void committer_set_after(struct committer *committer, void (*after)(void *ctx), void *ctx)
{
    pthread_mutex_lock(&committer->mutex);
    committer->after = after;
    committer->after_ctx = ctx;
    pthread_mutex_unlock(&committer->mutex);
}

void committer_listen(struct committer *committer, void (*heard)(void *ctx), void *ctx)
{
    pthread_mutex_lock(&committer->listening);
    committer->heard = heard;
    committer->heard_ctx = ctx;
    pthread_mutex_unlock(&committer->listening);
}

void committer_figures(struct committer *committer, struct committer_figures *out)
{
    pthread_mutex_lock(&committer->mutex);
    *out = committer->figures;
    pthread_mutex_unlock(&committer->mutex);
}
