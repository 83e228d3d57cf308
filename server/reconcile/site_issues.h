// SPDX-License-Identifier: Apache-2.0
// The issues of a site for its summary.
#ifndef PLUMB_SERVER_RECONCILE_SITE_ISSUES_H
#define PLUMB_SERVER_RECONCILE_SITE_ISSUES_H

#include "server/reconcile/site_summary.h"

// Fills in the issues and their counts; texts live in the summary's arena, which is marked failed
// when it is full.
void site_issues_gather(const struct site_summary_source *source, struct site_summary *summary);

// Plain text in the arena: of a span, or of a field (also of no fact); "" when there is none.
const char *site_issues_copy(struct arena *arena, struct span text);
const char *site_issues_text(struct arena *arena, const struct fact *fact, const char *field);

#endif
