// SPDX-License-Identifier: Apache-2.0
// The commits behind a handover file: each item of it, and how far reading has come, in one.
#ifndef PLUMB_SERVER_SYNC_PARCEL_JOB_H
#define PLUMB_SERVER_SYNC_PARCEL_JOB_H

#include "server/storage/parcels.h"
#include "server/sync/batch.h"
#include "server/sync/parcel_feed.h"
#include "server/sync/roster.h"

// A file that is being read. `row` is as it was stored last.
struct parcel_job_work {
    struct office *office;
    struct parcel_feed_owner owner;
    struct parcel_row row;
    bool past_gap; // a person says that what is missing is lost: goes on behind it, with an alarm
};
// All of these wait for the committer; after an error nothing was changed.

// Takes a push in as if its tablet had sent it. What its tablet may not do by itself (it is
// revoked, unknown, or was enrolled anew with another key; nobody signed) goes to quarantine. The
// row waits when something before it is missing.
enum err parcel_job_push(struct parcel_job_work *work, struct batch *batch, struct error *error);

// How the tablet stands with what it sent through others: as if it came itself, or as one that is
// returning, whose entries are held.
enum err parcel_job_admit(struct view *view, const struct parcel_feed_owner *owner,
                          struct admission *out, struct error *error);

enum parcel_job_verdict { PARCEL_FILE_KNOWN, PARCEL_FILE_NEW, PARCEL_FILE_REFUSED };
// A file that is in the blob store (NEW), was there (KNOWN), or is not taken (REFUSED). One that is
// a handover file itself is remembered to be read.
enum err parcel_job_file(struct parcel_job_work *work, const struct parcel_item *item,
                         enum parcel_job_verdict verdict, struct error *error);

// Where the row stands now; `detail` is kept with it. A refused one, and one of which files
// were refused, is an alarm, too.
enum err parcel_job_state(struct parcel_job_work *work, enum parcel_state state, const char *detail,
                          struct error *error);
// A whole handover file is in the blob store: it is a blob, and to be read.
enum err parcel_job_arrive(struct office *office, const struct parcel_row *row,
                           struct error *error);

#endif
