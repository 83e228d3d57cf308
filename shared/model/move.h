// SPDX-License-Identifier: Apache-2.0
// State machines whose moves are append-only records of kind `move`, so that two offline tablets
// never overwrite each other's step (domain.md D5.1, D9.2, D9.3; sync.md 2).
//
//   rectification:  open ─assign→ assigned ─done→ done ─verify→ verified
//                                    ↑───────reject──┘  └──reopen→ assigned
//   change_order:   issued ─approve→ approved ─carry_out→ carried_out ─confirm→ confirmed; cancel
//   delivery:       ordered ─arrive→ arrived ─accept→ accepted | ─refuse→ refused
//
// A move names the one it follows (`after`; absent: the first), and a second one when it settles a
// branch (`beside`). Moves that no other names are the leaves: more than one distinct state among
// them is an unsettled branch; the least advanced of them is shown.
#ifndef PLUMB_SHARED_MODEL_MOVE_H
#define PLUMB_SHARED_MODEL_MOVE_H

#include "shared/model/fact.h"

struct move_rule {
    const char *name; // of the move
    const char *from, *to;
    bool by_other; // not by who made the move into `from` (D5.2)
    bool reopens;  // counted (D5.3)
    const char *zh, *en;
};
struct move_machine {
    const char *kind;          // of the record that has the state
    const char *const *states; // NULL-terminated, least advanced first; the first is the start
    const struct move_rule *rules;
    size_t rule_count;
};
extern const struct move_machine move_machines[];
extern const size_t move_machine_count;
const struct move_machine *move_machine_find(struct span kind); // NULL: the kind has no states
// NULL: no such move from this state.
const struct move_rule *move_rule_find(const struct move_machine *machine, const char *state,
                                       struct span move);

enum { MOVE_LEAVES_MAX = 8 };
struct move_standing {
    const char *state;                          // of the machine
    bool unsettled;                             // leaves with different states
    const struct fact *leaves[MOVE_LEAVES_MAX]; // that show `state` first
    size_t leaf_count;
    int64_t reopened;    // how often
    struct uuid done_by; // who made the newest move that rules with by_other look at; nil: none
    struct uuid holder;  // `to` of the newest assign on the way to `state`; nil: none
    int64_t deadline_ms; // of the newest move that set one; 0: none
    size_t refused;      // moves that no rule allows: they change nothing and are a defect
};
// Folds all moves of the record. The same facts give the same answer on every replica, in whatever
// order they came. Author of a move: fact_author.
void move_fold(const struct move_machine *machine, const struct facts *facts,
               const struct uuid *record, struct move_standing *out);
// Whether this person may make this move now: OK, or PRECONDITION (not from this state; quotes it
// and what is possible), DENIED (D5.2: who did the work does not verify it).
struct move_question {
    const struct move_machine *machine;
    const struct move_standing *standing;
    struct span move;
    struct uuid person;
};
enum err move_check(const struct move_question *question, struct error *error);

#endif
