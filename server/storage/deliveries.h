// SPDX-License-Identifier: Apache-2.0
// Events on their way to one receiver each: waiting, delivered, or dead letters that a person may
// send again.
#ifndef PLUMB_SERVER_STORAGE_DELIVERIES_H
#define PLUMB_SERVER_STORAGE_DELIVERIES_H

#include "server/storage/storage.h"

enum delivery_state { // stored: never renumber
    DELIVERY_WAITING = 0,
    DELIVERY_DONE = 1,
    DELIVERY_DEAD = 2,
};
struct delivery_row {
    int64_t row;
    struct uuid event, hook;
    char kind[64];
    int64_t at_ms; // of the event
    enum delivery_state state;
    int64_t attempts;
    int64_t since_ms, next_ms, tried_ms;
    int64_t status; // the receiver's last answer; 0: none
    char detail[256];
};
typedef bool deliveries_each(void *arg, const struct delivery_row *delivery);
// The oldest that waits for each receiver, if its time has come: one is never sent before those in
// front of it are delivered or dead.
enum err deliveries_due(struct view *view, int64_t now_ms, deliveries_each *each, void *arg,
                        struct error *error);
struct deliveries_filter {
    int64_t before;   // rows below; 0: from the newest on
    struct uuid hook; // nil: all
    int state;        // enum delivery_state; -1: all
    size_t limit;
};
// Newest first, until `each` returns false.
enum err deliveries_list(struct view *view, const struct deliveries_filter *filter,
                         deliveries_each *each, void *arg, struct error *error);
// How many wait and are dead, and since when the oldest waits (0: none does).
struct deliveries_counts {
    int64_t waiting, dead, oldest_ms;
};
enum err deliveries_count(struct view *view, struct deliveries_counts *out, struct error *error);
// Of one receiver.
struct deliveries_sum {
    int64_t waiting, dead, done;
    int64_t done_ms, since_ms; // when one arrived last; since when the oldest waits; 0: none
    struct delivery_row last;  // the newest attempt; row 0: there was none
    int64_t next_ms;           // when what is in front is tried; 0: nothing waits
};
enum err deliveries_sum(struct view *view, const struct uuid *hook, struct deliveries_sum *out,
                        struct error *error);

// Inside a commit: how an attempt went: state, next_ms, tried_ms, status and detail of the row are
// taken, attempts rises by one.
enum err deliveries_settle(struct storage *storage, const struct delivery_row *delivery,
                           struct error *error);
// One waits again as if it were new, and is tried at once. NOT_FOUND: there is none, or its
// receiver was removed.
enum err deliveries_resend(struct storage *storage, int64_t row, struct error *error);
// The same for all of a receiver that wait or are dead; *count says how many.
enum err deliveries_resend_hook(struct storage *storage, const struct uuid *hook, int64_t *count,
                                struct error *error);
// Removes what was delivered or died before, and events that nobody waits for since then.
enum err deliveries_prune(struct storage *storage, int64_t before_ms, struct error *error);

#endif
