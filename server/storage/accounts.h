// SPDX-License-Identifier: Apache-2.0
// Accounts of the console, and the roles they were granted.
#ifndef PLUMB_SERVER_STORAGE_ACCOUNTS_H
#define PLUMB_SERVER_STORAGE_ACCOUNTS_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"
#include "shared/crypto/password.h"

enum { ACCOUNT_LOGIN = 65, ACCOUNT_STORE = 257, ACCOUNT_ROLE = 41 };
enum { ACCOUNT_TOTP_BYTES = 20, ACCOUNT_RECOVERY_MAX = 10, ACCOUNT_SETTINGS = 257 };

enum account_state { // stored: never renumber
    ACCOUNT_ACTIVE = 0,
    ACCOUNT_BLOCKED = 1,
};
struct account_row {
    struct uuid id;
    char login[ACCOUNT_LOGIN]; // lower case
    struct uuid person;        // record
    enum account_state state;
    char password[PASSWORD_TEXT];
    bool must_change;
    bool has_totp;
    uint8_t totp[ACCOUNT_TOTP_BYTES];
    uint64_t totp_step; // newest time step whose code was used
    struct digest recovery[ACCOUNT_RECOVERY_MAX];
    size_t recovery_count;
    int64_t failed;        // wrong ones since the last right one
    int64_t wait_until_ms; // before that nothing is tried
    int64_t made_ms, changed_ms, signed_in_ms;
    char settings[ACCOUNT_SETTINGS]; // JSON
    uint64_t version;                // one more with every change of what lets it in
};
// NOT_FOUND when there is none.
enum err accounts_get(struct view *view, const struct uuid *id, struct account_row *out,
                      struct error *error);
enum err accounts_by_login(struct view *view, struct span login, struct account_row *out,
                           struct error *error);
// EXISTS: the login is taken.
enum err accounts_add(struct storage *storage, const struct account_row *account,
                      struct error *error);
// Replaces the whole row, but for id and made_ms. NOT_FOUND; EXISTS as above.
enum err accounts_set(struct storage *storage, const struct account_row *account,
                      struct error *error);
// Inside a commit: nobody comes in until somebody at the server lets them. *count: so many.
enum err accounts_block_all(struct storage *storage, int64_t *count, struct error *error);
typedef bool accounts_each(void *arg, const struct account_row *account);
// All, by login, until `each` returns false.
enum err accounts_list(struct view *view, accounts_each *each, void *arg, struct error *error);

struct account_grant {
    char role[ACCOUNT_ROLE];
    char store[ACCOUNT_STORE]; // empty: all stores
    int64_t granted_ms;
};
typedef bool grants_each(void *arg, const struct account_grant *grant);
enum err accounts_grants(struct view *view, const struct uuid *account, grants_each *each,
                         void *arg, struct error *error);
// Once is as good as twice. Removing what is not there is NOT_FOUND.
enum err accounts_grant(struct storage *storage, const struct uuid *account,
                        const struct account_grant *grant, struct error *error);
enum err accounts_revoke(struct storage *storage, const struct uuid *account,
                         const struct account_grant *grant, struct error *error);

#endif
