// SPDX-License-Identifier: Apache-2.0
// A statement as the signer reads it: every line of what is sealed, Chinese then English; once for
// both programs.
#ifndef PLUMB_SHARED_DATA_STATEMENT_VIEW_H
#define PLUMB_SHARED_DATA_STATEMENT_VIEW_H

#include "shared/data/json.h"
#include "shared/model/statement.h"

// Appends the page: form, customer, node, items with results, notes, photos and values, amounts,
// who was there, open rectifications, the clause. Labels come from the statement itself, so that an
// old one reads as it did. PARSE when it is no statement; then nothing was appended.
enum err statement_view_text(struct span statement, struct buffer *out, struct error *error);

// One difference of statement_compare as a line: what, before, after, in words where there are
// some.
struct statement_difference;
void statement_view_difference(const struct statement_difference *difference, struct buffer *out);
// An amount in fen as yuan: "-1,234.50".
void statement_view_yuan(int64_t fen, struct buffer *out);

#endif
