// SPDX-License-Identifier: Apache-2.0
// Sealing: the canonical text of a sign-off, and the tablet's signature over it.
#ifndef PLUMB_AGENT_CAPTURE_SIGNING_SEAL_H
#define PLUMB_AGENT_CAPTURE_SIGNING_SEAL_H

#include "agent/capture/signing.h"
#include "shared/model/signoff.h"

struct signing_seal {
    struct buffer sealed, seal, certificate; // text, hex, base64; owned
    struct digest digest;                    // of the sealed text
};
void signing_seal_init(struct signing_seal *seal);
void signing_seal_clear(struct signing_seal *seal);
// AUTH when the key is not the certificate's, or the certificate is another tablet's.
enum err signing_seal_identity(const struct signing_device *device, struct signing_seal *seal,
                               struct digest *certificate, struct error *error);
// Fills in device, clocks and journal position as they are now, inside the transaction that will
// append the record, then seals.
enum err signing_seal_make(struct store *store, const struct signing_device *device,
                           struct signoff *signoff, struct signing_seal *seal, struct error *error);

#endif
