// SPDX-License-Identifier: Apache-2.0
// An event for each issue that a night found overdue: once for an issue and its deadline.
#ifndef PLUMB_SERVER_REPORTS_OVERDUE_EVENTS_H
#define PLUMB_SERVER_REPORTS_OVERDUE_EVENTS_H

#include "server/reconcile/night.h"
#include "server/storage/storage.h"

// Inside the commit that keeps the night.
enum err overdue_events_put(struct storage *storage, const struct night *night,
                            struct error *error);

#endif
