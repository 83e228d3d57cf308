// SPDX-License-Identifier: Apache-2.0
// Giving storage back: what the office holds in a verified backup need not stay here twice.
#ifndef PLUMB_AGENT_SYNC_THINNING_H
#define PLUMB_AGENT_SYNC_THINNING_H

#include "agent/sync/session.h"

// A bounded piece of work after a good exchange: trims journal entries under the setting
// "backed_up_through" and drops delivered blobs under it; with little storage left also blobs
// delivered 30 days ago, each named in a warning. Thumbnails stay. What cannot be done is logged
// and done another time.
void thinning_round(const struct session_options *options);

#endif
