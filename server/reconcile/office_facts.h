// SPDX-License-Identifier: Apache-2.0
// The facts of one site after the other as the office holds them: its records, the people and the
// catalogues, with what follows from them.
#ifndef PLUMB_SERVER_RECONCILE_OFFICE_FACTS_H
#define PLUMB_SERVER_RECONCILE_OFFICE_FACTS_H

#include "server/storage/view.h"
#include "shared/model/progress.h"

struct as_of;
struct catalogue_cache;
struct office_facts {
    struct view *view;  // borrowed, within one snapshot
    struct uuid site;   // that is loaded
    struct arena arena; // of the site that is loaded
    struct facts facts; // settled and derived
    struct buffer people;
    struct catalogue_cache *catalogues;
    struct catalogue_shelf shelf;
    const struct progress_seal *seal; // borrowed; NULL: seals are taken as intact
    struct as_of *past;               // borrowed; NULL: as records stand now
};
// Reads people and catalogues once. The caller began the view and ends it after the close.
enum err office_facts_open(struct view *view, const struct progress_seal *seal,
                           struct office_facts *out, struct error *error);
// The same as of a commit of the past: of its people and catalogues, and of each site.
enum err office_facts_open_past(struct as_of *past, const struct progress_seal *seal,
                                struct office_facts *out, struct error *error);
// Reads a site in one pass; what was read of the one before ends. After an error another site may
// be loaded.
enum err office_facts_load(struct office_facts *facts, const struct uuid *site,
                           struct error *error);
// How far the loaded site is; the answer lives until the next load. Errors as progress_read.
enum err office_facts_progress(struct office_facts *facts, int64_t now_ms, struct progress *out,
                               struct error *error);
void office_facts_close(struct office_facts *facts); // accepts a zeroed one

#endif
