// SPDX-License-Identifier: Apache-2.0
#include "server/sync/parcel_job.h"

#include "server/storage/actors.h"
#include "server/storage/blob_sites.h"
#include "server/storage/devices.h"
#include "server/storage/held.h"
#include "server/sync/alert.h"
#include "server/sync/intake.h"
#include "server/sync/office_parts.h"
#include "shared/base/memory.h"

#include <string.h>

struct parcel_task {
    struct commit_job job; // first
    struct parcel_job_work *work;
    struct parcel_row row; // as it will be
    struct batch *batch;
    bool *fresh; // of the batch's entries: the office did not have it
    const struct parcel_item *item;
    enum parcel_job_verdict verdict;
};

static enum err run(struct parcel_task *task, struct error *error)
{
    enum err result = committer_run(task->work->office->committer, &task->job, NULL, error);

    if (result == ERR_OK)
        task->work->row = task->row;
    return result;
}

// For the morning picture: nobody may be looking when a tablet brings a file.
static enum err tell_office(struct parcel_task *task, struct storage *storage, const char *words)
{
    struct alert alert = {.kind = "parcel", .device = &task->row.device};
    char digest[HASH_TEXT];

    digest_format(&task->row.digest, digest);
    return alert_raise(storage, &task->work->office->log, &alert, "handover file %.16s: %s", digest,
                       words);
}

// Whoever could push by himself may do so through others.
enum err parcel_job_admit(struct view *view, const struct parcel_feed_owner *owner,
                          struct admission *out, struct error *error)
{
    struct device_row row;
    enum err result = devices_get(view, &owner->device, &row, error);

    *out = (struct admission){.device = owner->device, .state = DEVICE_RETURNING};
    if (result == ERR_OK && row.state == DEVICE_ACTIVE && owner->is_signed
        && digest_equal(&row.public_key, &owner->key))
        out->state = DEVICE_ACTIVE;
    return result == ERR_NOT_FOUND ? ERR_OK : result;
}

static enum err find_fresh(struct parcel_task *task, struct view *view, struct error *error)
{
    struct actor_row actor = {.actor = 0};
    enum err result = ERR_OK;

    for (size_t i = 0; i < task->batch->entry_count && result == ERR_OK; i++) {
        struct dot dot = task->batch->entries[i].dot;

        if (actor.actor != dot.actor) {
            result = actors_get(view, dot.actor, &actor, error);
            if (result == ERR_NOT_FOUND) {
                actor = (struct actor_row){.actor = dot.actor};
                result = ERR_OK;
            }
        }
        task->fresh[i] = dot.counter > actor.counter;
    }
    return result;
}

static bool is_quarantined(void *arg, const struct held_row *held)
{
    bool *found = arg;

    *found = held->decision == DECISION_OPEN && held->reason != REASON_CONTEXT
             && held->reason != REASON_GROUP;
    return !*found;
}

static enum err count(struct parcel_task *task, struct view *view, struct error *error)
{
    enum err result = ERR_OK;

    task->row.entries += (int64_t)task->batch->entry_count;
    for (size_t i = 0; i < task->batch->entry_count && result == ERR_OK; i++) {
        bool held = false;

        if (!task->fresh[i])
            continue;
        result = held_of_dot(view, task->batch->entries[i].dot, is_quarantined, &held, error);
        task->row.entries_new++;
        task->row.entries_held += held;
    }
    return result;
}

static void wait_for(struct parcel_row *row)
{
    row->state = PARCEL_WAITS;
    text_copy(row->detail, sizeof(row->detail),
              span_of("办公室缺少在它之前的记录,补到后自动继续 the office lacks what this tablet "
                      "recorded before: it goes on by itself when that comes"));
}

static enum err note_answer(struct parcel_task *task, enum intake_answer answer, struct view *view,
                            struct error *error)
{
    if (answer == INTAKE_GAP) {
        wait_for(&task->row);
        return ERR_OK;
    }
    task->row.pushes++;
    if (answer == INTAKE_TAKEN)
        return count(task, view, error);
    text_copy(task->row.detail, sizeof(task->row.detail),
              span_of("一部分记录属于另一台平板,没有采用 a part claims what belongs to another "
                      "tablet, and was not taken"));
    return ERR_OK;
}

// Says of what is missing that it was trimmed, as a tablet does whose journal was, and that the
// chain begins elsewhere.
static enum err declare_lost(struct parcel_task *task, struct view *view, struct error *error)
{
    struct exchange_push *push = &task->batch->request.push;
    enum err result = ERR_OK;

    push->broken = true;
    for (size_t i = 0; i < task->batch->entry_count && result == ERR_OK; i++) {
        struct dot dot = task->batch->entries[i].dot;
        struct actor_row actor = {.counter = 0};

        if (i > 0 && task->batch->entries[i - 1].dot.actor == dot.actor)
            continue;
        result = actors_get(view, dot.actor, &actor, error);
        result = result == ERR_NOT_FOUND ? ERR_OK : result;
        if (result == ERR_OK && dot.counter > actor.counter + 1)
            result = vector_raise(&push->trim, (struct dot){dot.actor, dot.counter - 1});
    }
    return result;
}

static enum err take_in(struct parcel_task *task, struct storage *storage,
                        const struct admission *admission, enum intake_answer *answer,
                        struct error *error)
{
    struct intake_result intake = {.macs = NULL};
    struct workset workset;
    enum err result;

    workset_open(&workset, &task->work->office->parts, storage_stamp(storage));
    result = intake_take(&workset, admission, task->batch, &intake, error);
    workset_close(&workset);
    *answer = intake.answer;
    intake_clear(&intake);
    return result;
}

static enum err apply_push(struct commit_job *job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    struct parcel_task *task = (struct parcel_task *)job;
    struct view *view = storage_writer(storage);
    enum intake_answer answer = INTAKE_TAKEN;
    struct admission admission;
    enum err result;

    task->row = task->work->row;
    task->row.read_ms = stamp->at_ms;
    result = parcel_job_admit(view, &task->work->owner, &admission, error);
    if (result == ERR_OK)
        result = find_fresh(task, view, error);
    if (result != ERR_OK)
        return result;
    result = take_in(task, storage, &admission, &answer, error);
    if (result == ERR_OK && answer == INTAKE_GAP && task->work->past_gap) {
        result = declare_lost(task, view, error);
        if (result == ERR_OK)
            result = take_in(task, storage, &admission, &answer, error);
    }
    if (result == ERR_OK)
        result = note_answer(task, answer, view, error);
    if (result == ERR_OK && task->row.state == PARCEL_WAITS)
        result = tell_office(task, storage, task->row.detail);
    return result == ERR_OK ? parcels_put(storage, &task->row, error) : result;
}

enum err parcel_job_push(struct parcel_job_work *work, struct batch *batch, struct error *error)
{
    struct parcel_task task = {.job = {.apply = apply_push}, .work = work, .batch = batch};
    enum err result;

    task.fresh = mem_alloc_array(batch->entry_count, sizeof(*task.fresh));
    result = run(&task, error);
    mem_free(task.fresh);
    return result;
}

// A blob of this size is held; from this commit on, if it was not.
static enum err hold_blob(struct storage *storage, const struct digest *digest, uint64_t size,
                          struct error *error)
{
    const struct commit_stamp *stamp = storage_stamp(storage);
    struct blob_row blob;
    enum err result = blobs_get(storage_writer(storage), digest, &blob, error);

    if (result == ERR_NOT_FOUND)
        blob = (struct blob_row){.digest = *digest};
    else if (result != ERR_OK || blob.held)
        return result;
    blob.held = true;
    blob.size = size;
    blob.commit = stamp->number;
    blob.since_ms = stamp->at_ms;
    return blobs_put(storage, &blob, error);
}

static enum err keep_file(struct parcel_task *task, struct storage *storage, struct error *error)
{
    const struct parcel_item *item = task->item;
    enum err result = hold_blob(storage, &item->digest, item->size_bytes, error);

    if (result == ERR_OK)
        result = blob_sites_put(storage, &item->digest, &item->site, error);
    if (result == ERR_OK && strcmp(item->lane, "photo") != 0)
        bulletin_post(task->work->office->bulletin, &item->site, storage_stamp(storage)->number);
    if (result == ERR_OK && strcmp(item->lane, "parcel") == 0) {
        struct parcel_row inner = {.digest = item->digest,
                                   .size = item->size_bytes,
                                   .courier = task->work->owner.device,
                                   .arrived_ms = storage_stamp(storage)->at_ms};

        result = parcels_arrive(storage, &inner, error);
    }
    return result;
}

static enum err apply_file(struct commit_job *job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    struct parcel_task *task = (struct parcel_task *)job;
    enum err result = ERR_OK;

    task->row = task->work->row;
    task->row.read_ms = stamp->at_ms;
    task->row.files++;
    task->row.files_new += task->verdict == PARCEL_FILE_NEW;
    task->row.files_refused += task->verdict == PARCEL_FILE_REFUSED;
    if (task->verdict != PARCEL_FILE_REFUSED)
        result = keep_file(task, storage, error);
    return result == ERR_OK ? parcels_put(storage, &task->row, error) : result;
}

enum err parcel_job_file(struct parcel_job_work *work, const struct parcel_item *item,
                         enum parcel_job_verdict verdict, struct error *error)
{
    struct parcel_task task
        = {.job = {.apply = apply_file}, .work = work, .item = item, .verdict = verdict};

    return run(&task, error);
}

static enum err apply_state(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    struct parcel_task *task = (struct parcel_task *)job;
    enum err result;

    task->row.read_ms = stamp->at_ms;
    result = parcels_put(storage, &task->row, error);
    if (result == ERR_OK && task->row.state == PARCEL_REFUSED)
        result = tell_office(task, storage, task->row.detail);
    if (result == ERR_OK && task->row.state == PARCEL_TAKEN && task->row.files_refused > 0)
        result = tell_office(
            task, storage,
            "有文件不符或不属于它的工地,没有采用 files in it are not what they say, or "
            "of none of its sites: they were not taken");
    return result;
}

enum err parcel_job_state(struct parcel_job_work *work, enum parcel_state state, const char *detail,
                          struct error *error)
{
    struct parcel_task task = {.job = {.apply = apply_state}, .work = work, .row = work->row};

    task.row.state = state;
    if (detail)
        text_copy(task.row.detail, sizeof(task.row.detail), span_of(detail));
    return run(&task, error);
}

struct arrival {
    struct commit_job job; // first
    const struct parcel_row *row;
};

static enum err apply_arrival(struct commit_job *job, struct storage *storage,
                              const struct commit_stamp *stamp, struct error *error)
{
    struct parcel_row row = *((struct arrival *)job)->row;
    enum err result = hold_blob(storage, &row.digest, row.size, error);

    row.arrived_ms = stamp->at_ms;
    return result == ERR_OK ? parcels_arrive(storage, &row, error) : result;
}

enum err parcel_job_arrive(struct office *office, const struct parcel_row *row, struct error *error)
{
    struct arrival arrival = {.job = {.apply = apply_arrival}, .row = row};

    return committer_run(office->committer, &arrival.job, NULL, error);
}
