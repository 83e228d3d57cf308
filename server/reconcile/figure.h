// SPDX-License-Identifier: Apache-2.0
// The figures of a night (docs/NIGHT.md): what each counts, in words, once. A figure is the sum of
// the amounts of its rows, and each row names the record behind it.
#ifndef PLUMB_SERVER_RECONCILE_FIGURE_H
#define PLUMB_SERVER_RECONCILE_FIGURE_H

#include "shared/base/text.h"

// Stored by their codes: the order may change.
enum figure {
    // Tablets
    FIGURE_SILENT,       // not in contact for FIGURE_SILENT_DAYS
    FIGURE_MISSING,      // writes that a tablet says it has and the office does not (P8)
    FIGURE_UNSENT,       // writes that wait on tablets, by their own word
    FIGURE_UNSENT_FILES, // photos and statements that do
    FIGURE_LATE,         // entries made before the cut of the night before that came after it
    FIGURE_COPIES,       // branches of a journal beyond the first, of tablets in use
    FIGURE_LOST,         // history lost, states healed
    FIGURE_CLOCK,        // clocks that are off by more than two minutes
    FIGURE_CERTIFICATE,  // certificates that end within two weeks, or have ended
    FIGURE_STORAGE,      // tablets with little room
    FIGURE_STOPPED,      // revoked, to be wiped, or returning
    // Data
    FIGURE_CONFLICTS,
    FIGURE_QUARANTINE,
    FIGURE_WAITING,
    FIGURE_GROUPS,
    FIGURE_FILES,   // named and not held
    FIGURE_ALARMS,  // of the day before the cut
    FIGURE_CHANGED, // sign-offs changed after signing
    FIGURE_SEALS,   // sign-offs that do not verify, or that the log does not take
    FIGURE_DIFFER,  // tablets whose data differ from the office's by the last comparison
    FIGURE_DAMAGED, // findings about the log and about files that were hashed again
    // Service
    FIGURE_DEFECTS,
    FIGURE_GATES, // conditions that keep a signed node from being done
    FIGURE_OVERDUE,
    FIGURE_VANISHED, // changes that were neither carried out nor cancelled in time
    FIGURE_UNVISITED,
    FIGURE_UNCALLED,
    FIGURE_UNJUDGED, // sites that could not be judged
    FIGURE_COUNT
};
enum figure_group { FIGURES_OF_TABLETS, FIGURES_OF_DATA, FIGURES_OF_SERVICE };
enum figure_tone { FIGURE_CALM, FIGURE_ATTEND, FIGURE_ALARM }; // when it is not zero
struct figure_words {
    const char *code, *zh, *en;
    enum figure_group group;
    enum figure_tone tone;
    const char *rule; // of the domain, or ""
    // Seen when the night was made, and not to be had later: files and clocks as they were.
    bool observed;
    const char *unit_zh, *unit_en; // of its count
};
// Limits that its words name.
enum {
    FIGURE_SILENT_DAYS = 2,
    FIGURE_CLOCK_MS = 120000,
    FIGURE_CERTIFICATE_DAYS = 14,
    FIGURE_STORAGE_MB = 512,
    FIGURE_UNVISITED_DAYS = 7,
};

const struct figure_words *figure_words(enum figure figure);
// False when there is no such code.
bool figure_find(struct span code, enum figure *out);

#endif
