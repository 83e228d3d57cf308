// SPDX-License-Identifier: Apache-2.0
// Held entries: counted in their actor's prefix, not (yet) in their record: quarantine, open
// groups, missing context.
#ifndef PLUMB_SERVER_STORAGE_HELD_H
#define PLUMB_SERVER_STORAGE_HELD_H

#include "server/storage/storage.h"
#include "shared/model/vector.h"

enum held_reason { // stored: never renumber
    REASON_INVALID = 0,
    REASON_SCOPE = 1,
    REASON_PERSON = 2,
    REASON_CONTEXT = 3, // waits for writes it has seen
    REASON_GROUP = 4,   // waits for the group's last entry
    REASON_CHAIN = 5,   // bytes do not match the chain
    REASON_FORK = 6,    // same dot, other bytes
    REASON_DEVICE = 7,  // unknown or revoked device
    REASON_FULL = 8,    // vector full
    REASON_ROLE = 9,    // the person's role does not write this kind
    REASON_ERASED = 10, // of a customer who was erased: only its mark was kept
};
enum held_decision { // stored: never renumber
    DECISION_OPEN = 0,
    DECISION_ACCEPTED = 1,
    DECISION_REJECTED = 2,
    DECISION_RELEASED = 3, // by itself: context or group came
};
struct held_row {
    int64_t row; // 0: not stored yet
    struct dot dot;
    struct uuid record, site, device;
    enum held_reason reason;
    enum held_decision decision;
    uint64_t group; // id, for REASON_GROUP; 0: none
    char detail[256], decided_why[256];
    struct uuid decided_by;
    int64_t since_ms, decided_ms;
    struct span bytes; // of a REASON_FORK entry (others stand in the history); empty otherwise
    // The tablet has heard the present decision: where its replies had got to; 0: not yet.
    uint64_t told;
};
// Inserts (row == 0, row is then filled in) or updates reason, decision and its who, why, when, and
// told. NOT_FOUND: no such row.
enum err held_put(struct storage *storage, struct held_row *held, struct error *error);
enum err held_get(struct view *view, int64_t row, struct held_row *out,
                  struct error *error); // NOT_FOUND
typedef bool held_each(void *arg, const struct held_row *held);
struct held_filter {
    bool open_only, untold_only;
    bool untold_at; // untold, or decided by a person and heard only after commit `heard_from`
    uint64_t heard_from;
    bool by_record, by_device, by_group;
    struct uuid record, device;
    uint64_t group;
};
// In order of arrival, until `each` returns false. Found by an index: what is open, of one record,
// of one device and untold, of one group.
enum err held_list(struct view *view, const struct held_filter *filter, held_each *each, void *arg,
                   struct error *error);
// In order of arrival, from behind a row on.
enum err held_new(struct view *view, int64_t after_row, held_each *each, void *arg,
                  struct error *error);
// All that is held of one dot (a fork makes a second one), in order of arrival.
enum err held_of_dot(struct view *view, struct dot dot, held_each *each, void *arg,
                     struct error *error);

#endif
