// SPDX-License-Identifier: Apache-2.0
// Sessions of people at the console; the digest of each secret only.
#ifndef PLUMB_SERVER_STORAGE_OFFICE_SESSIONS_H
#define PLUMB_SERVER_STORAGE_OFFICE_SESSIONS_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

struct office_session_row {
    struct digest secret;
    struct uuid id, account;
    int64_t made_ms, seen_ms, until_ms;
    bool code_given;  // the one-time code was right, or none was wanted
    int64_t fresh_ms; // when the password was given last
    char address[64];
};
enum err office_sessions_get(struct view *view, const struct digest *secret,
                             struct office_session_row *out, struct error *error); // NOT_FOUND
// Inserts or replaces.
enum err office_sessions_put(struct storage *storage, const struct office_session_row *session,
                             struct error *error);
enum err office_sessions_seen(struct storage *storage, const struct digest *secret, int64_t seen_ms,
                              struct error *error);
// Fine when there is none.
enum err office_sessions_end(struct storage *storage, const struct digest *secret,
                             struct error *error);
// Ends those of an account but for one; NULL: all.
enum err office_sessions_end_all(struct storage *storage, const struct uuid *account,
                                 const struct digest *but, struct error *error);
// Ends those whose end has come, or that nobody has used since.
enum err office_sessions_expire(struct storage *storage, int64_t now_ms, int64_t unused_since_ms,
                                struct error *error);
typedef bool office_sessions_each(void *arg, const struct office_session_row *session);
enum err office_sessions_list(struct view *view, const struct uuid *account,
                              office_sessions_each *each, void *arg, struct error *error);

#endif
