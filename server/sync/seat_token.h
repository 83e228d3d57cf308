// SPDX-License-Identifier: Apache-2.0
// Tokens of the short form: whether anything waits for a tablet, answered from memory.
#ifndef PLUMB_SERVER_SYNC_SEAT_TOKEN_H
#define PLUMB_SERVER_SYNC_SEAT_TOKEN_H

#include "server/sync/bulletin.h"
#include "server/sync/roster.h"
#include "shared/crypto/random.h"
#include "shared/wire/exchange_request.h"

// What holds for the office now.
struct seat_token_terms {
    uint64_t epoch, backed_up_through;
};
// A new token, in place of the one before: the tablet knows all of `sites` up to `commit`.
struct seat_token_grant {
    struct uuid device;
    uint64_t commit;
    struct seat_token_terms terms;
    const struct uuid *sites; // copied
    size_t site_count;
};
void seat_token_issue(struct roster *roster, const struct random *random,
                      const struct seat_token_grant *grant, char out[TOKEN_TEXT]);
// Whether the text is the device's token and nothing has come since.
bool seat_token_stands(struct roster *roster, struct bulletin *bulletin, const struct uuid *device,
                       const struct seat_token_terms *terms, const char *text);

#endif
