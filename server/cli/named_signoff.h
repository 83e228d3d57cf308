// SPDX-License-Identifier: Apache-2.0
// A sign-off as a person names it: by its id, or by as much of its beginning as no other has.
#ifndef PLUMB_SERVER_CLI_NAMED_SIGNOFF_H
#define PLUMB_SERVER_CLI_NAMED_SIGNOFF_H

#include "server/storage/view.h"
#include "shared/base/uuid.h"

// INVALID: no beginning of an id. NOT_FOUND, CONFLICT (several) quote it.
enum err named_signoff_find(struct view *view, const char *text, struct uuid *out,
                            struct error *error);

#endif
