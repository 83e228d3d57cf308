// SPDX-License-Identifier: Apache-2.0
// The full causal history: every write that was made anywhere, what it had seen, and what a record
// must look like to who has seen these writes and no others.
#ifndef PLUMB_TESTS_SIM_SIM_ORACLE_H
#define PLUMB_TESTS_SIM_SIM_ORACLE_H

#include "shared/model/record.h"

enum { ORACLE_REASON = 400 };

// A write as it was made.
struct oracle_event {
    struct dot dot;
    struct vector context; // owned
    struct field *fields;  // owned, with `deleted`
    size_t field_count;
    bool acked;    // its maker was told that it is durable
    bool rejected; // a person decided so: it may stand or not
};
struct oracle_record {
    struct uuid id, site;
    char kind[KIND_NAME_MAX + 1];
    struct oracle_event *events; // owned, in order of making
    size_t count, cap;
};
struct sim_oracle {
    struct oracle_record *records; // owned, in order of appearance
    size_t count, cap;
    uint64_t writes;            // made
    uint64_t states, conflicts; // judged, of that with a conflict
    bool failed;
    char reason[ORACLE_REASON]; // of the first violation
};

void sim_oracle_clear(struct sim_oracle *oracle);
void sim_oracle_copy(struct sim_oracle *out, const struct sim_oracle *from); // out: zeroed
// Where the hooks below put what they see; NULL: nowhere. One at a time.
void sim_oracle_watch(struct sim_oracle *oracle);
// While an edit is under way, collects the dots of the writes made; ack says they are durable.
void sim_oracle_begin_edit(struct sim_oracle *oracle);
void sim_oracle_end_edit(struct sim_oracle *oracle, bool acked);
// The records and dots of the edit that ended last: `count` of them.
size_t sim_oracle_edited(const struct uuid **records, const struct dot **dots);
const struct field *sim_oracle_field(const struct oracle_event *event,
                                     const char *name); // NULL: it did not set it
// -1: unknown.
long sim_oracle_find(const struct sim_oracle *oracle, const struct uuid *id);
struct oracle_event *sim_oracle_event(struct sim_oracle *oracle, const struct uuid *record,
                                      struct dot dot); // NULL: unknown
// Judges a state that `who` holds: exactly the maximal ones among the writes its vector covers
// stand (P3, P4, P5, I8, I12).
void sim_oracle_judge(struct sim_oracle *oracle, const char *who, const struct record *state);
void sim_oracle_fail(struct sim_oracle *oracle, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
