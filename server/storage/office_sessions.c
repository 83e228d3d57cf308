// SPDX-License-Identifier: Apache-2.0
#include "server/storage/office_sessions.h"

#include "server/storage/row.h"

static void read_session(struct row *row, struct office_session_row *out)
{
    row_digest(row, &out->secret);
    row_uuid(row, &out->id);
    row_uuid(row, &out->account);
    out->made_ms = row_integer(row);
    out->seen_ms = row_integer(row);
    out->until_ms = row_integer(row);
    out->code_given = row_flag(row);
    out->fresh_ms = row_integer(row);
    row_text(row, out->address, sizeof(out->address));
}

enum err office_sessions_get(struct view *view, const struct digest *secret,
                             struct office_session_row *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_OFFICE_SESSION_GET);
    enum err code;

    row_put_digest(&row, secret);
    code = row_step(&row, error);
    if (code)
        return code;
    read_session(&row, out);
    return row_done(&row, error);
}

enum err office_sessions_put(struct storage *storage, const struct office_session_row *session,
                             struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_OFFICE_SESSION_PUT);
    enum err code;

    row_put_digest(&row, &session->secret);
    row_put_uuid(&row, &session->id);
    row_put_uuid(&row, &session->account);
    row_put_integer(&row, session->made_ms);
    row_put_integer(&row, session->seen_ms);
    row_put_integer(&row, session->until_ms);
    row_put_integer(&row, session->code_given);
    row_put_integer(&row, session->fresh_ms);
    row_put_text(&row, span_of(session->address));
    code = row_run(&row, error);
    if (!code && row_changes(&row) == 0)
        code = error_set(error, ERR_NOT_FOUND, "there is no such account");
    return code;
}

enum err office_sessions_seen(struct storage *storage, const struct digest *secret, int64_t seen_ms,
                              struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_OFFICE_SESSION_SEEN);

    row_put_digest(&row, secret);
    row_put_integer(&row, seen_ms);
    return row_run(&row, error);
}

enum err office_sessions_end(struct storage *storage, const struct digest *secret,
                             struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_OFFICE_SESSION_END);

    row_put_digest(&row, secret);
    return row_run(&row, error);
}

enum err office_sessions_end_all(struct storage *storage, const struct uuid *account,
                                 const struct digest *but, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_OFFICE_SESSION_END_ALL);

    row_put_uuid(&row, account);
    if (but)
        row_put_digest(&row, but);
    else
        row_put_bytes(&row, (struct span){"", 0});
    return row_run(&row, error);
}

enum err office_sessions_expire(struct storage *storage, int64_t now_ms, int64_t unused_since_ms,
                                struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_OFFICE_SESSION_EXPIRE);

    row_put_integer(&row, now_ms);
    row_put_integer(&row, unused_since_ms);
    return row_run(&row, error);
}

enum err office_sessions_list(struct view *view, const struct uuid *account,
                              office_sessions_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_OFFICE_SESSION_LIST);
    struct office_session_row session;

    row_put_uuid(&row, account);
    while (row_next(&row, error)) {
        read_session(&row, &session);
        if (row_verdict(&row, error) || !each(arg, &session))
            break;
    }
    return row_done(&row, error);
}
