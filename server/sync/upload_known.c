// SPDX-License-Identifier: Apache-2.0
#include "server/sync/upload_known.h"

#include "server/storage/erasures.h"
#include "server/storage/parcels.h"
#include "server/sync/blob_route.h"

static enum err look_up_erased(const struct upload_known_claim *claim, struct blob_row *blob,
                               bool *held, struct error *error)
{
    struct erasure_row erasure;
    enum err result = erasures_get(claim->view, &claim->row->site, &erasure, error);

    if (result != ERR_OK)
        return result == ERR_NOT_FOUND ? ERR_OK : result;
    *blob = (struct blob_row){
        .digest = claim->row->digest, .size = claim->row->length, .commit = erasure.commit};
    *held = true;
    return ERR_OK;
}

// Who knows its digest has it. One that was read may be gone, with a customer who was erased.
static enum err look_up_parcel(const struct upload_known_claim *claim, struct blob_row *blob,
                               bool *held, struct error *error)
{
    struct parcel_row parcel;
    enum err result = parcels_get(claim->view, &claim->row->digest, &parcel, error);

    if (result == ERR_OK)
        result = blobs_get(claim->view, &claim->row->digest, blob, error);
    else
        return result == ERR_NOT_FOUND ? ERR_OK : result;
    if (result == ERR_NOT_FOUND && parcel.state == PARCEL_TAKEN) {
        *blob = (struct blob_row){.digest = parcel.digest, .size = parcel.size, .held = true};
        result = ERR_OK;
    }
    *held = result == ERR_OK && blob->held;
    return result;
}

static enum err look_up_blob(const struct upload_known_claim *claim, struct blob_row *blob,
                             bool *held, struct error *error)
{
    const struct upload_row *row = claim->row;
    struct blob_route_claim through = {claim->admission->device, row->site, row->digest};
    enum err result = ERR_OK;

    if (claim->admission->state == DEVICE_ACTIVE)
        result = blob_route_may_see(claim->view, &through, held, error);
    if (result == ERR_OK && *held)
        result = blobs_get(claim->view, &row->digest, blob, error);
    *held = *held && result == ERR_OK && blob->held;
    return result == ERR_OK && !*held ? look_up_erased(claim, blob, held, error) : result;
}

enum err upload_known(const struct upload_known_claim *claim, struct blob_row *blob, bool *held,
                      struct error *error)
{
    enum err result;

    *held = false;
    result = claim->parcel ? look_up_parcel(claim, blob, held, error)
                           : look_up_blob(claim, blob, held, error);
    if (result == ERR_OK && *held && blob->size != claim->row->length)
        return error_set(error, ERR_INVALID, "the blob of this digest has another length");
    return result;
}
