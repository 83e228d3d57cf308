// SPDX-License-Identifier: Apache-2.0
// A person settles a field that two tablets gave different values: takes one of them, or writes it.
#ifndef PLUMB_AGENT_CAPTURE_SETTLE_H
#define PLUMB_AGENT_CAPTURE_SETTLE_H

#include "agent/capture/deed.h"

// Whether a conflict in a record of this kind is a matter for a person of this role (plain text;
// empty: nobody knows it here): what the role may write is, and the office settles the rest.
bool settle_is_ours(const struct kind *kind, struct span role);

// `dot` names the value that stands, or (actor 0) `text` is what the person writes, read by the
// type of the field; NULL clears it. The other values are kept in the history. NOT_FOUND: the
// record, or a value with this dot, is not here. PRECONDITION: the field is in no conflict (any
// more). DENIED: it is the office's.
struct settle {
    struct uuid record;
    const char *field;
    struct dot dot;
    const char *text;
};
enum err settle_run(const struct deed_options *options, const struct settle *given,
                    struct deed_report *report, struct error *error);

#endif
