// SPDX-License-Identifier: Apache-2.0
// Bearer tokens of other systems: made, shown once, revoked; and who asks with one.
#ifndef PLUMB_SERVER_OUTGOING_TOKEN_DESK_H
#define PLUMB_SERVER_OUTGOING_TOKEN_DESK_H

#include "server/audit/audit.h"
#include "server/storage/tokens.h"
#include "server/sync/office.h"

// "plt_" and 43 characters of base64url: 256 random bits.
enum { TOKEN_TEXT = 48 };

struct token_wish {
    const char *name;
    unsigned scopes;            // bits of enum token_scope
    const char *store;          // NULL or empty: all
    int64_t expires_ms;         // 0: never
    const struct audit_row *by; // who asks
};
// Waits for the committer. `text` is the token, which cannot be had again. INVALID: no name, no
// scope, or an end that is past.
enum err token_desk_add(struct office *office, const struct token_wish *wish, struct token_row *out,
                        char text[TOKEN_TEXT], struct error *error);
// Good for nothing from the next request on. Waits for the committer. NOT_FOUND.
enum err token_desk_revoke(struct office *office, const struct uuid *id, const struct audit_row *by,
                           struct error *error);
// Whose it is: AUTH when it is unknown, revoked or expired, in the same words.
enum err token_desk_admit(struct view *view, const char *text, int64_t now_ms,
                          struct token_row *out, struct error *error);
// Notes that it was used, to the minute. Waits for the committer.
enum err token_desk_used(struct office *office, const struct token_row *token, int64_t now_ms,
                         struct error *error);

#endif
