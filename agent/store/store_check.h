// SPDX-License-Identifier: Apache-2.0
// Whether everything in the store agrees with everything else.
#ifndef PLUMB_AGENT_STORE_STORE_CHECK_H
#define PLUMB_AGENT_STORE_STORE_CHECK_H

#include "agent/store/store.h"

// Database integrity, the chain over the whole journal, actors without holes, each record read
// again and compared with its columns, received states below the present ones, the files of blobs
// there in full length. Appends one line a finding to `report`. CORRUPT with the first finding when
// there is one, OK when there is none.
enum err store_check(struct store *store, struct buffer *report, struct error *error);

#endif
