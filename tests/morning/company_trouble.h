// SPDX-License-Identifier: Apache-2.0
// What a clerk finds in the morning: two tablets that are broken in different ways, conflicts,
// photos that did not come.
#ifndef PLUMB_TESTS_MORNING_COMPANY_TROUBLE_H
#define PLUMB_TESTS_MORNING_COMPANY_TROUBLE_H

#include "tests/morning/company_work.h"

enum {
    COMPANY_SILENT = 6, // the tablet that calls no more, with work that did not come
    COMPANY_TWICE = 11, // the tablet that exists twice
    COMPANY_CONFLICTS = 5,
    COMPANY_UNSENT = 37, // writes of the silent one
};
// At the end of the day on which it was heard last.
void company_trouble_silence(struct company *company);
// On the last evening.
void company_trouble_twice(struct company *company);
void company_trouble_conflicts(struct company *company);
void company_trouble_photos(struct company *company); // named, and their bytes nowhere

#endif
