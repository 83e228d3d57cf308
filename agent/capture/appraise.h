// SPDX-License-Identifier: Apache-2.0
// Verdicts of the company itself: drawing review (domain.md D3.15), final re-inspection (D3.7) and
// superiors' spot checks (D4.8).
#ifndef PLUMB_AGENT_CAPTURE_APPRAISE_H
#define PLUMB_AGENT_CAPTURE_APPRAISE_H

#include "agent/capture/deed.h"

struct appraise {
    struct uuid of;  // node (its newest attempt), attempt or another record; nil: of the site
    int64_t attempt; // of a node; 0: the newest
    // Of the record; verdict is needed, at is now when it is not given. What is not passed says
    // what to do: a redraw has redraw_due, an unqualified one a note.
    struct deed_fields fields;
};
enum err appraise_drawing(const struct deed_options *options, const struct appraise *given,
                          struct deed_report *report, struct error *error);
enum err appraise_completion(const struct deed_options *options, const struct appraise *given,
                             struct deed_report *report, struct error *error);
enum err appraise_spot(const struct deed_options *options, const struct appraise *given,
                       struct deed_report *report, struct error *error);

#endif
