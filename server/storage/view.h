// SPDX-License-Identifier: Apache-2.0
// One connection to the office's database: the writer's, or a reader's on its own snapshot.
#ifndef PLUMB_SERVER_STORAGE_VIEW_H
#define PLUMB_SERVER_STORAGE_VIEW_H

#include "shared/data/database.h"

// Rules of every function that takes a view:
// - a view is used by one thread at a time;
// - spans in a result live until the next read on the same view (writing leaves them alone);
// - a callback's row lives during the call; the callback must not call the function that called it
//   (others of the same view are fine), and must not write what is being listed.
// The fields are for this folder only.
struct storage;
struct intern;
struct view {
    struct database *database;
    struct intern *interned; // the writer's
    bool writes;             // the writer's
    bool open;               // between view_begin and view_end
    struct buffer copy;      // what a result's spans point into
};

// Takes a snapshot: until view_end the view shows the commits up to now and nothing newer. On the
// writer's view both do nothing: it always shows the newest, its own uncommitted work included.
enum err view_begin(struct view *view, struct error *error);
void view_end(struct view *view); // harmless without a snapshot

#endif
