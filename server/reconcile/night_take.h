// SPDX-License-Identifier: Apache-2.0
// Computes a night: what the office knew at a moment, now or of the past, from one snapshot.
#ifndef PLUMB_SERVER_RECONCILE_NIGHT_TAKE_H
#define PLUMB_SERVER_RECONCILE_NIGHT_TAKE_H

#include "server/reconcile/night.h"
#include "server/storage/view.h"
#include "shared/model/progress.h"

struct night_take_options {
    int64_t cut_ms;         // everything up to here is in it
    bool newest;            // the cut is now: the newest commit counts, whatever the clocks say
    uint64_t commit;        // the newest commit at the cut; 0: the one that began last before it
    bool observe;           // reads also what can only be seen now (figure_words.observed)
    int64_t unvisited_days; // 0: FIGURE_UNVISITED_DAYS
    const struct progress_seal *seal; // judges seals of sign-offs; NULL: they are not looked at
};
// Reads it from one snapshot, which it takes. Records that have changed since are read from their
// history, so a past night has the figures that it had. Memory is one site and the rows. NOT_FOUND:
// the office is younger than the cut. `out` is initialised here; clear it also after an error.
enum err night_take(struct view *view, const struct night_take_options *options, struct night *out,
                    struct error *error);

#endif
