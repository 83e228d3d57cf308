// SPDX-License-Identifier: Apache-2.0
// The signatures on the nodes that are done: real statements of what the office holds, sealed by
// the tablets' keys.
#ifndef PLUMB_TESTS_MORNING_COMPANY_SIGNING_H
#define PLUMB_TESTS_MORNING_COMPANY_SIGNING_H

#include "tests/morning/company.h"

// Those of one of the nodes.
void company_signing(struct company *company, size_t node);

#endif
