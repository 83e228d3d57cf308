// SPDX-License-Identifier: Apache-2.0
// The sign-offs of a site for its summary, and how one stands.
#ifndef PLUMB_SERVER_RECONCILE_SITE_PAPERS_H
#define PLUMB_SERVER_RECONCILE_SITE_PAPERS_H

#include "server/reconcile/site_summary.h"

extern const char *const site_papers_states[PAPER_STATES + 1]; // "counts", …, NULL
struct site_words site_papers_words(enum site_paper_state state);

// How a sign-off among derived facts stands.
enum site_paper_state site_papers_state(const struct fact *signoff);
// The first record that voids it; NULL: none.
const struct fact *site_papers_voiding(const struct facts *facts, const struct uuid *signoff);

// Fills in the papers; texts live in the summary's arena, which is marked failed when it is full.
void site_papers_gather(const struct site_summary_source *source, struct site_summary *summary);

#endif
