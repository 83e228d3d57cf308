// SPDX-License-Identifier: Apache-2.0
// A rectification as a row of a list.
#ifndef PLUMB_AGENT_UI_ISSUE_VIEW_H
#define PLUMB_AGENT_UI_ISSUE_VIEW_H

#include "agent/ui/reading.h"
#include "shared/model/issue.h"

// What stays while the site does not change, as members: id, site, customer, address, of, summary,
// item, item_words, category, room, severity, state, holder, crew, due_ms, photos
// (how many count), cover (the first of them), opened_ms, author, reopened, unsettled, conflict.
void issue_view_row(struct reading *reading, const struct fact *fact);
// What may be another moment another, as members: overdue, unsent.
void issue_view_now(const struct reading *reading, const struct issue_rank *rank);
// "category": {code, zh, en} by the phrases of the newest catalogue, plain words for all three when
// it is none of them; or null.
void issue_view_category(struct reading *reading, const struct fact *fact);

#endif
