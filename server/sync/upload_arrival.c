// SPDX-License-Identifier: Apache-2.0
#include "server/sync/upload_arrival.h"

#include "server/storage/blob_sites.h"
#include "server/storage/erasures.h"
#include "server/sync/office_parts.h"

#include <string.h>

#define KEEP_COMPLETE_MS INT64_C(86400000) // so that a lost answer can be asked for again

static enum err hold(struct storage *storage, const struct upload_row *row, struct error *error)
{
    const struct commit_stamp *stamp = storage_stamp(storage);
    struct blob_row blob;
    enum err result = blobs_get(storage_writer(storage), &row->digest, &blob, error);

    if (result == ERR_NOT_FOUND)
        blob = (struct blob_row){.digest = row->digest, .since_ms = stamp->at_ms};
    else if (result != ERR_OK)
        return result;
    if (!blob.held) {
        blob.held = true;
        blob.size = row->length;
        blob.commit = stamp->number;
        blob.since_ms = stamp->at_ms;
    }
    return blobs_put(storage, &blob, error);
}

// Tablets that asked for a blob too early ask again. An original comes only when somebody asks.
static enum err tell(struct office *office, struct storage *storage, const struct upload_row *row,
                     struct error *error)
{
    const struct commit_stamp *stamp = storage_stamp(storage);
    struct parcel_row parcel = {.digest = row->digest,
                                .size = row->length,
                                .courier = row->device,
                                .arrived_ms = stamp->at_ms};
    enum err result;

    if (strcmp(row->lane, UPLOAD_PARCEL) == 0)
        return parcels_arrive(storage, &parcel, error);
    result = blob_sites_put(storage, &row->digest, &row->site, error);
    if (result == ERR_OK && strcmp(row->lane, "photo") != 0)
        bulletin_post(office->bulletin, &row->site, stamp->number);
    return result;
}

enum err upload_arrival_keep(struct office *office, struct storage *storage, struct upload_row row,
                             struct error *error)
{
    bool erased = false;
    enum err result = uuid_is_nil(&row.site)
                          ? ERR_OK
                          : erasures_has(storage_writer(storage), &row.site, &erased, error);

    if (result == ERR_OK && erased) // while it was on its way
        return erased_files_put(storage, &row.digest, &row.site, error);
    if (result == ERR_OK)
        result = hold(storage, &row, error);
    row.offset = row.length;
    row.expires_ms = storage_stamp(storage)->at_ms + KEEP_COMPLETE_MS;
    if (result == ERR_OK)
        result = tell(office, storage, &row, error);
    return result == ERR_OK ? uploads_put(storage, &row, error) : result;
}
