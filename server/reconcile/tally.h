// SPDX-License-Identifier: Apache-2.0
// Counts over all sites: rectifications per crew, per designer and per item (domain.md D5.3), and
// the loop of change orders (D9.2).
#ifndef PLUMB_SERVER_RECONCILE_TALLY_H
#define PLUMB_SERVER_RECONCILE_TALLY_H

#include "shared/model/fact.h"

enum tally_by { TALLY_CREW, TALLY_DESIGNER, TALLY_ITEM };
const char *tally_by_name(enum tally_by by); // "crew", "designer", "item"

struct tally_row {
    enum tally_by by;
    char key[128];      // crew as written, designer's name, code of the check item; "": not given
    size_t total, open; // open: not verified
    size_t overdue;     // still to be put right, and the deadline has passed
    size_t reopened;    // how often one was opened again
};
struct tally {
    struct tally_row *rows; // owned; after tally_settle by kind of key, then most overdue first
    size_t row_count, row_cap;
    // Change orders. In time: by the end of the day on which they were due, or without such a day.
    // Vanished: that day has passed, and it was neither carried out nor cancelled.
    size_t issued, carried_out, in_time, confirmed, cancelled;
    struct uuid *vanished; // owned
    size_t vanished_count, vanished_cap;
};
// Begins as a zeroed struct. Adds one site: its facts, derived, with people and assignments.
void tally_add(struct tally *tally, const struct facts *facts, int64_t now_ms);
// The row of a key; added when there is none. Valid until the next is added.
struct tally_row *tally_take(struct tally *tally, enum tally_by by, const char *key);
void tally_settle(struct tally *tally);
void tally_clear(struct tally *tally); // accepts a zeroed struct

#endif
