// SPDX-License-Identifier: Apache-2.0
#include "server/storage/uploads.h"

#include "server/storage/row.h"

static void read_upload(struct row *row, struct upload_row *out)
{
    out->id = (uint64_t)row_integer(row); // all 64 bits are random
    row_uuid(row, &out->device);
    row_uuid(row, &out->site);
    row_uuid(row, &out->record);
    row_digest(row, &out->digest);
    row_text(row, out->lane, sizeof(out->lane));
    out->length = row_u64(row);
    out->offset = row_u64(row);
    out->expires_ms = row_integer(row);
}

enum err uploads_get(struct view *view, uint64_t id, struct upload_row *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_UPLOAD_GET);
    enum err code;

    row_put_integer(&row, (int64_t)id);
    code = row_step(&row, error);
    if (code)
        return code;
    read_upload(&row, out);
    return row_done(&row, error);
}

enum err uploads_put(struct storage *storage, const struct upload_row *upload, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_UPLOAD_PUT);

    row_put_integer(&row, (int64_t)upload->id);
    row_put_uuid(&row, &upload->device);
    row_put_uuid(&row, &upload->site);
    row_put_uuid(&row, &upload->record);
    row_put_digest(&row, &upload->digest);
    row_put_text(&row, span_of(upload->lane));
    row_put_u64(&row, upload->length);
    row_put_u64(&row, upload->offset);
    row_put_integer(&row, upload->expires_ms);
    return row_run(&row, error);
}

enum err uploads_remove(struct storage *storage, uint64_t id, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_UPLOAD_REMOVE);

    row_put_integer(&row, (int64_t)id);
    return row_run(&row, error);
}

enum err uploads_expired(struct view *view, int64_t now_ms, uploads_each *each, void *arg,
                         struct error *error)
{
    struct row row = row_begin(view, STATEMENT_UPLOAD_EXPIRED);
    struct upload_row upload;

    row_put_integer(&row, now_ms);
    while (row_next(&row, error)) {
        read_upload(&row, &upload);
        if (row_verdict(&row, error) || !each(arg, &upload))
            break;
    }
    return row_done(&row, error);
}
