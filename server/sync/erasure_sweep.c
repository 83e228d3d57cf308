// SPDX-License-Identifier: Apache-2.0
#include "server/sync/erasure_sweep.h"

#include "server/storage/erasures.h"
#include "server/sync/office_parts.h"

#include <stdio.h>
#include <time.h>

enum { FILES_A_COMMIT = 256, SCRUB_TRIES = 40, SCRUB_WAIT_MS = 50 };

struct sweep_job {
    struct commit_job job; // first
    struct office *office;
    struct digest found[FILES_A_COMMIT];
    size_t count;
    bool files, pages; // there is something to do
};

static bool add_file(void *arg, const struct digest *digest)
{
    struct sweep_job *job = arg;

    job->found[job->count++] = *digest;
    return job->count < FILES_A_COMMIT;
}

static enum err apply_look(struct commit_job *commit_job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    struct sweep_job *job = (struct sweep_job *)commit_job;

    (void)stamp;
    return erasures_waiting(storage_writer(storage), &job->files, &job->pages, error);
}

static enum err apply_files(struct commit_job *commit_job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    struct sweep_job *job = (struct sweep_job *)commit_job;
    struct view *view = storage_writer(storage);
    enum err result;

    (void)stamp;
    job->count = 0;
    result = erasures_parcels(storage, error);
    if (result == ERR_OK)
        result = erased_files_list(view, FILES_A_COMMIT, add_file, job, error);
    for (size_t i = 0; i < job->count && result == ERR_OK; i++) {
        result = blob_store_remove_blob(job->office->blobs, &job->found[i], error);
        if (result == ERR_OK)
            result = erased_files_gone(storage, &job->found[i], error);
    }
    return result;
}

// Files that were written out of the store and may name customers: what they show can be written
// again.
static const char *const derived_folders[] = {"reports", "exports", "outgoing", "jobs"};

struct names {
    char list[64][64];
    size_t count;
};

static bool add_name(void *arg, const char *name)
{
    struct names *names = arg;

    text_copy(names->list[names->count++], sizeof(names->list[0]), span_of(name));
    return names->count < sizeof(names->list) / sizeof(names->list[0]);
}

static enum err empty_folder(const struct disk *disk, const char *folder, struct error *error)
{
    struct names names;
    enum err result;

    do {
        names.count = 0;
        result = disk->list(disk->ctx, folder, add_name, &names);
        for (size_t i = 0; i < names.count && result == ERR_OK; i++) {
            char path[96];

            snprintf(path, sizeof(path), "%s/%s", folder, names.list[i]);
            result = disk->remove(disk->ctx, path);
        }
    } while (result == ERR_OK && names.count > 0);
    if (result == ERR_OK)
        result = disk->sync_folder(disk->ctx, folder);
    return result == ERR_OK || result == ERR_NOT_FOUND
               ? ERR_OK
               : error_set(error, result, "%s/ could not be emptied", folder);
}

static enum err empty_folders(const struct disk *disk, struct error *error)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < sizeof(derived_folders) / sizeof(derived_folders[0]); i++)
        if (result == ERR_OK)
            result = empty_folder(disk, derived_folders[i], error);
    return result;
}

static enum err apply_scrub(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    (void)job;
    (void)stamp;
    return storage_scrub(storage, error);
}

static enum err apply_scrubbed(struct commit_job *job, struct storage *storage,
                               const struct commit_stamp *stamp, struct error *error)
{
    (void)job;
    (void)stamp;
    return erasures_scrubbed(storage, error);
}

// A reader that is just at work keeps the old pages: it is over in a moment.
static enum err scrub(struct office *office, struct error *error)
{
    static const struct timespec wait = {.tv_nsec = SCRUB_WAIT_MS * 1000000L};
    struct commit_job scrub = {.apply = apply_scrub, .apart = true};
    struct commit_job scrubbed = {.apply = apply_scrubbed};
    enum err result = committer_run(office->committer, &scrub, NULL, error);

    for (int i = 1; i < SCRUB_TRIES && result == ERR_BUSY; i++) {
        nanosleep(&wait, NULL);
        result = committer_run(office->committer, &scrub, NULL, error);
    }
    return result == ERR_OK ? committer_run(office->committer, &scrubbed, NULL, error) : result;
}

enum err erasure_sweep(struct office *office, struct error *error)
{
    struct sweep_job job = {.job = {.apply = apply_look, .apart = true}, .office = office};
    enum err result = committer_run(office->committer, &job.job, NULL, error);
    bool files = result == ERR_OK && job.files;

    job.job = (struct commit_job){.apply = apply_files};
    while (files && result == ERR_OK) {
        result = committer_run(office->committer, &job.job, NULL, error);
        files = job.count == FILES_A_COMMIT;
    }
    if (result != ERR_OK || !job.pages)
        return result;
    result = empty_folders(office->disk, error);
    return result == ERR_OK ? scrub(office, error) : result;
}
