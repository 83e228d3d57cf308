// SPDX-License-Identifier: Apache-2.0
// A company of 200 sites with its people and 20 tablets, in an office that lives on a clock of its
// own: some weeks of work are made in seconds.
#ifndef PLUMB_TESTS_MORNING_COMPANY_H
#define PLUMB_TESTS_MORNING_COMPANY_H

#include "tests/morning/form.h"
#include "tests/unit/tablet_by_hand.h"

enum {
    COMPANY_SITES = 200,
    COMPANY_TABLETS = 20,
    COMPANY_DESIGNERS = 6,
    COMPANY_FOREMEN = 8,
    COMPANY_WAITING = 400,
    COMPANY_AHEAD = 9,  // the tablet whose clock is three minutes ahead
    COMPANY_STAGES = 6, // how many nodes of a site are done at most, and one
    // The office's own people, behind inspectors, designers and foremen.
    COMPANY_OFFICER = COMPANY_TABLETS + COMPANY_DESIGNERS + COMPANY_FOREMEN,
    COMPANY_RECONCILER,
    COMPANY_ADMINISTRATOR,
    COMPANY_AUDITOR,
    COMPANY_MANAGER,
    COMPANY_REVIEWER,
    COMPANY_ADVISER,
    COMPANY_PEOPLE,
};
#define COMPANY_HOUR_MS INT64_C(3600000)
#define COMPANY_DAY_MS (24 * COMPANY_HOUR_MS)

struct company_site {
    struct uuid id;
    char contract[16], customer[32];
    size_t tablet;   // of its inspector
    size_t designer; // its people, by their places
    size_t foreman;
    unsigned stage; // how many of its nodes are done
    struct uuid attempts[COMPANY_STAGES];
    struct uuid nodes[COMPANY_STAGES];
    bool signs[COMPANY_STAGES]; // its attempt is to be signed
};
struct company {
    struct bench bench;
    int64_t today_ms; // midnight before the morning
    struct uuid people[COMPANY_PEOPLE];
    char names[COMPANY_PEOPLE][32];
    struct company_site sites[COMPANY_SITES];
    struct pad pads[COMPANY_TABLETS];
    struct digest *photos; // owned: pictures there are
    size_t photo_count;
    bool has_hand;
    bool silent[COMPANY_TABLETS]; // it does not call any more
    struct form form;             // of the record at hand
    uint64_t dice;
    struct company_waiting *waiting; // edits of the office, owned
};

// Days before today, at an hour.
void company_clock(struct company *company, int days_ago, int hour);
// Makes the office in the folder, with the catalogue, people, sites and enrolled tablets. Ends the
// program with words when something fails, as does all that follows.
void company_open(struct company *company, const char *folder, int64_t now_ms);
void company_close(struct company *company);
uint64_t company_dice(struct company *company, uint64_t sides); // the same every time

// Writes the form as a record: in the office (id NULL: a new one), where it waits for the next
// flush, or on a tablet; the form is empty then.
void company_edit(struct company *company, const char *kind, const struct uuid *site,
                  const struct uuid *id);
void company_flush(struct company *company);
struct uuid company_write(struct company *company, struct pad *pad, const char *kind,
                          const struct uuid *site);
// An edit on a tablet of what was seen.
struct company_seen {
    struct uuid id, site;
    struct dot dot;
};
struct dot company_rewrite(struct company *company, struct pad *pad, const char *kind,
                           const struct company_seen *seen);
// Tablets bring what they have, but for the silent ones; `all`: also those that have nothing.
void company_sync(struct company *company, bool all);
// The office holds the bytes of these blobs, which a tablet is known to name.
void company_hold(struct company *company, const struct span *blobs, size_t count);

#endif
