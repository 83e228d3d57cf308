// SPDX-License-Identifier: Apache-2.0
// What else stands on a statement's page and may move on: people present, all photos, open
// rectifications, the fields of what is signed with their words.
#ifndef PLUMB_SHARED_MODEL_STATEMENT_SHOWN_H
#define PLUMB_SHARED_MODEL_STATEMENT_SHOWN_H

#include "shared/model/statement_page.h"

// Appends the object {"fields","people","photos","rectifications"}.
void statement_shown_put(struct statement_page *page);

#endif
