// SPDX-License-Identifier: Apache-2.0
#include "server/storage/audit_log.h"

#include "server/storage/row.h"

static enum err put_values(struct storage *storage, const struct audit_row *audit,
                           struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_AUDIT_VALUES_PUT);

    row_put_u64(&row, audit->number);
    row_put_bytes(&row, audit->salt);
    row_put_text(&row, audit->before);
    row_put_text(&row, audit->after);
    row_put_text(&row, audit->why);
    return row_run(&row, error);
}

enum err audit_log_put(struct storage *storage, const struct audit_row *audit, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_AUDIT_PUT);
    enum err code;

    row_put_u64(&row, audit->number);
    row_put_integer(&row, audit->at_ms);
    row_put_uuid(&row, &audit->account);
    row_put_uuid(&row, &audit->person);
    row_put_text(&row, audit->who);
    row_put_text(&row, audit->act);
    row_put_text(&row, audit->subject_kind);
    row_put_text(&row, audit->subject);
    row_put_uuid(&row, &audit->site);
    row_put_text(&row, audit->address);
    row_put_digest(&row, &audit->content);
    row_put_digest(&row, &audit->chain);
    code = row_run(&row, error);
    return code ? code : put_values(storage, audit, error);
}

enum err audit_log_last(struct view *view, uint64_t *number, struct digest *chain,
                        struct error *error)
{
    struct row row = row_begin(view, STATEMENT_AUDIT_LAST);
    enum err code = row_step(&row, error);

    *number = 0;
    *chain = (struct digest){0};
    if (code == ERR_NOT_FOUND)
        return ERR_OK;
    if (code)
        return code;
    *number = row_u64(&row);
    row_digest(&row, chain);
    return row_done(&row, error);
}

enum err audit_log_erase(struct storage *storage, uint64_t number, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_AUDIT_VALUES_ERASE);

    row_put_u64(&row, number);
    return row_run(&row, error);
}

static void read_audit(struct row *row, struct audit_row *out)
{
    out->number = row_u64(row);
    out->at_ms = row_integer(row);
    row_uuid(row, &out->account);
    row_uuid(row, &out->person);
    out->who = row_bytes(row);
    out->act = row_bytes(row);
    out->subject_kind = row_bytes(row);
    out->subject = row_bytes(row);
    row_uuid(row, &out->site);
    out->address = row_bytes(row);
    row_digest(row, &out->content);
    row_digest(row, &out->chain);
    out->salt = row_bytes(row);
    out->before = row_bytes(row);
    out->after = row_bytes(row);
    out->why = row_bytes(row);
}

static enum err list(struct row *row, audit_each *each, void *arg, struct error *error)
{
    struct audit_row audit;

    while (row_next(row, error)) {
        read_audit(row, &audit);
        if (row_verdict(row, error) || !each(arg, &audit))
            break;
    }
    return row_done(row, error);
}

enum err audit_log_up(struct view *view, uint64_t after, audit_each *each, void *arg,
                      struct error *error)
{
    struct row row = row_begin(view, STATEMENT_AUDIT_UP);

    row_put_u64(&row, after);
    return list(&row, each, arg, error);
}

enum err audit_log_down(struct view *view, const struct audit_range *range, audit_each *each,
                        void *arg, struct error *error)
{
    enum statement statement = range->account       ? STATEMENT_AUDIT_DOWN_ACCOUNT
                               : range->site        ? STATEMENT_AUDIT_DOWN_SITE
                               : range->subject.len ? STATEMENT_AUDIT_DOWN_SUBJECT
                               : range->act.len     ? STATEMENT_AUDIT_DOWN_ACT
                                                    : STATEMENT_AUDIT_DOWN;
    struct row row = row_begin(view, statement);

    row_put_u64(&row, range->before ? range->before : INT64_MAX);
    if (range->account || range->site)
        row_put_uuid(&row, range->account ? range->account : range->site);
    else if (range->subject.len || range->act.len)
        row_put_text(&row, range->subject.len ? range->subject : range->act);
    return list(&row, each, arg, error);
}

enum err audit_log_acts(struct view *view, audit_act_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_AUDIT_ACTS);

    while (row_next(&row, error)) {
        struct span act = row_bytes(&row);

        if (row_verdict(&row, error) || !each(arg, act))
            break;
    }
    return row_done(&row, error);
}

enum err audit_log_put_head(struct storage *storage, const struct audit_head_row *head,
                            struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_AUDIT_HEAD_PUT);

    row_put_u64(&row, head->number);
    row_put_text(&row, head->head);
    row_put_bytes(&row, head->seal);
    row_put_bytes(&row, head->certificate);
    return row_run(&row, error);
}

static void read_head(struct row *row, struct audit_head_row *out)
{
    out->number = row_u64(row);
    out->head = row_bytes(row);
    out->seal = row_bytes(row);
    out->certificate = row_bytes(row);
}

enum err audit_log_heads(struct view *view, audit_head_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_AUDIT_HEAD_LIST);
    struct audit_head_row head;

    while (row_next(&row, error)) {
        read_head(&row, &head);
        if (row_verdict(&row, error) || !each(arg, &head))
            break;
    }
    return row_done(&row, error);
}

enum err audit_log_last_head(struct view *view, struct audit_head_row *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_AUDIT_HEAD_LAST);
    enum err code = row_step(&row, error);

    if (code)
        return code;
    read_head(&row, out);
    return row_keep(&row, (struct span *const[]){&out->head, &out->seal, &out->certificate}, 3,
                    error);
}
