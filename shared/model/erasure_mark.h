// SPDX-License-Identifier: Apache-2.0
// What stands in a journal or history where the bytes of an erased customer's entry stood: its dot
// and its chain value stay beside it.
#ifndef PLUMB_SHARED_MODEL_ERASURE_MARK_H
#define PLUMB_SHARED_MODEL_ERASURE_MARK_H

#include "shared/base/text.h"
#include "shared/base/uuid.h"

#define ERASURE_MARK_START "erased "
// "erased " and the site's 32 lower-case hex digits, with the NUL. No write has this form.
enum { ERASURE_MARK_TEXT = 7 + 32 + 1 };

void erasure_mark_format(const struct uuid *site, char out[ERASURE_MARK_TEXT]);
// False when the bytes are no mark; *site is then as before.
bool erasure_mark_parse(struct span bytes, struct uuid *site);

#endif
