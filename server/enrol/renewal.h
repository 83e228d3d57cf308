// SPDX-License-Identifier: Apache-2.0
// A new certificate for a known device, against a nonce signed with its present key.
#ifndef PLUMB_SERVER_ENROL_RENEWAL_H
#define PLUMB_SERVER_ENROL_RENEWAL_H

#include "server/storage/devices.h"
#include "shared/crypto/certificate.h"
#include "shared/wire/enrolment.h"

enum { RENEWAL_DER_MAX = 512 };

// Whether the request is signed by a key of the device: its present one, or the one before as long
// as the new certificate has not been used, for its answer may have been lost. AUTH when not.
enum err renewal_check(const struct device_row *device, const struct renew_request *request,
                       struct error *error);
// Inside a commit: the row with the new certificate and key. The one before stays good until the
// new one is used.
struct renewal {
    const struct certificate_info *certificate;
    struct span public_der;
};
enum err renewal_apply(struct storage *storage, const struct uuid *device,
                       const struct renewal *renewal, struct device_row *out, struct error *error);
// The new certificate was used: from now on the one before, and its key, count for nothing. The
// span public_der is cut short.
void renewal_settle(struct device_row *device);

#endif
