// SPDX-License-Identifier: Apache-2.0
#include "server/storage/blobs.h"

#include "server/storage/row.h"

static void read_blob(struct row *row, struct blob_row *out)
{
    row_digest(row, &out->digest);
    out->size = row_u64(row);
    out->held = row_flag(row);
    out->commit = row_u64(row);
    out->since_ms = row_integer(row);
}

enum err blobs_get(struct view *view, const struct digest *digest, struct blob_row *out,
                   struct error *error)
{
    struct row row = row_begin(view, STATEMENT_BLOB_GET);
    enum err code;

    row_put_digest(&row, digest);
    code = row_step(&row, error);
    if (code)
        return code;
    read_blob(&row, out);
    return row_done(&row, error);
}

enum err blobs_put(struct storage *storage, const struct blob_row *blob, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_BLOB_PUT);
    enum err code;

    row_put_digest(&row, &blob->digest);
    row_put_u64(&row, blob->size);
    row_put_integer(&row, blob->held);
    row_put_u64(&row, blob->commit);
    row_put_integer(&row, blob->since_ms);
    code = row_run(&row, error);
    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_BLOB_NAMES_MARK);
    row_put_integer(&row, !blob->held);
    row_put_digest(&row, &blob->digest);
    return row_run(&row, error);
}

// The number of a blob, NOT_FOUND when nobody named or sent it yet.
static enum err find(struct view *view, const struct digest *digest, int64_t *number, bool *held,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_BLOB_ROW);
    enum err code;

    row_put_digest(&row, digest);
    code = row_step(&row, error);
    if (code)
        return code;
    *number = row_integer(&row);
    *held = row_flag(&row);
    return row_done(&row, error);
}

enum err blobs_name(struct storage *storage, const struct blob_name *name, struct error *error)
{
    struct blob_row unknown = {.digest = name->digest, .since_ms = storage_stamp(storage)->at_ms};
    int64_t number = 0;
    bool held = false;
    struct row row;
    enum err code = find(storage_writer(storage), &name->digest, &number, &held, error);

    if (code == ERR_NOT_FOUND) {
        code = blobs_put(storage, &unknown, error);
        if (!code)
            code = find(storage_writer(storage), &name->digest, &number, &held, error);
    }
    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_BLOB_NAME_PUT);
    row_put_integer(&row, number);
    row_put_uuid(&row, &name->record);
    row_put_uuid(&row, &name->device);
    row_put_uuid(&row, &name->site);
    row_put_integer(&row, !held);
    return row_run(&row, error);
}

enum err blobs_named_by(struct view *view, const struct digest *digest, const struct uuid *record,
                        bool *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_BLOB_NAMED);
    enum err code;

    *out = false;
    row_put_digest(&row, digest);
    row_put_uuid(&row, record);
    code = row_step(&row, error);
    if (code)
        return code == ERR_NOT_FOUND ? ERR_OK : code;
    *out = true;
    return row_done(&row, error);
}

static enum err list(struct row *row, blobs_each *each, void *arg, struct error *error)
{
    struct blob_row blob;
    struct blob_name name;

    while (row_next(row, error)) {
        read_blob(row, &blob);
        name.digest = blob.digest;
        row_uuid(row, &name.record);
        row_uuid(row, &name.site);
        row_uuid(row, &name.device);
        if (row_verdict(row, error) || !each(arg, &blob, &name))
            break;
    }
    return row_done(row, error);
}

enum err blobs_missing(struct view *view, const struct uuid *device, blobs_each *each, void *arg,
                       struct error *error)
{
    struct row row = row_begin(view, uuid_is_nil(device) ? STATEMENT_BLOB_MISSING
                                                         : STATEMENT_BLOB_MISSING_DEVICE);

    if (!uuid_is_nil(device))
        row_put_uuid(&row, device);
    return list(&row, each, arg, error);
}

enum err blobs_names(struct view *view, blobs_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_BLOB_NAME_LIST);

    return list(&row, each, arg, error);
}

enum err blobs_of_site(struct view *view, const struct uuid *site, blobs_each *each, void *arg,
                       struct error *error)
{
    struct row row = row_begin(view, STATEMENT_BLOB_OF_SITE);

    row_put_uuid(&row, site);
    return list(&row, each, arg, error);
}

enum err blobs_after(struct view *view, const struct digest *digest, blobs_each *each, void *arg,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_BLOB_AFTER);
    struct blob_row blob;

    row_put_digest(&row, digest);
    while (row_next(&row, error)) {
        read_blob(&row, &blob);
        if (row_verdict(&row, error) || !each(arg, &blob, NULL))
            break;
    }
    return row_done(&row, error);
}

enum err blobs_name_of(struct view *view, const struct digest *digest, struct blob_name *out,
                       struct error *error)
{
    struct row row = row_begin(view, STATEMENT_BLOB_NAME_OF);
    struct blob_row blob;
    enum err code;

    row_put_digest(&row, digest);
    code = row_step(&row, error);
    if (code)
        return code;
    read_blob(&row, &blob);
    out->digest = blob.digest;
    row_uuid(&row, &out->record);
    row_uuid(&row, &out->site);
    row_uuid(&row, &out->device);
    return row_done(&row, error);
}
