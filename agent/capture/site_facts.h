// SPDX-License-Identifier: Apache-2.0
// The facts of one site on this tablet: its records, the people and the catalogues, with what
// follows from them.
#ifndef PLUMB_AGENT_CAPTURE_SITE_FACTS_H
#define PLUMB_AGENT_CAPTURE_SITE_FACTS_H

#include "agent/store/store.h"
#include "shared/model/progress.h"

struct catalogue_cache;
struct site_facts {
    struct uuid site;
    struct arena arena;
    struct facts facts; // settled and derived
    struct catalogue_cache *catalogues;
    struct catalogue_shelf shelf; // over them; lives as long as this
};
// Reads the site in one pass, inside the caller's transaction (else the sync thread may change it
// meanwhile). `seal` judges the seals of sign-offs; NULL: they are taken as intact. A site of which
// nothing is here has no facts but people. After an error there is nothing to clear.
struct site_facts_options {
    struct uuid site;
    const struct progress_seal *seal;
};
enum err site_facts_load(struct store *store, const struct site_facts_options *options,
                         struct site_facts *out, struct error *error);
void site_facts_clear(struct site_facts *facts);
// How far the site is; the answer lives as long as the facts. Errors as progress_read.
enum err site_facts_progress(struct site_facts *facts, int64_t now_ms, struct progress *out,
                             struct error *error);

#endif
