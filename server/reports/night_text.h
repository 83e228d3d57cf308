// SPDX-License-Identifier: Apache-2.0
// A night as a clerk reads it on a terminal or in a message, in Chinese and English.
#ifndef PLUMB_SERVER_REPORTS_NIGHT_TEXT_H
#define PLUMB_SERVER_REPORTS_NIGHT_TEXT_H

#include "server/reconcile/night.h"
#include "shared/base/buffer.h"

// Counts, tablets with something to say, and the first rows of each figure.
void night_text(const struct night *night, struct buffer *out);
// The summary for mail and webhooks: counts that are not zero, the three worst with their words.
// `board` is a link to the night's page, or "". Without names or places of customers.
enum { NIGHT_TEXT_WORST = 3 };
void night_text_summary(const struct night *night, const char *board, struct buffer *out);
// The figures that are not zero, worst first: alarms, then what to attend to, each by its count;
// at most `max`, the number is returned.
size_t night_text_worst(const struct night *night, enum figure *out, size_t max);

#endif
