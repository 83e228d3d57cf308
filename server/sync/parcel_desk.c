// SPDX-License-Identifier: Apache-2.0
#include "server/sync/parcel_desk.h"

#include "server/sync/office_parts.h"
#include "server/sync/parcel_blob.h"
#include "server/sync/parcel_job.h"
#include "server/sync/parcel_read.h"
#include "shared/base/memory.h"

struct parcel_desk {
    struct crew_task task; // first
    struct office *office;
    pthread_mutex_t reading; // one file at a time
    pthread_mutex_t mutex;   // of queued
    bool queued, threaded;
    _Atomic bool stop;
};

struct digests {
    struct digest *list; // owned
    size_t count, cap;
};

static void add(struct digests *all, const struct digest *digest)
{
    all->list = mem_room(all->list, all->count, &all->cap, sizeof(*all->list));
    all->list[all->count++] = *digest;
}

static bool has(const struct digests *all, const struct digest *digest)
{
    for (size_t i = 0; i < all->count; i++)
        if (digest_equal(&all->list[i], digest))
            return true;
    return false;
}

// The next that was not tried yet.
struct search {
    const struct digests *tried;
    struct digest digest;
    bool found;
};

static bool look(void *arg, const struct parcel_row *parcel)
{
    struct search *search = arg;

    if (has(search->tried, &parcel->digest))
        return true;
    search->digest = parcel->digest;
    search->found = true;
    return false;
}

static bool find_open(struct office *office, struct search *search)
{
    struct view *view = NULL;
    struct error why = {0};

    search->found = false;
    if (storage_open_view(office->storage, &view, &why) != ERR_OK)
        return false;
    if (view_begin(view, &why) == ERR_OK) {
        parcels_list(view, true, look, search, &why);
        view_end(view);
    }
    storage_close_view(view);
    return search->found;
}

static enum err read_one(struct parcel_desk *desk, const struct parcel_read_wish *wish,
                         struct parcel_row *out, struct error *error)
{
    enum err result;

    pthread_mutex_lock(&desk->reading);
    result = parcel_read(desk->office, wish, out, error);
    pthread_mutex_unlock(&desk->reading);
    return result;
}

// Each that is open once; reading one may bring others.
static void read_open(struct parcel_desk *desk)
{
    struct digests tried = {.list = NULL};
    struct search search = {.tried = &tried};
    struct parcel_row row;

    while (!desk->stop && find_open(desk->office, &search)) {
        struct parcel_read_wish wish = {.digest = search.digest, .stop = &desk->stop};
        struct error why = {0};

        add(&tried, &search.digest);
        if (read_one(desk, &wish, &row, &why) != ERR_OK)
            log_write(&desk->office->log, LOG_WARN, "handover", "%s", why.detail);
    }
    mem_free(tried.list);
}

static void run(struct crew_task *task)
{
    struct parcel_desk *desk = (struct parcel_desk *)task;

    pthread_mutex_lock(&desk->mutex);
    desk->queued = false; // what comes from now on asks again
    pthread_mutex_unlock(&desk->mutex);
    read_open(desk);
}

struct parcel_desk *parcel_desk_open(struct office *office, bool threaded)
{
    struct parcel_desk *desk = mem_alloc(sizeof(*desk));

    desk->task.run = run;
    desk->office = office;
    desk->threaded = threaded;
    pthread_mutex_init(&desk->reading, NULL);
    pthread_mutex_init(&desk->mutex, NULL);
    return desk;
}

void parcel_desk_stop(struct parcel_desk *desk)
{
    desk->stop = true;
}

void parcel_desk_close(struct parcel_desk *desk)
{
    if (!desk)
        return;
    pthread_mutex_destroy(&desk->reading);
    pthread_mutex_destroy(&desk->mutex);
    mem_free(desk);
}

void parcel_desk_wake(struct office *office)
{
    struct parcel_desk *desk = office->parcels;
    bool submit;

    pthread_mutex_lock(&desk->mutex);
    submit = desk->threaded && !desk->queued && !desk->stop;
    desk->queued = desk->queued || submit;
    pthread_mutex_unlock(&desk->mutex);
    if (!submit || crew_submit(office->crew, &desk->task) == ERR_OK)
        return;
    pthread_mutex_lock(&desk->mutex);
    desk->queued = false; // the hourly tidying asks again
    pthread_mutex_unlock(&desk->mutex);
}

void parcel_desk_step(struct office *office)
{
    read_open(office->parcels);
}

// A source read from its beginning.
struct flow {
    const struct parcel_source *source;
    const struct parcel_pass *pass;
    uint64_t at;
};

static enum err read_flow(void *ctx, void *bytes, size_t len, size_t *got, struct error *error)
{
    struct flow *flow = ctx;
    enum err result = flow->source->read(flow->source->ctx, flow->at, bytes, len, got);

    if (result != ERR_OK)
        return error_set(error, result, "it cannot be read");
    flow->at += *got;
    return flow->pass && *got > 0 ? flow->pass->piece(flow->pass->ctx, bytes, *got, error) : ERR_OK;
}

static enum err is_held(struct office *office, const struct digest *digest, bool *held,
                        struct error *error)
{
    struct view *view = NULL;
    struct blob_row blob;
    enum err result = storage_open_view(office->storage, &view, error);

    *held = false;
    if (result == ERR_OK)
        result = view_begin(view, error);
    if (result == ERR_OK) {
        result = blobs_get(view, digest, &blob, error);
        *held = result == ERR_OK && blob.held;
        result = result == ERR_NOT_FOUND ? ERR_OK : result;
        view_end(view);
    }
    storage_close_view(view);
    return result;
}

static enum err keep(struct office *office, struct flow *flow, const struct digest *digest,
                     struct error *error)
{
    struct parcel_blob_wish wish = {
        .ctx = flow, .read = read_flow, .size_bytes = flow->source->size_bytes, .digest = *digest};
    struct parcel_row row = {.digest = *digest, .size = flow->source->size_bytes};
    bool good = false;
    enum err result = is_held(office, digest, &wish.held, error);

    if (result == ERR_OK)
        result = parcel_blob_take(office, &wish, &good, error);
    if (result == ERR_OK && !good)
        result = error_set(error, ERR_STALE, "the file changed while it was read");
    return result == ERR_OK ? parcel_job_arrive(office, &row, error) : result;
}

enum err parcel_desk_import(struct office *office, const struct parcel_desk_wish *wish,
                            struct parcel_row *out, struct error *error)
{
    struct parcel_desk *desk = office->parcels;
    struct flow flow = {.source = wish->source, .pass = wish->pass};
    struct parcel_feed_owner owner;
    enum err result = parcel_feed_check(office, wish->source, wish->pass, &owner, error);

    *out = (struct parcel_row){.size = wish->source->size_bytes};
    if (result == ERR_OK)
        result = keep(office, &flow, &owner.digest, error);
    if (result == ERR_OK) {
        struct parcel_read_wish read = {.digest = owner.digest,
                                        .pass = wish->pass,
                                        .past_gap = wish->past_gap,
                                        .stop = &desk->stop};

        result = read_one(desk, &read, out, error);
    }
    if (result == ERR_OK)
        read_open(desk); // others that it held or that waited for it
    return result;
}
