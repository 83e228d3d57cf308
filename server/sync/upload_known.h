// SPDX-License-Identifier: Apache-2.0
// Whether a file that a tablet announces need not be sent.
#ifndef PLUMB_SERVER_SYNC_UPLOAD_KNOWN_H
#define PLUMB_SERVER_SYNC_UPLOAD_KNOWN_H

#include "server/storage/blobs.h"
#include "server/storage/uploads.h"
#include "server/sync/roster.h"

struct upload_known_claim {
    struct view *view; // on a snapshot
    const struct admission *admission;
    const struct upload_row *row; // site, digest and length as announced
    bool parcel;                  // a handover file
};
// *held: the office has the blob, where this device may know that it has; or it is of a customer
// who was erased, and not wanted: then its tablet is told that it has arrived. *blob is filled in
// then. INVALID: the blob has another length.
enum err upload_known(const struct upload_known_claim *claim, struct blob_row *blob, bool *held,
                      struct error *error);

#endif
