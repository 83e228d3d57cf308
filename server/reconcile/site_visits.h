// SPDX-License-Identifier: Apache-2.0
// Who was on a site, when and for what: the records that are visits, in order of time.
#ifndef PLUMB_SERVER_RECONCILE_SITE_VISITS_H
#define PLUMB_SERVER_RECONCILE_SITE_VISITS_H

#include "shared/model/fact.h"

struct site_visit {
    int64_t at_ms; // as it says; else when it was written down
    bool there;    // somebody was on the site: a drawing review happens elsewhere
    const struct fact *fact;
    const char *outcome; // the field that says how it went, or NULL
};
struct site_visits {
    const struct site_visit *list; // newest first, in the arena
    size_t count;
};
// False, and none, when the arena is full.
bool site_visits_gather(const struct facts *facts, struct arena *arena, struct site_visits *out);
// One record as a visit; false when it is of another kind.
bool site_visits_read(const struct fact *fact, struct site_visit *out);
// Who was there, or else who wrote it down; nil: not known.
struct uuid site_visits_who(const struct site_visit *visit);
// A visit that a wrong clock dates to come is none yet.
bool site_visits_was(int64_t visit_ms, int64_t now_ms);

// Since when nobody was on a site under construction (its actual start, else the planned one, has
// come; there is no actual completion): its newest visit that says when it was, else its start.
struct site_quiet {
    int64_t since_ms; // 0: it is not under construction
    bool visited;     // ever
};
struct site_quiet site_visits_quiet(const struct facts *facts, const struct fact *site,
                                    int64_t now_ms);

#endif
