// SPDX-License-Identifier: Apache-2.0
#include "server/sync/office_held.h"

#include "server/storage/scope.h"
#include "server/sync/group.h"
#include "server/sync/office_parts.h"
#include "server/sync/quarantine.h"
#include "shared/data/catalogue_record.h"

#include <stdio.h>

struct decision_job {
    struct commit_job job; // first
    struct office *office;
    int64_t row;
    uint64_t group; // instead of the row
    bool accept;
    const struct office_decision *decision;
};

static enum err load_held(struct decision_job *job, struct held_row *out, struct error *error)
{
    enum err result = held_get(storage_writer(job->office->storage), job->row, out, error);

    out->bytes = (struct span){0};
    if (result == ERR_OK && out->decision != DECISION_OPEN)
        result = error_set(error, ERR_CONFLICT, "已有决定 entry %lld was decided already",
                           (long long)job->row);
    return result == ERR_NOT_FOUND ? error_set(error, result, "没有这条隔离内容 no held entry %lld",
                                               (long long)job->row)
                                   : result;
}

static enum err name_blobs(struct workset *workset, const struct write *write,
                           const struct uuid *device, struct error *error)
{
    struct workset_fields fields = {write->kind, write->fields, write->field_count};
    struct blob_name name = {.record = write->id, .site = write->site, .device = *device};

    return workset_name_blobs(workset, &fields, &name, error);
}

static enum err accept_write(struct workset *workset, const struct uuid *device,
                             const struct write *write, struct error *error)
{
    struct workset_key key = {write->id, write->site, write->kind};
    struct work *work;
    struct error why = {0};
    enum err result = workset_take(workset, &key, &work, error);

    if (result != ERR_OK)
        return result;
    // D6.4: not even by a decision.
    if (!vector_covers(&work->record.vector, write->dot)
        && quarantine_is_second(&work->record, write))
        return error_set(error, ERR_CONFLICT,
                         "这类记录只写一次，不能再接受 a record of this kind is written once");
    if (!vector_below(&write->context, &work->record.vector))
        return error_set(
            error, ERR_CONFLICT,
            "它改动的内容还在隔离区或还没到，请先决定那些 it has seen entries that are "
            "held themselves, or are not here: decide on those first");
    if (span_is(write->kind, "catalogue") && catalogue_record_check(write, &why) != ERR_OK)
        return error_set(error, ERR_CONFLICT,
                         "平板用不了这个目录 tablets could do nothing with it: %s", why.detail);
    result = workset_apply(workset, work, write, error);
    if (result == ERR_INVALID || result == ERR_TOO_LARGE)
        return error_set(error, ERR_CONFLICT, "放不进这条记录 it does not fit into its record");
    return result == ERR_OK ? name_blobs(workset, write, device, error) : result;
}

static enum err accept(struct workset *workset, const struct held_row *held, struct error *error)
{
    struct write write;
    enum err result;

    if (held->reason == REASON_FORK)
        return error_set(error, ERR_CONFLICT,
                         "办公室已有这一条，内容不同 the office has that entry with other bytes");
    if (held->reason == REASON_GROUP)
        return error_set(error, ERR_CONFLICT, "它在等一组到齐 it waits for its group %016llx",
                         (unsigned long long)held->group);
    result = quarantine_load(workset, held->dot, &write, error);
    if (result != ERR_OK)
        return result;
    result = accept_write(workset, &held->device, &write, error);
    write_clear(&write);
    return result;
}

// Whether the rejected entry is of a record that the device may write: then the record must say
// that it has seen it. Elsewhere nothing follows it, and nothing is changed.
static enum err concerns(struct workset *workset, const struct held_row *held,
                         const struct write *write, bool *out, struct error *error)
{
    enum scope_standing standing = SCOPE_NEVER;
    struct work *work;
    enum err result = workset_find(workset, &write->id, &work, error);

    *out = false;
    if (result != ERR_OK)
        return result;
    if (work) {
        *out = uuid_equal(&work->record.site, &write->site)
               && span_equal(work->record.kind, write->kind);
        return ERR_OK;
    }
    result = scope_standing(storage_writer(workset->parts->storage), &held->device, &write->site,
                            &standing, error);
    *out = result == ERR_OK && standing != SCOPE_NEVER;
    return result;
}

static enum err reject(struct workset *workset, const struct held_row *held, struct error *error)
{
    struct workset_key key;
    struct write write;
    struct work *work;
    bool concerned = false;
    enum err result;

    if (held->reason == REASON_FORK || quarantine_load(workset, held->dot, &write, NULL) != ERR_OK)
        return ERR_OK;
    result = concerns(workset, held, &write, &concerned, error);
    key = (struct workset_key){write.id, write.site, write.kind};
    if (result == ERR_OK && concerned)
        result = workset_take(workset, &key, &work, error);
    if (result == ERR_OK && concerned && !vector_covers(&work->record.vector, held->dot))
        result = workset_skip(workset, work, held->dot);
    write_clear(&write);
    return result;
}

static enum err mark(struct decision_job *job, struct held_row *held, struct workset *workset,
                     struct error *error)
{
    held->decision = job->accept ? DECISION_ACCEPTED : DECISION_REJECTED;
    held->decided_by = job->decision->person;
    held->decided_ms = workset->stamp->at_ms;
    held->told = 0;
    text_copy(held->decided_why, sizeof(held->decided_why), span_of(job->decision->why));
    roster_held(workset->parts->roster, &held->device, workset->stamp->number);
    return held_put(workset->parts->storage, held, error);
}

static enum err decide(struct decision_job *job, struct workset *workset, struct error *error)
{
    struct held_row held;
    bool behind = false;
    enum err result;

    if (job->group != 0)
        return group_force(workset, job->group, &job->decision->person, job->decision->why, error);
    result = load_held(job, &held, error);
    if (result == ERR_OK && held.reason != REASON_FORK)
        result = quarantine_is_behind(workset, &held.record, held.dot, &behind, error);
    if (result == ERR_OK && behind)
        result
            = error_set(error, ERR_CONFLICT,
                        "同一记录有更早的内容在等，请先决定那条 an earlier entry of the record is "
                        "held: decide on that first");
    if (result == ERR_OK)
        result = job->accept ? accept(workset, &held, error) : reject(workset, &held, error);
    // Marked before what waits is let in, so that the entry itself is not open any more.
    return result == ERR_OK ? mark(job, &held, workset, error) : result;
}

static enum err note(const struct decision_job *job, const char *kind, const struct uuid *site,
                     struct error *error)
{
    struct audit_row row = *job->decision->audit;
    char subject[32];

    snprintf(subject, sizeof(subject), job->group ? "%016llx" : "%llu",
             (unsigned long long)(job->group ? job->group : (uint64_t)job->row));
    row.subject_kind = span_of(kind);
    row.subject = span_of(subject);
    row.site = *site;
    row.why = span_of(job->decision->why);
    row.before = span_of("{\"decision\":\"open\"}");
    row.after = span_of(job->group    ? "{\"decision\":\"applied\"}"
                        : job->accept ? "{\"decision\":\"accepted\"}"
                                      : "{\"decision\":\"rejected\"}");
    return audit_put(job->office->storage, &row, NULL, error);
}

static enum err note_decision(const struct decision_job *job, struct error *error)
{
    struct held_row held = {0};
    enum err result = ERR_OK;

    if (!job->decision->audit)
        return ERR_OK;
    if (job->group)
        return note(job, "group", &uuid_nil, error);
    result = held_get(storage_writer(job->office->storage), job->row, &held, error);
    return result == ERR_OK ? note(job, "held", &held.site, error) : result;
}

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    struct decision_job *decision = (struct decision_job *)job;
    struct workset workset;
    enum err result;

    (void)storage;
    workset_open(&workset, &decision->office->parts, stamp);
    result = decide(decision, &workset, error);
    if (result == ERR_OK)
        result = quarantine_release(&workset, error);
    if (result == ERR_OK)
        result = workset_write(&workset, error);
    if (result == ERR_OK)
        result = note_decision(decision, error);
    workset_close(&workset);
    return result;
}

static enum err run(struct decision_job *decision, struct error *error)
{
    decision->job.apply = apply;
    return committer_run(decision->office->committer, &decision->job, NULL, error);
}

enum err office_held_accept(struct office *office, int64_t row,
                            const struct office_decision *decision, struct error *error)
{
    struct decision_job job = {.office = office, .row = row, .accept = true, .decision = decision};

    return run(&job, error);
}

enum err office_held_reject(struct office *office, int64_t row,
                            const struct office_decision *decision, struct error *error)
{
    struct decision_job job = {.office = office, .row = row, .decision = decision};

    return run(&job, error);
}

enum err office_held_group(struct office *office, uint64_t group,
                           const struct office_decision *decision, struct error *error)
{
    struct decision_job job = {.office = office, .group = group, .decision = decision};

    return run(&job, error);
}
