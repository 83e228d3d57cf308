// SPDX-License-Identifier: Apache-2.0
// Where a sign-off stands in the office's log, and by which tree head it is countersigned.
#ifndef PLUMB_SERVER_REPORTS_LOG_PLACE_H
#define PLUMB_SERVER_REPORTS_LOG_PLACE_H

#include "server/storage/view.h"
#include "shared/crypto/hash.h"

struct log_place {
    uint64_t index; // of its leaf, from 0
    int64_t received_ms;
    bool sealed; // a head over it is there; then:
    uint64_t size;
    int64_t head_ms;
    struct digest root;
};
// False: it is not in the log yet, or cannot be read there.
bool log_place_read(struct view *view, const struct uuid *signoff, struct log_place *out);

#endif
