// SPDX-License-Identifier: Apache-2.0
// Who may write on this tablet: the persons on its list, as the office enrolled it.
#ifndef PLUMB_AGENT_CAPTURE_AUTHOR_H
#define PLUMB_AGENT_CAPTURE_AUTHOR_H

#include "agent/store/store.h"
#include "shared/base/uuid.h"

// The person with this id or name. AUTH: the tablet has no list, it is not enrolled. DENIED: not on
// the list; the detail names who is. INVALID: two of the list have this name.
enum err author_find(struct store *store, const char *text, struct uuid *out, struct error *error);

#endif
