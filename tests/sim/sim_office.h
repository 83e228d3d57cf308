// SPDX-License-Identifier: Apache-2.0
// The office as a machine: its disk, its clock, and the real office code running on them or not.
#ifndef PLUMB_TESTS_SIM_SIM_OFFICE_H
#define PLUMB_TESTS_SIM_SIM_OFFICE_H

#include "server/sync/office.h"
#include "server/sync/office_edit.h"
#include "shared/net/http.h"
#include "tests/sim/sim_clock.h"
#include "tests/sim/sim_disk.h"

enum { DEFERRED_MAX = 64 };

struct sim_deferred {
    void (*fn)(void *arg);
    void *arg;
};
struct sim_office {
    struct sim_disk *disk; // owned
    struct disk handle;
    struct sim_clock clock;
    struct sim_random random;
    struct office *office; // NULL: down
    struct view *view;     // of the judges, once they asked for it
    bool nightly;          // it asks for proofs by itself
    struct sim_deferred deferred[DEFERRED_MAX];
    size_t deferred_count;
};

// What came back for one request.
struct sim_answer {
    bool done;
    int status;
    struct buffer headers, body;
};
void sim_answer_init(struct sim_answer *answer);
void sim_answer_clear(struct sim_answer *answer);

// Takes the disk over. Not running yet.
void sim_office_init(struct sim_office *office, struct sim_disk *disk, const int64_t *true_ms,
                     uint64_t seed);
void sim_office_clear(struct sim_office *office);
// After IO errors (a failing disk) it stays down.
enum err sim_office_start(struct sim_office *office, struct error *error);
// Handed over now; the answer comes with a later pump, or at once.
void sim_office_hand(struct sim_office *office, http_handler *handler,
                     const struct http_request *request, struct sim_answer *answer);
// Commits what waits in one commit and answers.
void sim_office_pump(struct sim_office *office);
void sim_office_stop(struct sim_office *office);
// A reader beside the office's own, for as long as it runs: to walk through records while others
// are looked up. For one walk at a time. NULL: it cannot be opened.
struct view *sim_office_view(struct sim_office *office);

#endif
