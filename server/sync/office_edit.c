// SPDX-License-Identifier: Apache-2.0
#include "server/sync/office_edit.h"

#include "server/sync/office_parts.h"
#include "server/sync/office_pen.h"
#include "server/sync/quarantine.h"
#include "shared/base/memory.h"

struct edit_job {
    struct commit_job job; // first
    struct office *office;
    struct office_edit *edits;
    size_t count;
};

static enum err write_one(struct edit_job *edit, struct office_pen *pen, size_t i,
                          struct error *error)
{
    const struct office_premise *premise = edit->edits[i].premise;
    struct view *view = storage_writer(edit->office->storage);
    enum err result = premise ? premise->holds(premise, view, error) : ERR_OK;

    return result == ERR_OK ? office_pen_write(pen, &edit->edits[i], error) : result;
}

static enum err write_all(struct edit_job *edit, struct office_pen *pen, struct error *error)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < edit->count && result == ERR_OK; i++) {
        result = write_one(edit, pen, i, error);
        if (result != ERR_OK && edit->edits[i].label)
            error_wrap(error, result, "%s", edit->edits[i].label);
        else if (result != ERR_OK && edit->count > 1)
            error_wrap(error, result, "edit %zu", i + 1);
        if (result == ERR_OK && workset_is_large(pen->workset)) {
            result = workset_write(pen->workset, error);
            workset_forget(pen->workset);
        }
    }
    if (result == ERR_OK)
        result = quarantine_release(pen->workset, error);
    if (result == ERR_OK)
        result = workset_write(pen->workset, error);
    return result == ERR_OK ? office_pen_finish(pen, error) : result;
}

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    struct edit_job *edit = (struct edit_job *)job;
    struct workset workset;
    struct office_pen pen;
    enum err result;

    (void)storage;
    workset_open(&workset, &edit->office->parts, stamp);
    result = office_pen_open(&pen, edit->office, &workset, error);
    if (result == ERR_OK)
        result = write_all(edit, &pen, error);
    office_pen_close(&pen);
    workset_close(&workset);
    return result;
}

enum err office_edit(struct office *office, struct office_edit *edits, size_t count,
                     struct error *error)
{
    struct edit_job *edit = mem_alloc(sizeof(*edit));
    enum err result;

    edit->job.apply = apply;
    edit->office = office;
    edit->edits = edits;
    edit->count = count;
    result = committer_run(office->committer, &edit->job, NULL, error);
    mem_free(edit);
    return result;
}
