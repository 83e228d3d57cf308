// SPDX-License-Identifier: Apache-2.0
// Planted bugs, each of which the simulator must catch. None is in the product: they sit in the
// simulated disk, randomness and network, or are put in front of a function by the linker.
#ifndef PLUMB_TESTS_SIM_SIM_MUTANT_H
#define PLUMB_TESTS_SIM_SIM_MUTANT_H

#include "tests/sim/sim_world.h"

enum sim_mutant {
    MUTANT_NONE,
    MUTANT_NO_SYNC,          // tablets commit without waiting for the disk
    MUTANT_OFFICE_NO_SYNC,   // so does the office
    MUTANT_NO_FOLDER_SYNC,   // a photo's name is not made durable
    MUTANT_SAME_ACTOR,       // a tablet's randomness repeats itself in each process life
    MUTANT_NO_WITNESS,       // requests do not say the witness
    MUTANT_NO_TAG,           // the office takes any position for one that it remembers
    MUTANT_NO_STATE_OFFER,   // a new epoch is offered nothing
    MUTANT_NO_CONTEXT_CHECK, // a write is applied without what it has seen
    MUTANT_CURSOR_FIRST,     // the cursor moves, the states do not come
    MUTANT_NO_MERGE,         // merging raises the vector and forgets the values
    MUTANT_KEPT_ACTOR,       // an actor outlives the purge of what it wrote
    // Of the service (sim_planted.c).
    MUTANT_SEALED_ANEW,   // an edit of what was signed writes the sealed text anew
    MUTANT_VOID_DELETES,  // a void deletes the sign-off
    MUTANT_SEAL_FIRST,    // the counter-signature is out before its commit is durable
    MUTANT_NO_LEDGER,     // the log of sign-offs is not in the ledger
    MUTANT_NO_PHOTOS,     // photos are no part of what is signed
    MUTANT_WRITTEN_TWICE, // the office takes an edit of a sign-off
    // Of the proof of convergence (sim_proof.c).
    MUTANT_PROOF_BLIND,     // a walk that never finds a difference
    MUTANT_PROOF_SAME_MARK, // a mark says only that a record is there
    MUTANT_PROOF_NO_MEND,   // the tablet merges what is damaged as if it were sound
    MUTANT_PROOF_NO_ROW,    // the office believes its own rows
    MUTANT_ERASED_BACK,     // the office forgets whom it has erased (sim_erase.c)
    MUTANT_COUNT
};
const char *sim_mutant_name(enum sim_mutant mutant);
// MUTANT_COUNT for a name that is none.
enum sim_mutant sim_mutant_find(const char *name);
// Steps that bring it out; the fleets that hunt it do nothing else.
uint32_t sim_mutant_steps(enum sim_mutant mutant);
// Within which it must be caught. 0: no bound is known (cursor and offers cover for it as a rule).
unsigned sim_mutant_seeds(enum sim_mutant mutant);

void sim_mutant_plant(enum sim_mutant mutant); // for all fleets from now on
bool sim_mutant_is(enum sim_mutant mutant);

struct sim_disk *sim_mutant_office_disk(void); // of the fleet being played; NULL: none

// Where it sits: new machines, new lives, and messages.
void sim_mutant_disk(struct sim_disk *disk, bool office);
void sim_mutant_life(struct sim_random *random, unsigned kin); // of a tablet
void sim_mutant_request(struct sim_letter *letter);
void sim_mutant_answer(struct sim_answer *answer, bool coded);

#endif
