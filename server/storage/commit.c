// SPDX-License-Identifier: Apache-2.0
#include "server/storage/commit.h"

#include "server/storage/row.h"

static enum err read_stamp(struct row *row, struct commit_stamp *out, struct error *error)
{
    enum err code = row_step(row, error);

    if (code)
        return code;
    out->number = row_u64(row);
    out->tag = row_actor(row);
    out->at_ms = row_integer(row);
    return row_done(row, error);
}

enum err commit_head(struct view *view, struct commit_stamp *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_COMMIT_HEAD);
    enum err code = read_stamp(&row, out, error);

    if (code != ERR_NOT_FOUND)
        return code;
    *out = (struct commit_stamp){0};
    return ERR_OK;
}

enum err commit_get(struct view *view, uint64_t number, struct commit_stamp *out,
                    struct error *error)
{
    struct row row = row_begin(view, STATEMENT_COMMIT_GET);

    if (number > INT64_MAX)
        return error_set(error, ERR_NOT_FOUND, "no commit can have this number");
    row_put_u64(&row, number);
    return read_stamp(&row, out, error);
}
