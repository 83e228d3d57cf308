// SPDX-License-Identifier: Apache-2.0
// A customer's data as an archive: the very files that `plumbd customer export` writes (D12.2).
#ifndef PLUMB_SERVER_OUTGOING_CUSTOMER_ZIP_H
#define PLUMB_SERVER_OUTGOING_CUSTOMER_ZIP_H

#include "server/outgoing/job_desk.h"
#include "server/outgoing/zip_file.h"

struct customer_zip {
    const struct job_step *step;
    const struct job_row *job; // asked by whom
    struct view *view;         // within one snapshot
    struct uuid site;
    int64_t made_ms;
};
// Adds every file, the manifest last, and a row to the audit that has the manifest's digest. Waits
// for the committer. NOT_FOUND: there is no such site; CANCELLED: the step's `stop` was set.
enum err customer_zip_fill(struct zip_file *zip, const struct customer_zip *order,
                           struct error *error);

#endif
