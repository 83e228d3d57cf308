// SPDX-License-Identifier: Apache-2.0
// How far a site is, as people and scripts read it; once for both programs.
#ifndef PLUMB_SHARED_DATA_PROGRESS_VIEW_H
#define PLUMB_SHARED_DATA_PROGRESS_VIEW_H

#include "shared/data/json.h"
#include "shared/model/progress.h"

// Writes the members of one JSON object (the caller opens and closes it): site, customer, address,
// segment (D2.4), nodes [{code, number, zh, en, state, catalogue, node, attempt, attempts,
// signoffs, changed, open_rectifications, missing, unready, defects}], defects, deadlines [{code,
// rule, zh, en, kind, record, due_ms, due, met, overdue, week}]. Of missing, unready and defects
// each is {rule, zh, en, unknown, conflict, record, field, item}. State: not_started, under_way,
// changed, done.
void progress_view_json(struct json_writer *json, const struct progress *progress);
// The same without who the customer is and where: from segment on.
void progress_view_state_json(struct json_writer *json, const struct progress *progress);
// The members of one node alone.
void progress_view_node_json(struct json_writer *json, const struct progress_node *node);
// An array of what is missing or wrong, under `key`.
void progress_view_lacks(struct json_writer *json, const char *key,
                         const struct progress_lacks *lacks);

// The same as lines of text: the site, the bar of its nodes, then each node with what is missing,
// defects, and what is due.
void progress_view_text(struct buffer *out, const struct progress *progress);
void progress_view_node_text(struct buffer *out, const struct progress_node *node);
// For lists: id, customer and address, and the bar of the nodes. The legend explains its signs.
void progress_view_line(struct buffer *out, const struct progress *progress);
void progress_view_legend(struct buffer *out);

const char *progress_view_state(enum node_state state);

#endif
