// SPDX-License-Identifier: Apache-2.0
// Whether the seals of sign-offs verify under the office's authority, for progress.h.
#ifndef PLUMB_SERVER_RECONCILE_OFFICE_SEAL_H
#define PLUMB_SERVER_RECONCILE_OFFICE_SEAL_H

#include "shared/base/buffer.h"
#include "shared/model/progress.h"

struct office_seal;
// `ca_pem` is the authority's certificate; borrowed. What was judged once is remembered for the
// whole process. Free it after whatever borrowed its progress_seal.
struct office_seal *office_seal_create(const struct buffer *ca_pem);
const struct progress_seal *office_seal_of(const struct office_seal *seal); // borrowed; any thread
void office_seal_free(struct office_seal *seal);                            // accepts NULL

#endif
