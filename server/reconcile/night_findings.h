// SPDX-License-Identifier: Apache-2.0
// What a night finds in the records of one site: conflicts, files that are missing, sign-offs that
// changed, defects and deadlines.
#ifndef PLUMB_SERVER_RECONCILE_NIGHT_FINDINGS_H
#define PLUMB_SERVER_RECONCILE_NIGHT_FINDINGS_H

#include "server/reconcile/night.h"
#include "shared/model/progress.h"

// Blobs that were not held, sorted by digest.
struct night_file {
    struct digest digest;
    int64_t since_ms;
};
struct night_files {
    struct night_file *list; // owned
    size_t count, cap;
};
void night_findings_file(struct night_files *files, const struct digest *digest, int64_t since_ms);

struct night_findings {
    struct view *view; // whose actors tell which tablet wrote
    struct night *night;
    const struct facts *facts; // settled and derived
    struct uuid site;          // nil: global kinds
    const struct night_files *files;
};
// Conflicts of fields, and files that records name and the office does not hold, each with the
// tablet whose person wrote the name first.
void night_findings_records(const struct night_findings *findings);
// Defects of the site and its nodes, gates of nodes that were signed more than a day ago and do not
// hold, deadlines that passed, sign-offs changed after signing that
// nobody signed again.
void night_findings_progress(const struct night_findings *findings,
                             const struct progress *progress);

#endif
