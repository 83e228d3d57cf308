// SPDX-License-Identifier: Apache-2.0
// What the morning picture says about the service itself: defects and overdue deadlines of every
// site (domain.md D4.1, D4.2, D5), each with the record it is about.
#ifndef PLUMB_SERVER_RECONCILE_PICTURE_SERVICE_H
#define PLUMB_SERVER_RECONCILE_PICTURE_SERVICE_H

#include "server/reconcile/tally.h"
#include "server/storage/view.h"
#include "shared/model/progress.h"

enum picture_service_what {
    SERVICE_DEFECT,   // of a site or of one of its nodes
    SERVICE_OVERDUE,  // a deadline that passed
    SERVICE_UNJUDGED, // a site that could not be judged: why, in words
};
struct picture_finding {
    enum picture_service_what what;
    struct uuid site, record;
    int64_t due_ms; // overdue only
    char rule[16];  // "D4.1"
    char code[41];  // of the node or deadline; "" for the site
    char zh[256], en[384];
    char place[320]; // contract number and address of the site, as people know it
};
struct picture_service {
    struct picture_finding *findings; // owned; by site, defects first
    size_t finding_count;
    size_t sites, defects, overdue, unjudged;
    struct tally tally; // D5.3, D9.2
};
// `seal` judges the seals of sign-offs; NULL: they are not looked at. Within the caller's snapshot.
// Clear it also after an error.
struct picture_service_options {
    int64_t now_ms;
    const struct progress_seal *seal;
};
enum err picture_service_read(struct view *view, const struct picture_service_options *options,
                              struct picture_service *out, struct error *error);
void picture_service_clear(struct picture_service *service);
const char *picture_service_name(enum picture_service_what what); // "defect", "overdue", "unjudged"

#endif
