// SPDX-License-Identifier: Apache-2.0
// Small named values of this tablet: enrolment facts, epoch, cursor, witness, scope.
#ifndef PLUMB_AGENT_STORE_SETTING_H
#define PLUMB_AGENT_STORE_SETTING_H

#include "agent/store/store.h"
#include "shared/base/text.h"

// Fills `out` (emptied first). NOT_FOUND when unset, TOO_LARGE above out->max.
enum err setting_read(struct store *store, const char *name, struct buffer *out,
                      struct error *error);
// Sets, inside the caller's transaction or in one of its own; an empty value removes.
enum err setting_write(struct store *store, const char *name, struct span value,
                       struct error *error);
// The same for what a person does, outside of a transaction: on a full disk the store's reserve is
// used once.
enum err setting_save(struct store *store, const char *name, struct span value,
                      struct error *error);

#endif
