// SPDX-License-Identifier: Apache-2.0
// Decimals as the kind table has them ("-12.5", at most 15 digits on each side), exactly and
// without floating point.
#ifndef PLUMB_SHARED_MODEL_DECIMAL_H
#define PLUMB_SHARED_MODEL_DECIMAL_H

#include "shared/base/text.h"

// Whether a text is such a decimal, without a zero too many before it ("007").
bool decimal_valid(struct span text);

// Whether target − minus ≤ value ≤ target + plus (domain.md D4.5). Empty minus or plus is nothing.
// False, and *within untouched, when one of them is not a decimal.
struct decimal_tolerance {
    struct span target, minus, plus;
};
bool decimal_within(struct span value, const struct decimal_tolerance *tolerance, bool *within);

#endif
