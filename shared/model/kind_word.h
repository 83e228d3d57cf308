// SPDX-License-Identifier: Apache-2.0
// What people read for the values that a table knows: roles, results, verdicts, severities, states.
#ifndef PLUMB_SHARED_MODEL_KIND_WORD_H
#define PLUMB_SHARED_MODEL_KIND_WORD_H

#include "shared/base/text.h"

struct kind_word {
    const char *value;
    const char *zh, *en;
};
// The words of a choice value or of a state of move.h: `refused` says 拒签 of a sign-off and 拒收
// of a delivery, so the kind is asked for; an empty span asks for what the value means elsewhere.
// A role has the same words everywhere, the role `customer` of a signer included. NULL: none, print
// the value itself.
const struct kind_word *kind_word_find(struct span kind, struct span value);
// The roles of staff in the order of D1, with their words; kind_choice_roles are their values.
const struct kind_word *kind_roles(size_t *count);

#endif
