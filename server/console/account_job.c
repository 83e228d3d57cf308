// SPDX-License-Identifier: Apache-2.0
#include "server/console/account_job.h"

#include "server/sync/access_line.h"
#include "shared/base/memory.h"

#include <string.h>

// Whether another thing lets the account in; how often somebody tried is no such thing.
static bool differs(const struct account_row *was, const struct account_row *is)
{
    return was->state != is->state || was->must_change != is->must_change
           || strcmp(was->password, is->password) != 0 || was->has_totp != is->has_totp
           || memcmp(was->totp, is->totp, sizeof(is->totp)) != 0
           || was->recovery_count != is->recovery_count
           || memcmp(was->recovery, is->recovery, is->recovery_count * sizeof(*is->recovery)) != 0;
}

static enum err change_row(struct account_job *wish, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    struct account_row was;
    enum err err = accounts_get(storage_writer(storage), &wish->account, &wish->row, error);

    if (err != ERR_OK || !wish->change)
        return err;
    was = wish->row;
    err = wish->change(wish, &wish->row, stamp->at_ms, error);
    if (err == ERR_OK)
        err = accounts_set(storage, &wish->row, error);
    if (err == ERR_OK && differs(&was, &wish->row))
        err = access_line_account(wish->office, storage, &wish->account, error);
    mem_wipe(&was, sizeof(was));
    return err;
}

// Between the request and its commit somebody may have ended the session: it does not come back.
static enum err check_alive(const struct account_job *wish, struct storage *storage,
                            struct error *error)
{
    struct office_session_row session;
    enum err err = office_sessions_get(storage_writer(storage), wish->end, &session, error);

    return err == ERR_NOT_FOUND ? error_set(error, ERR_AUTH,
                                            "登录已结束，请重新登录 the session has ended: sign "
                                            "in again")
                                : err;
}

static enum err change_sessions(const struct account_job *wish, struct storage *storage,
                                struct error *error)
{
    enum err err = ERR_OK;

    if (wish->end_all)
        err = office_sessions_end_all(storage, &wish->account, wish->spare, error);
    if (err == ERR_OK && wish->end)
        err = office_sessions_end(storage, wish->end, error);
    if (err == ERR_OK && wish->begin)
        err = office_sessions_put(storage, wish->begin, error);
    return err;
}

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    struct account_job *wish = (struct account_job *)job;
    enum err err = wish->renews ? check_alive(wish, storage, error) : ERR_OK;

    if (err == ERR_OK && !uuid_is_nil(&wish->account))
        err = change_row(wish, storage, stamp, error);
    if (err == ERR_OK)
        err = change_sessions(wish, storage, error);
    return err == ERR_OK && wish->audit ? audit_put(storage, wish->audit, NULL, error) : err;
}

enum err account_job_run(struct office *office, struct account_job *job, struct error *error)
{
    job->job = (struct commit_job){.apply = apply, .quiet = true};
    job->office = office;
    return committer_run(office_committer(office), &job->job, NULL, error);
}
