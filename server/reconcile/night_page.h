// SPDX-License-Identifier: Apache-2.0
// The page of a night: one JSON object, the same bytes for the same night, whose SHA-256 goes into
// the log (docs/NIGHT.md). It holds ids, codes and counts, and no personal data of customers.
#ifndef PLUMB_SERVER_RECONCILE_NIGHT_PAGE_H
#define PLUMB_SERVER_RECONCILE_NIGHT_PAGE_H

#include "server/reconcile/night.h"
#include "shared/base/buffer.h"

enum { NIGHT_PAGE_MAX = 64 << 20 };

// Appends the page of a settled night. TOO_LARGE when the buffer is full.
enum err night_page_write(const struct night *night, struct buffer *out, struct error *error);
// Appends the object of counts: {"devices":…,"sites":…,"says":…,"holds":…,"missing":…,…}; what was
// not looked at is null.
void night_page_totals(const struct night *night, struct buffer *out);
// Appends a restatement as its object.
void night_page_restatement(const struct night_restatement *restatement, struct buffer *out);
// Reads a page back into a night that was initialised, and settles it. PARSE: it is none.
enum err night_page_read(struct span page, struct night *out, struct error *error);
enum err night_page_read_restatement(struct span text, struct night_restatement *out,
                                     struct error *error);
// Counts and what is known of an object of counts. PARSE.
enum err night_page_read_totals(struct span totals, uint64_t counts[FIGURE_COUNT],
                                bool known[FIGURE_COUNT], struct error *error);

#endif
