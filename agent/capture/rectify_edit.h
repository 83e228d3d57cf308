// SPDX-License-Identifier: Apache-2.0
// What is said of a rectification after it was opened, tap by tap: where, what, how bad, who and by
// when.
#ifndef PLUMB_AGENT_CAPTURE_RECTIFY_EDIT_H
#define PLUMB_AGENT_CAPTURE_RECTIFY_EDIT_H

#include "agent/capture/deed.h"

// fields: summary, item, category, room, severity, crew, follower, responsible, deadline; as a
// rectify finding has them (rectify.h). As soon as somebody is responsible and there is a deadline
// it is assigned, and given anew when either changes while the work is not done. NOT_FOUND;
// PRECONDITION: responsible or deadline of one that is done or verified, or two tablets moved it
// differently.
struct rectify_edit {
    struct uuid id;
    struct deed_fields fields;
};
enum err rectify_edit(const struct deed_options *options, const struct rectify_edit *given,
                      struct deed_report *report, struct error *error);

#endif
