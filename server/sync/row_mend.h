// SPDX-License-Identifier: Apache-2.0
// A record's row that no longer bears the office's mac, built anew from what is still true.
#ifndef PLUMB_SERVER_SYNC_ROW_H
#define PLUMB_SERVER_SYNC_ROW_H

#include "server/sync/workset.h"

enum row_mend {
    ROW_SOUND, // it bears its mac, or there is none
    ROW_MENDED,
    ROW_BROKEN, // nothing that is still true reaches: it stays as it is, for a person
};
// Inside a commit, with an empty workset. The state of a row without its mac becomes `authentic` (a
// state with the office's mac; empty: none), and every write of the history that was taken in and
// is not in there is applied to it, in the order of what they had seen.
enum err row_mend(struct workset *workset, const struct uuid *id, struct span authentic,
                  enum row_mend *out, struct error *error);

#endif
