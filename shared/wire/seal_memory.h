// SPDX-License-Identifier: Apache-2.0
// Which sign-offs this process has judged already: a seal costs two signatures to verify, and a
// record that did not change is as intact as before.
#ifndef PLUMB_SHARED_WIRE_SEAL_MEMORY_H
#define PLUMB_SHARED_WIRE_SEAL_MEMORY_H

#include "shared/wire/evidence.h"

// evidence_intact, remembered by CA and state of the record. For progress_seal; ctx is a struct
// evidence_trust. Thread-safe.
bool seal_memory_intact(void *trust, const struct fact *signoff);

#endif
