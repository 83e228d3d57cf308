// SPDX-License-Identifier: Apache-2.0
// How far a site is: each node with what is missing in words, defects and deadlines. Computed,
// never typed in (domain.md D3, D4, D5).
#ifndef PLUMB_SHARED_MODEL_PROGRESS_H
#define PLUMB_SHARED_MODEL_PROGRESS_H

#include "shared/model/catalogue.h"
#include "shared/model/fact_derive.h"
#include "shared/model/move.h"
#include "shared/model/segment.h"

enum node_state {
    NODE_NOT_STARTED,
    NODE_UNDER_WAY,
    NODE_CHANGED, // changed after signing (D6.2): to be signed again
    NODE_DONE,
};
// A condition that does not hold, or a defect that does.
struct progress_lack {
    const struct catalogue_condition *condition; // NULL for the built-in ones below
    struct span rule;
    struct catalogue_words words; // of the condition, else made here ("item x has no result")
    bool unknown, conflict;       // truth unknown: because of a conflict, or a missing value
    struct uuid record;           // nil, or the record that is in doubt or at fault
    struct span field;
    struct span item; // code of the check item that it is about, or empty
};
struct progress_lacks {
    const struct progress_lack *list;
    size_t count;
};
struct progress_node {
    const struct catalogue *catalogue; // the pinned one (D3.13); the newest when not started
    const struct catalogue_node *node;
    const struct fact *record;  // kind node; NULL: not started
    const struct fact *attempt; // the highest n
    int64_t attempts;
    enum node_state state;
    struct progress_lacks missing; // of the gate: empty when done
    // What keeps people from signing: results of required items, photos (D3.11), note or photo of
    // a fail (D3.10), the node's own `ready` conditions.
    struct progress_lacks unready;
    struct progress_lacks defects; // of the node
    size_t signoffs, changed;      // of the attempt, not void; those whose content changed
    size_t open_rectifications;
};
struct progress_deadline {
    const struct catalogue_deadline *deadline;
    const struct fact *record;
    int64_t due_ms;
    bool met, overdue;
    char week[12]; // of a weekly one
};
struct progress {
    struct uuid site;
    const struct fact *record;       // the site's; NULL: not here
    const struct kind_word *segment; // of its owner, today (D2.4)
    struct progress_node *nodes;
    size_t node_count;
    struct progress_lacks defects; // of the site: conditions, refused moves, unsettled branches,
                                   // sign-offs that do not verify, fields that differ from the seal
    struct progress_deadline *deadlines; // open or overdue ones first, by due time
    size_t deadline_count;
};
struct progress_options {
    const struct facts *facts; // settled and derived
    const struct catalogue_shelf *shelf;
    struct uuid site;
    int64_t now_ms;
    struct arena *arena; // the answer lives in it
};
// NOT_FOUND: there is no catalogue at all. TOO_LARGE: the arena is full.
enum err progress_read(const struct progress_options *options, struct progress *out,
                       struct error *error);
const struct progress_node *progress_node_find(const struct progress *progress, struct span code);

#endif
