// SPDX-License-Identifier: Apache-2.0
// The facts of the sites looked at last, kept while nothing of them changes.
#ifndef PLUMB_AGENT_UI_UI_SITES_H
#define PLUMB_AGENT_UI_UI_SITES_H

#include "agent/capture/site_facts.h"

// So many sites, or so many bytes, whatever is less; the one that was asked for last always.
enum { UI_SITES_KEPT = 64, UI_SITES_BYTES = 96 << 20, UI_SITES_PROGRESS_MS = 15000 };

struct ui_sites;
struct ui_sites *ui_sites_create(struct store *store, const struct progress_seal *seal);
void ui_sites_free(struct ui_sites *sites); // accepts NULL
// Between these the calling thread has them to itself. Not to be entered inside a transaction.
void ui_sites_enter(struct ui_sites *sites);
void ui_sites_leave(struct ui_sites *sites);
// As they stand now; they last until another site is asked for, also when they change meanwhile.
enum err ui_sites_facts(struct ui_sites *sites, const struct uuid *site,
                        const struct site_facts **out, struct error *error);
// Computed anew when the facts are, or when it is UI_SITES_PROGRESS_MS old by the clock,
// which is the wall clock with the offset that the office told.
enum err ui_sites_progress(struct ui_sites *sites, const struct uuid *site,
                           const struct progress **out, struct error *error);

#endif
