// SPDX-License-Identifier: Apache-2.0
// Defects that no catalogue has to name: what the records themselves show to be wrong.
#ifndef PLUMB_SHARED_MODEL_PROGRESS_DEFECT_H
#define PLUMB_SHARED_MODEL_PROGRESS_DEFECT_H

#include "shared/model/progress_lack.h"

// Of the site: moves that no rule allows (D5.1, D5.2), states that two tablets moved differently,
// sign-offs that do not verify or of which a field differs from the sealed text (D6.2), records
// written once that were edited or deleted (D6.4).
void progress_defect_site(struct progress_lack_list *list, const struct facts *facts);
// Of the attempt of a node: an item that passes although a measured value is out of tolerance
// (D4.5).
void progress_defect_node(struct progress_lack_list *list, const struct facts *facts,
                          const struct progress_node *node);

#endif
