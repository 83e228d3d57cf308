// SPDX-License-Identifier: Apache-2.0
// What the office holds of one tablet's scope, read for a proof.
#ifndef PLUMB_SERVER_SYNC_PROOF_INDEX_H
#define PLUMB_SERVER_SYNC_PROOF_INDEX_H

#include "server/sync/office.h"
#include "server/sync/proof_desk.h"
#include "shared/wire/proof_message.h"

struct proof_index {
    bool stale; // the tablet does not stand where the office stands: nothing else is filled in
    struct proof_places lacking; // owned: files that records name and that are not held
    int64_t lacking_count;
    struct digest *lost; // owned: of these, the ones that the store takes for held
    size_t lost_count, lost_cap;
};
void proof_index_clear(struct proof_index *index);

// Reads every record in scope into the case's set, as it is in the database, and looks whether the
// file of every blob that they name is there in its full length. Costs a scan of the scope: it is
// what is really there that is compared, so nothing is taken from a sum kept beside it. Takes its
// own snapshot of the view. TOO_LARGE: more records than one proof holds.
struct proof_index_question {
    struct office *office;
    struct view *view;
    const struct proof_request *request;
};
enum err proof_index_read(const struct proof_index_question *question, struct proof_case *proof,
                          struct proof_index *out, struct error *error);
// Inside a commit: files that were lost are no longer taken for held, and a person is called.
enum err proof_index_lose(struct office *office, struct storage *storage,
                          const struct proof_index *index, struct error *error);

#endif
