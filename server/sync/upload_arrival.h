// SPDX-License-Identifier: Apache-2.0
// What a complete upload becomes: a blob that is held, and for a handover file something to read.
#ifndef PLUMB_SERVER_SYNC_UPLOAD_ARRIVAL_H
#define PLUMB_SERVER_SYNC_UPLOAD_ARRIVAL_H

#include "server/storage/uploads.h"
#include "server/sync/office.h"

// Inside the commit from which on the blob is held; its file is published. The upload is remembered
// for a while as complete.
enum err upload_arrival_keep(struct office *office, struct storage *storage, struct upload_row row,
                             struct error *error);

#endif
