// SPDX-License-Identifier: Apache-2.0
// State machines whose moves are append-only records of kind `move`, so that two offline tablets
// never overwrite each other's step (domain.md D5.1, D9.2, D9.3; sync.md 2).
//
//   rectification:  open ─assign→ assigned ─done→ done ─verify→ verified
//                                    ↑───────reject──┘  └──reopen→ assigned
//                   assigned ─assign→ assigned: given to somebody else
//   change_order:   issued ─approve→ approved ─carry_out→ carried_out ─confirm→ confirmed
//                   issued or approved ─cancel→ cancelled
//   delivery:       ordered ─arrive→ arrived ─accept→ accepted | ─refuse→ refused
//
// A move names the one it follows (`after`; absent: the first), and a second one when it settles a
// branch (`beside`). Moves that no other names are the leaves: more than one distinct state among
// them is an unsettled branch; the least advanced of them is shown. A move that no rule allows
// changes nothing: what follows it follows the move before it. One whose `after` is not here (or
// leads round in a circle) waits: it counts as soon as that move arrives, or is settled when
// another move names it as `beside`.
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
    size_t leaf_count;                          // the next move names leaves[0], and [1] beside
    size_t showing;                             // how many of the leaves show `state`
    int64_t reopened;                           // how often
    // Of the moves on the way to leaves[0], the newest first:
    struct uuid done_by; // who made the one that rules with by_other look at; nil: none
    struct uuid holder;  // `to` of the one that names somebody; nil: none
    int64_t deadline_ms; // of the one that set it; 0: none
    size_t refused;      // moves that no rule allows: they change nothing and are a defect
    size_t pending;      // moves that wait for the one they follow
};
// Folds all moves of the record. The same facts give the same answer on every replica, in whatever
// order they came. Author of a move: fact_author.
void move_fold(const struct move_machine *machine, const struct facts *facts,
               const struct uuid *record, struct move_standing *out);
// Whether this person may make this move now: OK, or PRECONDITION (not from this state; quotes it
// and what is possible), DENIED (D5.2: who did the work does not verify it). A concurrent move may
// still make it one of two branches.
struct move_question {
    const struct move_machine *machine;
    const struct move_standing *standing;
    struct span move;
    struct uuid person;
};
enum err move_check(const struct move_question *question, struct error *error);

#endif
