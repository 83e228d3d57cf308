// SPDX-License-Identifier: Apache-2.0
// Makes the archive of one job: tables as CSV and XLSX, records as JSON, sealed sign-offs, nights,
// photos, and a manifest of all that.
#ifndef PLUMB_SERVER_OUTGOING_JOB_MAKER_H
#define PLUMB_SERVER_OUTGOING_JOB_MAKER_H

#include "server/outgoing/job_desk.h"

// Writes the file at `path` (which must not be there), within one snapshot of its own. The size and
// SHA-256 of it stand in the row then; *commit is what it shows. CANCELLED: `stop` was set. After
// an error the file is gone.
enum err job_maker_run(const struct job_step *step, struct job_row *job, const char *path,
                       uint64_t *commit, struct error *error);

#endif
