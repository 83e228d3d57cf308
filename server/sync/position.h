// SPDX-License-Identifier: Apache-2.0
// Positions: places in the office's commits as handed to tablets, opaque to them and not to be
// forged (docs/PROTOCOL.md section 2).
#ifndef PLUMB_SERVER_SYNC_POSITION_H
#define PLUMB_SERVER_SYNC_POSITION_H

#include "shared/crypto/hash.h"
#include "shared/wire/exchange_request.h"

enum position_kind { POSITION_WITNESS, POSITION_CURSOR };

// A cursor stands after a round: all sites in scope at commit `number` are pulled up to it. Or it
// stands inside a round towards `number` (partial): sites below `site` are done, `site` is done up
// to `seq`, and the others stand at `base`, where the round before this one ended.
struct position {
    enum position_kind kind;
    uint64_t number, tag; // of the commit
    bool fresh;           // the round began with a tablet that had never had a reply
    bool partial;
    uint64_t base;
    struct uuid site;
    uint64_t seq;
};

// What a text is bound to.
struct position_owner {
    const uint8_t *key; // MAC_KEY_BYTES
    struct uuid device;
};
void position_format(const struct position_owner *owner, const struct position *position,
                     char out[POSITION_TEXT]);
// False when it is not of our making, for this device, and of this kind.
bool position_parse(const struct position_owner *owner, enum position_kind kind, const char *text,
                    struct position *out);

#endif
