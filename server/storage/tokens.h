// SPDX-License-Identifier: Apache-2.0
// Bearer tokens of other systems: what they may, for how long; only their digest is kept.
#ifndef PLUMB_SERVER_STORAGE_TOKENS_H
#define PLUMB_SERVER_STORAGE_TOKENS_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

// X(NAME, bit, "as it is written", Chinese, English)
#define TOKEN_SCOPES(X)                                                                   \
    X(SITES, 0, "read:sites", "工地、人员与派工", "sites, people and assignments")        \
    X(PERSONAL, 1, "read:personal", "客户和人员的个人信息",                               \
      "personal data of customers and people")                                            \
    X(ISSUES, 2, "read:issues", "问题单", "issues")                                       \
    X(SIGNOFFS, 3, "read:signoffs", "签字与封存文件", "sign-offs and their sealed files") \
    X(RECORDS, 4, "read:records", "各类记录与照片", "records of every kind, and photos")  \
    X(NIGHTS, 5, "read:nights", "夜间核对与平板", "nightly reconciliations and tablets")  \
    X(WRITE_RECORDS, 6, "write:records", "写记录", "write records")                       \
    X(WRITE_PEOPLE, 7, "write:people", "写人员与派工", "write people and assignments")

enum token_scope {
#define TOKEN_SCOPE_ENUM(name, bit, text, zh, en) TOKEN_##name = 1 << (bit),
    TOKEN_SCOPES(TOKEN_SCOPE_ENUM)
#undef TOKEN_SCOPE_ENUM
};
// As they are written, by bit from the lowest on, NULL behind the last.
const char *const *tokens_scope_names(void);
// The bit of a name; 0: no such scope.
unsigned tokens_scope_find(struct span name);

enum { TOKEN_NAME = 128, TOKEN_STORE = 64 };
struct token_row {
    int64_t row;
    struct uuid id;
    struct digest digest; // of the token as it is sent
    char name[TOKEN_NAME];
    unsigned scopes;                                  // bits of enum token_scope
    char store[TOKEN_STORE];                          // empty: all
    int64_t made_ms, expires_ms, revoked_ms, used_ms; // 0: never
    char made_by[TOKEN_NAME];
};
// Inside a commit. EXISTS: the id or the token is there.
enum err tokens_add(struct storage *storage, const struct token_row *token, struct error *error);
// NOT_FOUND: there is none, or it is revoked already.
enum err tokens_revoke(struct storage *storage, const struct uuid *id, struct error *error);
enum err tokens_used(struct storage *storage, const struct uuid *id, int64_t at_ms,
                     struct error *error);
enum err tokens_get(struct view *view, const struct uuid *id, struct token_row *out,
                    struct error *error); // NOT_FOUND
enum err tokens_find(struct view *view, const struct digest *digest, struct token_row *out,
                     struct error *error); // NOT_FOUND
typedef bool tokens_each(void *arg, const struct token_row *token);
// All, oldest first, until `each` returns false.
enum err tokens_list(struct view *view, tokens_each *each, void *arg, struct error *error);

#endif
