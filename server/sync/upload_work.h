// SPDX-License-Identifier: Apache-2.0
// The work behind a tus request: files on the crew, rows on the committer, then the answer.
#ifndef PLUMB_SERVER_SYNC_UPLOAD_WORK_H
#define PLUMB_SERVER_SYNC_UPLOAD_WORK_H

#include "server/storage/uploads.h"
#include "server/sync/office.h"
#include "shared/net/http.h"

#define UPLOAD_PARCEL "parcel" // lane of a handover file, which is read once it is whole

enum upload_verb { UPLOAD_CREATE, UPLOAD_APPEND, UPLOAD_ASK, UPLOAD_REMOVE };

struct upload_task;
struct upload_wish {
    enum upload_verb verb;
    struct upload_row row; // as it is stored, or shall be
    uint64_t offset;       // where the body goes
    bool has_body;
    bool checked; // the body must have this checksum
    struct digest checksum;
    uint64_t epoch; // that goes with the commit
    // On the loop thread, at the end: answers, and finishes the exchange. `outcome` is borrowed.
    void (*answer)(struct http_exchange *exchange, const struct upload_task *outcome);
};
// Takes the exchange over. STALE at once when somebody has the upload in hand.
void upload_work_start(struct office *office, struct http_exchange *exchange,
                       const struct upload_wish *wish);

// What came of it. OK: `offset` is where the upload stands, durably. CHECKSUM, STALE, TOO_LARGE:
// it is as it was. INVALID: the whole does not match its digest; EXPIRED: nor did it, but it may
// have been hurt by a crash here; in both cases it is gone. NOT_FOUND: there is none.
struct upload_outcome {
    enum err result;
    struct error error;
    uint64_t offset;
    bool complete;
    uint64_t commit; // under which the blob is known, when it is complete
};
const struct upload_wish *upload_work_wish(const struct upload_task *task);
const struct upload_outcome *upload_work_outcome(const struct upload_task *task);

// Uploads that become blobs, gathered: one folder is synced once for several of them.
struct upload_desk;
struct upload_desk *upload_work_open(void);
void upload_work_close(struct upload_desk *desk); // accepts NULL; nothing may be at work
// Removes expired uploads (inside a commit: their rows) and, at start, files that no row names.
enum err upload_work_expire(struct office *office, struct storage *storage, int64_t now_ms,
                            struct error *error);
enum err upload_work_sweep(struct office *office, struct error *error);

#endif
