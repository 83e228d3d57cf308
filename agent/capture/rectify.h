// SPDX-License-Identifier: Apache-2.0
// Rectifications (domain.md D5): opened by a failed item or by hand, assigned, done, verified by
// somebody else.
#ifndef PLUMB_AGENT_CAPTURE_RECTIFY_H
#define PLUMB_AGENT_CAPTURE_RECTIFY_H

#include "agent/capture/step.h"

// What is to be put right. fields: summary (may be left out when a photo shows it), item, room,
// severity (default normal), responsible, crew, deadline, follower. A major one is followed by a
// named person: by who opens it when nobody is named. With `responsible` it is assigned at once.
struct rectify_finding {
    struct uuid of; // record that it comes from; nil: a note of its own is made of the summary
    struct deed_fields fields;
};
// EXISTS names the one that the record has already; one that was verified is opened again instead.
// The photos of the options are its photos from before.
enum err rectify_open(const struct deed_options *options, const struct rectify_finding *finding,
                      struct deed_report *report, struct error *error);
// The same as part of another deed: what is open already stays as it is and is told.
enum err rectify_add(struct deed *deed, const struct rectify_finding *finding, struct error *error);

// A step: assign (needs `to`), done (needs a photo from after the work, or a note), verify, reject
// and reopen (need a note). The photos of the options are from after the work for `done`, else from
// before.
struct rectify_step {
    struct uuid id;
    const char *move;
    struct deed_fields fields; // of the move, as in step.h
    const struct field *crew;  // sets it as well, or NULL
    bool settle;
};
enum err rectify_move(const struct deed_options *options, const struct rectify_step *step,
                      struct deed_report *report, struct error *error);

#endif
