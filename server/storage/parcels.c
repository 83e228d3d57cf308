// SPDX-License-Identifier: Apache-2.0
#include "server/storage/parcels.h"

#include "server/storage/row.h"

static void read_parcel(struct row *row, struct parcel_row *out)
{
    row_digest(row, &out->digest);
    out->size = row_u64(row);
    out->state = (enum parcel_state)row_integer(row);
    row_uuid(row, &out->device);
    row_uuid(row, &out->courier);
    out->arrived_ms = row_integer(row);
    out->made_ms = row_integer(row);
    out->read_ms = row_integer(row);
    out->pushes = row_integer(row);
    out->files = row_integer(row);
    out->entries = row_integer(row);
    out->entries_new = row_integer(row);
    out->entries_held = row_integer(row);
    out->files_new = row_integer(row);
    out->files_refused = row_integer(row);
    row_text(row, out->detail, sizeof(out->detail));
}

enum err parcels_get(struct view *view, const struct digest *digest, struct parcel_row *out,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_PARCEL_GET);
    enum err code;

    row_put_digest(&row, digest);
    code = row_step(&row, error);
    if (code)
        return code;
    read_parcel(&row, out);
    return row_done(&row, error);
}

static enum err put(struct storage *storage, enum statement statement,
                    const struct parcel_row *parcel, struct error *error)
{
    struct row row = row_begin_write(storage, statement);

    row_put_digest(&row, &parcel->digest);
    row_put_u64(&row, parcel->size);
    row_put_integer(&row, parcel->state);
    row_put_uuid(&row, &parcel->device);
    row_put_uuid(&row, &parcel->courier);
    row_put_integer(&row, parcel->arrived_ms);
    row_put_integer(&row, parcel->made_ms);
    row_put_integer(&row, parcel->read_ms);
    row_put_integer(&row, parcel->pushes);
    row_put_integer(&row, parcel->files);
    row_put_integer(&row, parcel->entries);
    row_put_integer(&row, parcel->entries_new);
    row_put_integer(&row, parcel->entries_held);
    row_put_integer(&row, parcel->files_new);
    row_put_integer(&row, parcel->files_refused);
    row_put_text(&row, span_of(parcel->detail));
    return row_run(&row, error);
}

enum err parcels_put(struct storage *storage, const struct parcel_row *parcel, struct error *error)
{
    return put(storage, STATEMENT_PARCEL_PUT, parcel, error);
}

enum err parcels_arrive(struct storage *storage, const struct parcel_row *parcel,
                        struct error *error)
{
    return put(storage, STATEMENT_PARCEL_ARRIVE, parcel, error);
}

enum err parcels_list(struct view *view, bool open_only, parcels_each *each, void *arg,
                      struct error *error)
{
    struct row row
        = row_begin(view, open_only ? STATEMENT_PARCEL_LIST_OPEN : STATEMENT_PARCEL_LIST);
    struct parcel_row parcel;

    while (row_next(&row, error)) {
        read_parcel(&row, &parcel);
        if (row_verdict(&row, error) || !each(arg, &parcel))
            break;
    }
    return row_done(&row, error);
}
