// SPDX-License-Identifier: Apache-2.0
#include "server/sync/crew.h"

#include "shared/base/memory.h"

#include <pthread.h>
#include <stdbool.h>

enum { CREW_THREADS_MAX = 8, CREW_WAITING_MAX = 256 };

struct crew {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct crew_task *first, *last;
    unsigned waiting, count;
    bool stopping;
    pthread_t threads[CREW_THREADS_MAX];
};

static struct crew_task *take(struct crew *crew)
{
    struct crew_task *task = crew->first;

    if (!task)
        return NULL;
    crew->first = task->next;
    if (!crew->first)
        crew->last = NULL;
    crew->waiting--;
    return task;
}

static void *work(void *arg)
{
    struct crew *crew = arg;

    pthread_mutex_lock(&crew->mutex);
    while (!crew->stopping || crew->first) {
        struct crew_task *task = take(crew);

        if (!task) {
            pthread_cond_wait(&crew->wake, &crew->mutex);
            continue;
        }
        pthread_mutex_unlock(&crew->mutex);
        task->run(task);
        pthread_mutex_lock(&crew->mutex);
    }
    pthread_mutex_unlock(&crew->mutex);
    return NULL;
}

enum err crew_create(unsigned threads, struct crew **out, struct error *error)
{
    struct crew *crew = mem_alloc(sizeof(*crew));

    pthread_mutex_init(&crew->mutex, NULL);
    pthread_cond_init(&crew->wake, NULL);
    while (crew->count < threads && crew->count < CREW_THREADS_MAX) {
        if (pthread_create(&crew->threads[crew->count], NULL, work, crew) != 0) {
            crew_free(crew);
            return error_set(error, ERR_INTERNAL, "no thread for the crew");
        }
        crew->count++;
    }
    *out = crew;
    return ERR_OK;
}

void crew_free(struct crew *crew)
{
    if (!crew)
        return;
    pthread_mutex_lock(&crew->mutex);
    crew->stopping = true;
    pthread_cond_broadcast(&crew->wake);
    pthread_mutex_unlock(&crew->mutex);
    for (unsigned i = 0; i < crew->count; i++)
        pthread_join(crew->threads[i], NULL);
    pthread_cond_destroy(&crew->wake);
    pthread_mutex_destroy(&crew->mutex);
    mem_free(crew);
}

enum err crew_submit(struct crew *crew, struct crew_task *task)
{
    enum err result = ERR_BUSY;

    if (crew->count == 0) {
        task->run(task);
        return ERR_OK;
    }
    pthread_mutex_lock(&crew->mutex);
    if (crew->waiting < CREW_WAITING_MAX && !crew->stopping) {
        task->next = NULL;
        if (crew->last)
            crew->last->next = task;
        else
            crew->first = task;
        crew->last = task;
        crew->waiting++;
        result = ERR_OK;
        pthread_cond_signal(&crew->wake);
    }
    pthread_mutex_unlock(&crew->mutex);
    return result;
}
