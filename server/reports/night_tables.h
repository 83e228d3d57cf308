// SPDX-License-Identifier: Apache-2.0
// A night as tables: figures, tablets, stores, what makes the figures, rectifications, what came
// late. Every format writes these and no others.
#ifndef PLUMB_SERVER_REPORTS_NIGHT_TABLES_H
#define PLUMB_SERVER_REPORTS_NIGHT_TABLES_H

#include "server/reconcile/night.h"
#include "server/reports/table.h"

enum { NIGHT_TABLES = 7 };
// Fills in all of them; the last rows of tablets and stores are what belongs to none, and the sum.
// Clear them with night_tables_clear.
void night_tables_make(const struct night *night, struct table tables[NIGHT_TABLES]);
void night_tables_clear(struct table tables[NIGHT_TABLES]);
// The rows of one figure alone.
void night_tables_figure(const struct night *night, enum figure figure, struct table *out);
// "figures of tablets" and so on, in words.
struct table_words night_tables_group(enum figure_group group);

#endif
