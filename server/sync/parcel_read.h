// SPDX-License-Identifier: Apache-2.0
// A handover file that is a blob of the office, read item by item into history and blobs.
#ifndef PLUMB_SERVER_SYNC_PARCEL_READ_H
#define PLUMB_SERVER_SYNC_PARCEL_READ_H

#include "server/storage/parcels.h"
#include "server/sync/office.h"
#include "shared/wire/parcel.h"

struct parcel_read_wish {
    struct digest digest;
    const struct parcel_pass *pass; // handed each piece as it is checked; may be NULL
    bool past_gap;                  // a person says that what the office lacks before it is lost
    _Atomic bool *stop;             // set: come to an end soon (CANCELLED), to go on another time
};
// Goes on where an earlier reading ended, and waits for the committer. One at a time for the whole
// office. OK: it is taken, waits or is refused, as *out says; one that was done before is left as
// it is. Any other error (IO, FULL, CANCELLED…) leaves it to be read another time. NOT_FOUND: no
// such file came.
enum err parcel_read(struct office *office, const struct parcel_read_wish *wish,
                     struct parcel_row *out, struct error *error);

#endif
