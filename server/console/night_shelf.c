// SPDX-License-Identifier: Apache-2.0
#include "server/console/night_shelf.h"

#include "server/reports/nightly.h"
#include "shared/base/memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

// Clocks move on although nothing is written: what is overdue now was not then.
enum { NOW_MS = 60000, NIGHTS = 4 };

struct night_shelf {
    struct office *office;
    struct clock clock;
    pthread_mutex_t mutex; // held while one is made: whoever comes meanwhile gets that one
    struct night_lent *now;
    struct night_lent *nights[NIGHTS]; // the last that were asked for
    size_t next;
};

struct night_shelf *night_shelf_create(struct office *office, struct clock clock)
{
    struct night_shelf *shelf = mem_alloc(sizeof(*shelf));

    shelf->office = office;
    shelf->clock = clock;
    pthread_mutex_init(&shelf->mutex, NULL);
    return shelf;
}

void night_shelf_return(struct night_lent *lent)
{
    if (!lent || atomic_fetch_sub(&lent->users, 1) > 1)
        return;
    night_clear(&lent->night);
    mem_free(lent);
}

void night_shelf_free(struct night_shelf *shelf)
{
    if (!shelf)
        return;
    night_shelf_return(shelf->now);
    for (size_t i = 0; i < NIGHTS; i++)
        night_shelf_return(shelf->nights[i]);
    pthread_mutex_destroy(&shelf->mutex);
    mem_free(shelf);
}

static enum err newest_commit(struct night_shelf *shelf, uint64_t *out, struct error *error)
{
    struct view *view = NULL;
    struct commit_stamp head;
    enum err err = storage_open_view(office_storage(shelf->office), &view, error);

    if (err == ERR_OK)
        err = view_begin(view, error);
    if (err == ERR_OK) {
        err = commit_head(view, &head, error);
        view_end(view);
    }
    *out = err == ERR_OK ? head.number : 0;
    storage_close_view(view);
    return err;
}

// The place of what answers this; NULL when it has to be made.
static struct night_lent **find(struct night_shelf *shelf, const char *date, uint64_t commit)
{
    if (strcmp(date, NIGHT_SHELF_NOW) == 0)
        return shelf->now && shelf->now->commit == commit
                       && clock_wall_ms(&shelf->clock) - shelf->now->at_ms < NOW_MS
                   ? &shelf->now
                   : NULL;
    // What came late for a night comes with a commit.
    for (size_t i = 0; i < NIGHTS; i++)
        if (shelf->nights[i] && shelf->nights[i]->commit == commit
            && strcmp(shelf->nights[i]->night.date, date) == 0)
            return &shelf->nights[i];
    return NULL;
}

static enum err make(struct night_shelf *shelf, const char *date, struct night_lent *lent,
                     struct error *error)
{
    if (strcmp(date, NIGHT_SHELF_NOW) == 0)
        return nightly_now(shelf->office, &lent->night, error);
    return nightly_read(shelf->office, date, &lent->night, error);
}

static enum err put(struct night_shelf *shelf, const char *date, uint64_t commit,
                    struct night_lent ***place, struct error *error)
{
    struct night_lent *lent = mem_alloc(sizeof(*lent));
    enum err err = make(shelf, date, lent, error);

    atomic_init(&lent->users, 1);
    if (err != ERR_OK) {
        night_shelf_return(lent);
        return err;
    }
    lent->at_ms = clock_wall_ms(&shelf->clock);
    lent->commit = commit;
    *place = &shelf->now;
    if (strcmp(date, NIGHT_SHELF_NOW) != 0) {
        *place = &shelf->nights[shelf->next];
        shelf->next = (shelf->next + 1) % NIGHTS;
    }
    night_shelf_return(**place);
    **place = lent;
    return ERR_OK;
}

enum err night_shelf_lend(struct night_shelf *shelf, const char *date, struct night_lent **out,
                          struct error *error)
{
    struct night_lent **place;
    uint64_t commit;
    enum err err;

    *out = NULL;
    pthread_mutex_lock(&shelf->mutex);
    err = newest_commit(shelf, &commit, error);
    place = err == ERR_OK ? find(shelf, date, commit) : NULL;
    if (err == ERR_OK && !place)
        err = put(shelf, date, commit, &place, error);
    if (err == ERR_OK) {
        atomic_fetch_add(&(*place)->users, 1);
        *out = *place;
    }
    pthread_mutex_unlock(&shelf->mutex);
    return err;
}
