// SPDX-License-Identifier: Apache-2.0
// Enrolment and renewal from the tablet's side (docs/PROTOCOL.md section 3).
#ifndef PLUMB_AGENT_SYNC_JOIN_H
#define PLUMB_AGENT_SYNC_JOIN_H

#include "agent/store/store.h"
#include "shared/net/transport.h"
#include "shared/wire/enrol_link.h"

struct join_options {
    struct store *store;
    const struct disk *disk;
    const struct random *random;
    const struct transport
        *transport; // to the office listener: pinned by the link, or by the CA when renewing
    const char *agent_version;
    const char *name; // of the tablet, for the office's list
};
// Joins by a link. The key is made once and kept, so that a lost answer can be asked for again with
// the same link. Everything the office sends is checked (CA against the link, certificates against
// the CA) before the first byte is kept; the setting "device" is written last and makes the tablet
// enrolled. EXISTS when it is already.
enum err join_office(const struct join_options *options, const struct enrol_link *link,
                     struct error *error);
// Renews the certificate under the same key: by a nonce of the office, signed with the device key.
enum err join_renew(const struct join_options *options, struct error *error);

#endif
