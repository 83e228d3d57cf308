// SPDX-License-Identifier: Apache-2.0
// What an erasure leaves to be taken away once it is durable: files, handover files that were read,
// reports that were written, freed pages of the database.
#ifndef PLUMB_SERVER_SYNC_ERASURE_SWEEP_H
#define PLUMB_SERVER_SYNC_ERASURE_SWEEP_H

#include "server/sync/office.h"

// Takes away what is there to be taken away; any number of times. Waits for the committer, so not
// from a loop thread. After an error the rest is left for the next time (office_tidy).
enum err erasure_sweep(struct office *office, struct error *error);

#endif
