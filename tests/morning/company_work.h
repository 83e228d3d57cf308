// SPDX-License-Identifier: Apache-2.0
// Some weeks of work on the sites: nodes with their items, photos, visits, issues, signatures.
#ifndef PLUMB_TESTS_MORNING_COMPANY_WORK_H
#define PLUMB_TESTS_MORNING_COMPANY_WORK_H

#include "tests/morning/company.h"

enum { COMPANY_WORK_DAYS = 12 };
// The work of the day so many days ago on all sites, brought to the office by their tablets, and
// what the office does about it: drawing reviews, call-backs.
void company_work_day(struct company *company, int day);
// A photo of a record, of one of the pictures there are.
void company_work_photo(struct company *company, struct pad *pad, const struct uuid *site,
                        const struct uuid *of, const char *moment);
// An issue as found, with a photo; its dot is that of its first write.
struct company_finding {
    const struct company_site *site;
    struct uuid of;
    size_t words; // which of the usual ones
    const char *severity;
};
struct company_seen company_work_issue(struct company *company, struct pad *pad,
                                       const struct company_finding *finding);
// A step of it; `to` NULL: none, due_ms 0: none, after nil: the first. Its record.
struct company_step {
    struct company_seen issue;
    const char *move;
    const struct uuid *to;
    struct uuid after;
    int64_t due_ms;
};
struct uuid company_work_step(struct company *company, struct pad *pad,
                              const struct company_step *step);

#endif
