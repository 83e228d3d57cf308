// SPDX-License-Identifier: Apache-2.0
// Writes by the office's own actor inside a commit under way.
#ifndef PLUMB_SERVER_SYNC_OFFICE_PEN_H
#define PLUMB_SERVER_SYNC_OFFICE_PEN_H

#include "server/storage/actors.h"
#include "server/sync/office_edit.h"
#include "server/sync/workset.h"

struct office_pen {
    struct office *office; // borrowed, as the workset
    struct workset *workset;
    struct actor_row actor;
    struct buffer bytes, before;
    struct vector seen; // what the edit before this one had seen; owned
    struct uuid record; // of that edit
};
// Takes up the office's actor, or another one where that has gone astray. Close it in either case.
enum err office_pen_open(struct office_pen *pen, struct office *office, struct workset *workset,
                         struct error *error);
// Makes the write and applies it to its record in the workset, which the caller writes. Fills in
// the id and site of the edit where they were left open.
enum err office_pen_write(struct office_pen *pen, struct office_edit *edit, struct error *error);
// Notes how far the actor has come: once, when all is written and before the commit ends.
enum err office_pen_finish(struct office_pen *pen, struct error *error);
void office_pen_close(struct office_pen *pen);

#endif
