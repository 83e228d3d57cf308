// SPDX-License-Identifier: Apache-2.0
// Whether the parts of a manifest belong together and come from the authority, and if not, which of
// them was changed: what still agrees tells.
#ifndef PLUMB_SHARED_WIRE_EVIDENCE_VERDICT_H
#define PLUMB_SHARED_WIRE_EVIDENCE_VERDICT_H

#include "shared/wire/evidence_manifest.h"

// The tablet's certificate, the seal, the sealed text. False with the fault.
bool evidence_verdict_seal(const struct evidence_manifest *manifest, struct span ca_pem,
                           struct evidence_fault *fault);
// The office's counter-signature over that seal, which holds. False with the fault.
bool evidence_verdict_counter(const struct evidence_manifest *manifest, struct span ca_pem,
                              struct evidence_fault *fault);

#endif
