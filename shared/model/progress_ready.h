// SPDX-License-Identifier: Apache-2.0
// What keeps people from signing a node (domain.md D3.8, D3.10, D3.11).
#ifndef PLUMB_SHARED_MODEL_PROGRESS_READY_H
#define PLUMB_SHARED_MODEL_PROGRESS_READY_H

#include "shared/model/progress_lack.h"

// Required items without a result, too few photos, a fail without note or photo, fields of what
// would be signed that two people set differently. The node has an attempt.
void progress_ready_judge(struct progress_lack_list *list, const struct facts *facts,
                          const struct progress_node *node, const struct fact *site);

#endif
