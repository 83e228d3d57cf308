// SPDX-License-Identifier: Apache-2.0
#include "server/storage/invitations.h"

#include "server/storage/row.h"

enum err invitations_get(struct view *view, const struct digest *code, struct invitation_row *out,
                         struct error *error)
{
    struct row row = row_begin(view, STATEMENT_INVITATION_GET);
    enum err result;

    row_put_digest(&row, code);
    result = row_step(&row, error);
    if (result)
        return result;
    row_digest(&row, &out->code);
    row_uuid(&row, &out->person);
    row_uuid(&row, &out->device);
    row_digest(&row, &out->public_key);
    out->made_ms = row_integer(&row);
    out->expires_ms = row_integer(&row);
    out->used_ms = row_integer(&row);
    out->wrong = row_integer(&row);
    out->reply = row_bytes(&row);
    return row_keep(&row, (struct span *const[]){&out->reply}, 1, error);
}

enum err invitations_put(struct storage *storage, const struct invitation_row *invitation,
                         struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_INVITATION_PUT);
    enum err code;

    row_put_digest(&row, &invitation->code);
    row_put_uuid(&row, &invitation->person);
    row_put_uuid(&row, &invitation->device);
    row_put_digest(&row, &invitation->public_key);
    row_put_integer(&row, invitation->made_ms);
    row_put_integer(&row, invitation->expires_ms);
    row_put_integer(&row, invitation->used_ms);
    row_put_integer(&row, invitation->wrong);
    row_put_bytes(&row, invitation->reply);
    code = row_run(&row, error);
    if (!code && row_changes(&row) != 1)
        code = error_set(error, ERR_EXISTS, "the invitation was used with another key");
    return code;
}
