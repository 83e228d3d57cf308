// SPDX-License-Identifier: Apache-2.0
// Backups at a set hour: where to, how many are kept, when the next one is due.
#ifndef PLUMB_SERVER_UPKEEP_BACKUP_SCHEDULE_H
#define PLUMB_SERVER_UPKEEP_BACKUP_SCHEDULE_H

#include "server/audit/audit.h"
#include "server/upkeep/backup.h"

enum { BACKUP_KEEP_DEFAULT = 14, BACKUP_KEEP_MOST = 1000, BACKUP_HOUR_TEXT = 6 };

// Settings backup_folder, backup_hour and backup_keep.
struct backup_schedule {
    char folder[900];            // absolute; "": no backups by themselves
    char hour[BACKUP_HOUR_TEXT]; // "03:00", in Shanghai
    int64_t keep;                // finished backups in the folder; older ones go
};
// What stands when nothing was set: no folder, 03:00, 14.
enum err backup_schedule_get(struct view *view, struct backup_schedule *out, struct error *error);
// INVALID: the folder is not absolute, not there, lies in the office's own folder or cannot be
// written to; the hour is none; keep is not from 2 to BACKUP_KEEP_MOST. Nothing is changed then.
// The audit's row "backup.schedule" of `by` is in the same commit (NULL: none).
enum err backup_schedule_set(struct office *office, const struct backup_schedule *schedule,
                             const struct audit_row *by, struct error *error);

// The newest copy of the ledger, beside the backups: it must outlive office and backups both.
#define BACKUP_LEDGER_NAME "plumbline-ledger"
// Copies the ledger there when it has grown since; OK without a folder.
enum err backup_schedule_ledger(struct office *office, struct error *error);

// Asks for a backup beside the hour: the next turn makes it, also after a restart. PRECONDITION:
// there is no folder. The audit's row "backup.ask" of `by` is in the same commit.
enum err backup_schedule_ask(struct office *office, const struct audit_row *by,
                             struct error *error);
// When one was asked for that no backup began after; 0: none is.
enum err backup_schedule_asked(struct view *view, int64_t *asked_ms, struct error *error);

// When the newest backup at or before `now_ms` should have been made; 0 without a folder.
int64_t backup_schedule_due_ms(const struct backup_schedule *schedule, int64_t now_ms);
// Makes a backup when one was asked for or is due: since the last hour that was set (missed while
// the server was off or not) there is no good one by schedule, and the last failure is an hour
// past. It goes into folder/plumbline-YYYYMMDD-HHMMSS and shares files with the one before; then
// those beyond `keep`, and unfinished ones, are removed. After a failure nothing old is removed,
// and an alarm is raised. *made: one was tried. Errors are those of backup_make.
struct backup_turn {
    const atomic_bool *stop; // may be NULL
    bool made;               // result
};
enum err backup_schedule_turn(struct office *office, struct backup_turn *turn, struct error *error);

#endif
