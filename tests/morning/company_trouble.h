// SPDX-License-Identifier: Apache-2.0
// What a clerk finds in the morning: two tablets that are broken in different ways, a revoked one
// with honest work on it, conflicts, photos that did not come, entries that nobody may simply take.
#ifndef PLUMB_TESTS_MORNING_COMPANY_TROUBLE_H
#define PLUMB_TESTS_MORNING_COMPANY_TROUBLE_H

#include "tests/morning/company_work.h"

enum {
    COMPANY_SILENT = 6, // the tablet that calls no more, with work that did not come
    COMPANY_TWICE = 11, // the tablet that exists twice
    COMPANY_REVOKED = 17, // the tablet that was lost, revoked, found; its work came as a file
    COMPANY_HONEST = 6,   // writes that it brought
    COMPANY_STRAY = 15,   // the tablet that wrote at a site that is not its own
    COMPANY_HALF = 16,    // the tablet of which a group has come in part
    COMPANY_CONFLICTS = 5,
    COMPANY_UNSENT = 37, // writes of the silent one
};
// At the end of the day on which it was heard last.
void company_trouble_silence(struct company *company);
// On the last evening.
void company_trouble_twice(struct company *company);
void company_trouble_conflicts(struct company *company);
void company_trouble_revoked(struct company *company);
void company_trouble_held(struct company *company); // a stray note, half a group
void company_trouble_photos(struct company *company); // named, and their bytes nowhere

#endif
