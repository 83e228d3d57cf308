// SPDX-License-Identifier: Apache-2.0
#include "server/sync/upload_work.h"

#include "server/sync/answer.h"
#include "server/sync/office_parts.h"
#include "server/sync/upload_arrival.h"
#include "server/sync/upload_table.h"
#include "shared/base/memory.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>

enum { TOGETHER_MAX = 32, EXPIRED_MAX = 256 };

struct upload_task {
    struct crew_task crew; // first
    struct commit_job job;
    struct office *office;
    struct http_exchange *http;
    struct upload_wish wish;
    struct upload_entry *entry; // in hand until the end
    struct upload_outcome outcome;
    struct upload_task *next; // in the desk's queue
};
struct upload_desk {
    pthread_mutex_t mutex;
    struct upload_table *table;
    struct upload_task *first, *last; // complete, to be published
    bool publishing;                  // somebody is at it
};

static struct upload_task *task_of(struct commit_job *job)
{
    return (struct upload_task *)((char *)job - offsetof(struct upload_task, job));
}

struct upload_desk *upload_work_open(void)
{
    struct upload_desk *desk = mem_alloc(sizeof(*desk));

    pthread_mutex_init(&desk->mutex, NULL);
    desk->table = upload_table_create();
    return desk;
}

void upload_work_close(struct upload_desk *desk)
{
    if (!desk)
        return;
    upload_table_free(desk->table);
    pthread_mutex_destroy(&desk->mutex);
    mem_free(desk);
}

const struct upload_wish *upload_work_wish(const struct upload_task *task)
{
    return &task->wish;
}

const struct upload_outcome *upload_work_outcome(const struct upload_task *task)
{
    return &task->outcome;
}

// On the loop thread.
static void answer(void *arg)
{
    struct upload_task *task = arg;
    bool gone = task->outcome.complete || task->wish.verb == UPLOAD_REMOVE
                || task->outcome.result == ERR_INVALID || task->outcome.result == ERR_EXPIRED;

    if (gone)
        upload_table_drop(task->office->uploads->table, task->entry);
    else
        upload_table_give(task->office->uploads->table, task->entry);
    if (task->outcome.complete && strcmp(task->wish.row.lane, UPLOAD_PARCEL) == 0)
        parcel_desk_wake(task->office);
    task->wish.answer(task->http, task);
    mem_free(task);
}

static void finish(struct upload_task *task)
{
    http_exchange_defer(task->http, answer, task);
}

static void done(struct commit_job *job, enum err result, const struct error *error,
                 const struct commit_stamp *stamp)
{
    struct upload_task *task = task_of(job);

    if (result != ERR_OK) {
        task->outcome.result = result;
        task->outcome.error = *error;
        task->outcome.complete = false;
    }
    task->outcome.commit = stamp->number;
    finish(task);
}

static void commit(struct upload_task *task,
                   enum err (*apply)(struct commit_job *, struct storage *,
                                     const struct commit_stamp *, struct error *))
{
    task->job = (struct commit_job){.apply = apply, .done = done};
    if (committer_submit(task->office->committer, &task->job) == ERR_OK)
        return;
    task->outcome.result
        = error_set(&task->outcome.error, ERR_BUSY, "too much waits to be committed");
    task->outcome.complete = false;
    finish(task);
}

static enum err apply_row(struct commit_job *job, struct storage *storage,
                          const struct commit_stamp *stamp, struct error *error)
{
    (void)stamp;
    return uploads_put(storage, &task_of(job)->wish.row, error);
}

static enum err apply_remove(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    (void)stamp;
    return uploads_remove(storage, task_of(job)->wish.row.id, error);
}

static enum err apply_held(struct commit_job *job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    struct upload_task *task = task_of(job);

    (void)stamp;
    return upload_arrival_keep(task->office, storage, task->wish.row, error);
}

// The whole is not what it was said to be: it goes, whoever's fault it is.
static void discard(struct upload_task *task)
{
    struct upload_outcome *outcome = &task->outcome;

    outcome->complete = false;
    if (task->entry->inherited)
        outcome->result = error_set(&outcome->error, ERR_EXPIRED,
                                    "what was received before a restart is damaged: begin again");
    blob_store_remove_upload(task->office->blobs, task->wish.row.id, NULL);
    commit(task, apply_remove);
}

static void end_publication(struct upload_task *task, enum err result, const struct error *error)
{
    task->outcome.result = result;
    if (result == ERR_OK) {
        commit(task, apply_held);
        return;
    }
    task->outcome.error = *error;
    task->outcome.complete = false;
    hash_stream_free(task->entry->running); // it was finished: no more can be added
    task->entry->running = NULL;
    if (result == ERR_INVALID)
        discard(task);
    else
        finish(task);
}

// Publishes several at once, and tells each.
static void publish(struct office *office, struct upload_task **tasks, size_t count)
{
    struct blob_publication items[TOGETHER_MAX];
    struct error error = {0};

    for (size_t i = 0; i < count; i++) {
        const struct upload_row *row = &tasks[i]->wish.row;

        items[i] = (struct blob_publication){
            .upload = row->id, .length = row->length, .digest = row->digest};
        if (tasks[i]->entry->hashed == row->length)
            items[i].running = tasks[i]->entry->running;
    }
    blob_store_publish_many(office->blobs, items, count, &error);
    for (size_t i = 0; i < count; i++) {
        struct error why = {0};

        error_set(&why, items[i].code, "%s",
                  items[i].code == ERR_INVALID ? "the whole does not match its digest"
                                               : error.detail);
        end_publication(tasks[i], items[i].code, &why);
    }
}

static size_t take_complete(struct upload_desk *desk, struct upload_task **out)
{
    size_t count = 0;

    pthread_mutex_lock(&desk->mutex);
    while (desk->first && count < TOGETHER_MAX) {
        out[count++] = desk->first;
        desk->first = desk->first->next;
    }
    if (!desk->first)
        desk->last = NULL;
    desk->publishing = count > 0;
    pthread_mutex_unlock(&desk->mutex);
    return count;
}

// Joins those who wait to be published; the first to come publishes for all until none is left.
static void queue(struct upload_task *task)
{
    struct office *office = task->office;
    struct upload_desk *desk = office->uploads;
    struct upload_task *tasks[TOGETHER_MAX];
    bool publishing;
    size_t count;

    pthread_mutex_lock(&desk->mutex);
    task->next = NULL;
    if (desk->last)
        desk->last->next = task;
    else
        desk->first = task;
    desk->last = task;
    publishing = desk->publishing;
    desk->publishing = true;
    pthread_mutex_unlock(&desk->mutex);
    if (publishing)
        return;
    while ((count = take_complete(desk, tasks)) > 0)
        publish(office, tasks, count);
}

static struct span body_of(const struct upload_task *task)
{
    return http_exchange_request(task->http)->body;
}

// Adds the body to the digest, and compares its own with the checksum. The digest must not take a
// body in that is refused.
static enum err hash_body(struct upload_task *task, struct hash_stream **next)
{
    struct upload_entry *entry = task->entry;
    struct span body = body_of(task);
    struct digest digest;

    *next = NULL;
    if (entry->running && entry->hashed == task->wish.offset) {
        *next = hash_stream_dup(entry->running);
        hash_stream_add(*next, body.data, body.len);
    }
    if (!task->wish.checked)
        return ERR_OK;
    if (*next && task->wish.offset == 0) {
        struct hash_stream *copy = hash_stream_dup(*next);

        hash_stream_finish(copy, &digest);
        hash_stream_free(copy);
    } else {
        hash_once(body.data, body.len, &digest);
    }
    if (digest_equal(&digest, &task->wish.checksum))
        return ERR_OK;
    hash_stream_free(*next);
    *next = NULL;
    return error_set(&task->outcome.error, ERR_CHECKSUM, "the body has another checksum");
}

// Appends the body; OK: it is in the file, and synced unless the blob is complete (publishing
// syncs).
static enum err append(struct upload_task *task, struct disk_file *file)
{
    struct blob_store *blobs = task->office->blobs;
    struct upload_entry *entry = task->entry;
    struct upload_outcome *outcome = &task->outcome;
    struct span body = body_of(task);
    struct hash_stream *next;
    enum err result = hash_body(task, &next);

    if (result == ERR_OK)
        result = blob_store_append(blobs, file, task->wish.offset, body, &outcome->error);
    if (result != ERR_OK) {
        hash_stream_free(next);
        return result;
    }
    hash_stream_free(entry->running);
    entry->running = next;
    entry->hashed = task->wish.offset + body.len;
    outcome->offset = task->wish.offset + body.len;
    outcome->complete = outcome->offset == task->wish.row.length;
    return outcome->complete ? ERR_OK : blob_store_sync(blobs, file, &outcome->error);
}

static void create(struct upload_task *task)
{
    struct blob_store *blobs = task->office->blobs;
    struct upload_outcome *outcome = &task->outcome;
    struct disk_file *file = NULL;

    outcome->result = blob_store_create_upload(blobs, task->wish.row.id, &file, &outcome->error);
    if (outcome->result == ERR_OK && task->wish.has_body)
        outcome->result = append(task, file);
    if (outcome->result == ERR_OK && !outcome->complete)
        outcome->result = blob_store_sync_uploads(blobs, &outcome->error);
    blob_store_close_file(blobs, file);
    if (outcome->result != ERR_OK) {
        blob_store_remove_upload(blobs, task->wish.row.id, NULL);
        finish(task);
    } else if (outcome->complete) {
        queue(task);
    } else {
        commit(task, apply_row);
    }
}

// The upload's file is gone. It may have become the blob just before a crash, or before its row
// could be stored: then it is complete.
static bool was_published(struct upload_task *task)
{
    struct blob_store *blobs = task->office->blobs;
    struct upload_outcome *outcome = &task->outcome;
    struct disk_file *file = NULL;
    uint64_t size = 0;

    if (outcome->result != ERR_NOT_FOUND
        || blob_store_open_blob(blobs, &task->wish.row.digest, &file, &size, NULL) != ERR_OK)
        return false;
    blob_store_close_file(blobs, file);
    if (size != task->wish.row.length)
        return false;
    outcome->result = ERR_OK;
    outcome->offset = size;
    outcome->complete = true;
    return true;
}

static void extend(struct upload_task *task)
{
    struct blob_store *blobs = task->office->blobs;
    struct upload_outcome *outcome = &task->outcome;
    struct disk_file *file = NULL;
    uint64_t size;

    outcome->result
        = blob_store_open_upload(blobs, task->wish.row.id, &file, &size, &outcome->error);
    if (outcome->result == ERR_OK && size != task->wish.offset)
        outcome->result = error_set(&outcome->error, ERR_STALE, "the upload stands at %llu",
                                    (unsigned long long)size);
    if (outcome->result == ERR_OK)
        outcome->result = append(task, file);
    blob_store_close_file(blobs, file);
    if (was_published(task))
        commit(task, apply_held);
    else if (outcome->result == ERR_OK && outcome->complete)
        queue(task);
    else
        finish(task);
}

// Where it stands: what is there now is made to stay before it is told. One that has all its bytes
// and could not be published is published now.
static void ask(struct upload_task *task)
{
    struct blob_store *blobs = task->office->blobs;
    struct upload_outcome *outcome = &task->outcome;
    struct disk_file *file = NULL;

    outcome->result = blob_store_open_upload(blobs, task->wish.row.id, &file, &outcome->offset,
                                             &outcome->error);
    if (outcome->result == ERR_OK)
        outcome->result = blob_store_sync(blobs, file, &outcome->error);
    blob_store_close_file(blobs, file);
    if (was_published(task)) {
        commit(task, apply_held);
    } else if (outcome->result == ERR_OK && outcome->offset == task->wish.row.length) {
        outcome->complete = true;
        queue(task);
    } else {
        finish(task);
    }
}

static void run(struct crew_task *crew)
{
    struct upload_task *task = (struct upload_task *)crew;
    struct upload_outcome *outcome = &task->outcome;

    switch (task->wish.verb) {
    case UPLOAD_CREATE:
        create(task);
        return;
    case UPLOAD_APPEND:
        extend(task);
        return;
    case UPLOAD_ASK:
        ask(task);
        return;
    case UPLOAD_REMOVE:
        outcome->result
            = blob_store_remove_upload(task->office->blobs, task->wish.row.id, &outcome->error);
        if (outcome->result == ERR_OK)
            commit(task, apply_remove);
        else
            finish(task);
    }
}

void upload_work_start(struct office *office, struct http_exchange *exchange,
                       const struct upload_wish *wish)
{
    struct upload_entry *entry
        = upload_table_take(office->uploads->table, wish->row.id, wish->verb == UPLOAD_CREATE);
    struct upload_task *task;

    if (!entry) {
        answer_code(exchange, ERR_STALE, "another request has this upload in hand");
        return;
    }
    task = mem_alloc(sizeof(*task));
    task->crew.run = run;
    task->office = office;
    task->http = exchange;
    task->wish = *wish;
    task->entry = entry;
    if (crew_submit(office->crew, &task->crew) == ERR_OK)
        return;
    task->outcome.result = error_set(&task->outcome.error, ERR_BUSY, "too many uploads wait");
    answer(task);
}

struct expired {
    uint64_t ids[EXPIRED_MAX];
    size_t count;
};

static bool collect_expired(void *arg, const struct upload_row *row)
{
    struct expired *expired = arg;

    expired->ids[expired->count++] = row->id;
    return expired->count < EXPIRED_MAX;
}

enum err upload_work_expire(struct office *office, struct storage *storage, int64_t now_ms,
                            struct error *error)
{
    struct expired *expired = mem_alloc(sizeof(*expired));
    enum err result
        = uploads_expired(storage_writer(storage), now_ms, collect_expired, expired, error);

    for (size_t i = 0; i < expired->count && result == ERR_OK; i++) {
        struct upload_entry *entry
            = upload_table_take(office->uploads->table, expired->ids[i], false);

        if (!entry)
            continue; // somebody is at it still
        result = blob_store_remove_upload(office->blobs, expired->ids[i], error);
        if (result == ERR_OK)
            result = uploads_remove(storage, expired->ids[i], error);
        upload_table_drop(office->uploads->table, entry);
    }
    mem_free(expired);
    return result;
}

static bool collect_unknown(void *arg, uint64_t id)
{
    struct office *office = arg;
    struct upload_row row;

    // A creation that a crash cut short: nobody knows its address.
    if (uploads_get(storage_writer(office->storage), id, &row, NULL) == ERR_NOT_FOUND)
        blob_store_remove_upload(office->blobs, id, NULL);
    return true;
}

enum err upload_work_sweep(struct office *office, struct error *error)
{
    return blob_store_list_uploads(office->blobs, collect_unknown, office, error);
}
