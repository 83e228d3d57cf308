// SPDX-License-Identifier: Apache-2.0
// A seal over a text by the key of a certificate that the authority issued: of a tablet over a
// sign-off, of the office's log over a tree head.
#ifndef PLUMB_SHARED_WIRE_EVIDENCE_SEAL_H
#define PLUMB_SHARED_WIRE_EVIDENCE_SEAL_H

#include "shared/crypto/certificate.h"

struct evidence_seal {
    struct span text;
    const uint8_t *seal;
    size_t seal_len;
    const uint8_t *certificate; // DER
    size_t certificate_len;
    enum certificate_use use;
    struct span ca_pem;
};
struct evidence_seal_answer {
    bool issued;                  // by this authority, for this use
    bool holds;                   // then: the seal is of this text by this key
    bool low;                     // then: in the one form that key_sign gives (key_signature_low)
    struct certificate_info info; // digest: of the certificate as it is, also when it is none
};
void evidence_seal_judge(const struct evidence_seal *seal, struct evidence_seal_answer *out);

#endif
