// SPDX-License-Identifier: Apache-2.0
// The kinds themselves, as data: what the rules of kind.h are applied to.
#ifndef PLUMB_SHARED_MODEL_KIND_TABLE_H
#define PLUMB_SHARED_MODEL_KIND_TABLE_H

#include "shared/model/kind.h"

extern const struct kind kind_table[];
extern const size_t kind_table_count;

#endif
