// SPDX-License-Identifier: Apache-2.0
// Exports made in the background: asked for, made into one archive with its manifest, fetched, and
// removed after a week.
#ifndef PLUMB_SERVER_OUTGOING_JOB_DESK_H
#define PLUMB_SERVER_OUTGOING_JOB_DESK_H

#include "server/audit/audit.h"
#include "server/storage/jobs.h"
#include "server/sync/office.h"

// X(NAME, "as it is written", Chinese, English)
#define JOB_KINDS(X)                                                                 \
    X(TABLE, "table", "一类记录的表", "a table of the records of one kind")          \
    X(NIGHTS, "nights", "夜间核对", "the nightly reconciliations")                   \
    X(DOSSIER, "dossier", "一个工地的全部资料", "everything of one site")            \
    X(CUSTOMER, "customer", "给客户的资料包", "a customer's data, for the customer") \
    X(EVERYTHING, "everything", "所有工地的全部资料", "everything of all sites")
enum job_kind {
#define JOB_KIND_ENUM(name, text, zh, en) JOB_KIND_##name,
    JOB_KINDS(JOB_KIND_ENUM)
#undef JOB_KIND_ENUM
        JOB_KIND_COUNT
};
struct job_kind_words {
    const char *name, *zh, *en;
};
const struct job_kind_words *job_desk_kinds(void); // JOB_KIND_COUNT of them, by number

#define JOB_KEPT_MS (INT64_C(7) * 24 * 3600 * 1000)

struct job_wish {
    struct uuid id;          // chosen by who asks, so that asking twice makes one; nil: made here
    const char *kind;        // one of JOB_KINDS
    const char *list;        // TABLE: kind of the records ("site", "rectification", …)
    const struct uuid *site; // DOSSIER, CUSTOMER; TABLE: only of this one, or NULL
    const char *store;       // TABLE, EVERYTHING: only sites of this one; NULL: all
    bool photos;             // DOSSIER, EVERYTHING: the files themselves, too
    const struct audit_row *by; // who asks
};
// Puts it among those that wait, with an audit row "export.ask". Waits for the committer. The same
// id again: what is there already. INVALID: a kind, list or site that is not possible.
enum err job_desk_ask(struct office *office, const struct job_wish *wish, struct job_row *out,
                      struct error *error);
// The archive of one that is done, to be closed through the disk. EXPIRED: its time was over;
// UNAVAILABLE: not made yet; else errors of the disk.
enum err job_desk_open(const struct disk *disk, const struct job_row *job, struct disk_file **out,
                       struct error *error);
// Makes the oldest that waits, and removes what is too old; *ran: there was one. On a thread that
// may block. `stop` ends it (the job then waits again); may be NULL. Waits for the committer.
struct job_step {
    struct office *office;
    const struct disk *disk;
    const _Atomic bool *stop;
};
enum err job_desk_step(const struct job_step *step, bool *ran, struct error *error);

// For who makes it: where an archive lies.
enum { JOB_PATH = 64 };
void job_desk_path(const struct uuid *id, char out[JOB_PATH]);

#endif
