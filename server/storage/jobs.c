// SPDX-License-Identifier: Apache-2.0
#include "server/storage/jobs.h"

#include "server/storage/row.h"

static void read_job(struct row *row, struct job_row *out)
{
    out->row = row_integer(row);
    row_uuid(row, &out->id);
    row_text(row, out->kind, sizeof(out->kind));
    row_text(row, out->wish, sizeof(out->wish));
    row_text(row, out->asked_by, sizeof(out->asked_by));
    out->state = (enum job_state)row_integer(row);
    out->made_ms = row_integer(row);
    out->done_ms = row_integer(row);
    out->expires_ms = row_integer(row);
    row_text(row, out->file, sizeof(out->file));
    out->size = row_u64(row);
    row_digest(row, &out->digest);
    row_text(row, out->detail, sizeof(out->detail));
}

enum err jobs_add(struct storage *storage, const struct job_row *job, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_JOB_ADD);

    row_put_uuid(&row, &job->id);
    row_put_text(&row, span_of(job->kind));
    row_put_text(&row, span_of(job->wish));
    row_put_text(&row, span_of(job->asked_by));
    row_put_integer(&row, storage_stamp(storage)->at_ms);
    return row_run(&row, error);
}

enum err jobs_settle(struct storage *storage, const struct job_row *job, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_JOB_SETTLE);

    row_put_uuid(&row, &job->id);
    row_put_integer(&row, job->state);
    row_put_integer(&row, job->done_ms);
    row_put_integer(&row, job->expires_ms);
    row_put_text(&row, span_of(job->file));
    row_put_u64(&row, job->size);
    row_put_digest(&row, &job->digest);
    row_put_text(&row, span_of(job->detail));
    return row_run(&row, error);
}

static enum err only(struct row *row, struct job_row *out, struct error *error)
{
    enum err code = row_step(row, error);

    if (code)
        return code;
    read_job(row, out);
    return row_done(row, error);
}

enum err jobs_get(struct view *view, const struct uuid *id, struct job_row *out,
                  struct error *error)
{
    struct row row = row_begin(view, STATEMENT_JOB_GET);

    row_put_uuid(&row, id);
    return only(&row, out, error);
}

enum err jobs_next(struct view *view, struct job_row *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_JOB_NEXT);

    return only(&row, out, error);
}

static enum err list(struct row *row, jobs_each *each, void *arg, struct error *error)
{
    struct job_row job;

    while (row_next(row, error)) {
        read_job(row, &job);
        if (row_verdict(row, error) || !each(arg, &job))
            break;
    }
    return row_done(row, error);
}

enum err jobs_list(struct view *view, int64_t before, jobs_each *each, void *arg,
                   struct error *error)
{
    struct row row = row_begin(view, STATEMENT_JOB_LIST);

    row_put_integer(&row, before ? before : INT64_MAX);
    return list(&row, each, arg, error);
}

enum err jobs_expired(struct view *view, int64_t now_ms, jobs_each *each, void *arg,
                      struct error *error)
{
    struct row row = row_begin(view, STATEMENT_JOB_EXPIRED);

    row_put_integer(&row, now_ms);
    return list(&row, each, arg, error);
}

static const char forgotten[] = "jobs_forgotten";

enum err jobs_forget(struct storage *storage, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_JOB_FORGET);
    struct buffer number;
    enum err code = row_run(&row, error);

    buffer_init(&number, 32);
    buffer_append_u64(&number, storage_stamp(storage)->number);
    if (!code)
        code = setting_put(storage, forgotten, (struct span){number.data, number.len}, error);
    buffer_clear(&number);
    return code;
}

enum err jobs_forgotten(struct view *view, uint64_t *out, struct error *error)
{
    struct buffer number;
    enum err code;

    *out = 0;
    buffer_init(&number, 32);
    code = setting_get(view, forgotten, &number, error);
    if (!code && !text_parse_u64((struct span){number.data, number.len}, out))
        code = error_set(error, ERR_CORRUPT, "the setting %s cannot be read", forgotten);
    buffer_clear(&number);
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}
