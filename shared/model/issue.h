// SPDX-License-Identifier: Apache-2.0
// A rectification as a list shows it: how far it is, when it is due, whose turn it is, and which
// comes first (domain.md D5).
#ifndef PLUMB_SHARED_MODEL_ISSUE_H
#define PLUMB_SHARED_MODEL_ISSUE_H

#include "shared/model/fact.h"

enum issue_state { ISSUE_OPEN, ISSUE_ASSIGNED, ISSUE_DONE, ISSUE_VERIFIED, ISSUE_STATES };
extern const char *const issue_states[]; // their names, ends with NULL
enum issue_state issue_state(const struct fact *fact);

// 0: never. What is verified is due no more.
int64_t issue_due_ms(const struct fact *fact);
int64_t issue_opened_ms(const struct fact *fact);

// What it waits for. Who is nil where anybody may take it: somebody must be named (assign), or the
// one who looks at it may be anybody but who did the work (check, D5.2).
enum issue_turn { TURN_ASSIGN, TURN_WORK, TURN_CHECK, TURN_NOBODY, ISSUE_TURNS };
extern const char *const issue_turns[]; // their names, ends with NULL
struct issue_wait {
    enum issue_turn turn;
    struct uuid who;
};
struct issue_wait issue_wait(const struct fact *fact);

// For sorting: what is to be done first, by when it is due; then what was verified, newest first.
struct issue_rank {
    struct uuid id;
    enum issue_state state;
    int64_t due_ms, opened_ms;
};
struct issue_rank issue_rank_of(const struct fact *fact);
// Past its deadline and still to be put right (D5.1): what is done waits for its check only.
bool issue_overdue(const struct issue_rank *rank, int64_t now_ms);
int issue_compare(const struct issue_rank *one, const struct issue_rank *other);

#endif
