// SPDX-License-Identifier: Apache-2.0
// Rows of the audit as they are kept; who chains them is server/audit.
#ifndef PLUMB_SERVER_STORAGE_AUDIT_LOG_H
#define PLUMB_SERVER_STORAGE_AUDIT_LOG_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

enum { AUDIT_SALT_BYTES = 16 };

struct audit_row {
    uint64_t number;
    int64_t at_ms;
    struct uuid account, person, site; // nil: none
    struct span who;                   // login; "unix:NAME", "token:NAME", "plumbd"
    struct span act;                   // "device.revoke", "read.site"
    struct span subject_kind, subject; // "device" and its id; a name where there is no id
    struct span address;               // where from; empty: this machine
    struct span before, after;         // JSON, or empty
    struct span why;                   // in words, or empty
    struct span salt;                  // empty: before, after and why were erased
    struct digest content, chain;
};
// Adds a row as it is: number, content and chain are the caller's.
enum err audit_log_put(struct storage *storage, const struct audit_row *audit, struct error *error);
// The end of the chain; number 0 and a zero chain when it is empty.
enum err audit_log_last(struct view *view, uint64_t *number, struct digest *chain,
                        struct error *error);
// Empties the values of a row (erasure); fine when they are empty already.
enum err audit_log_erase(struct storage *storage, uint64_t number, struct error *error);

typedef bool audit_each(void *arg, const struct audit_row *audit);
// Rows in order of number, from after `after` on, until `each` returns false.
enum err audit_log_up(struct view *view, uint64_t after, audit_each *each, void *arg,
                      struct error *error);
// The newest first, from before `before` on (0: from the end). At most one of the others is set:
// the index by which the rows are found.
struct audit_range {
    uint64_t before;
    const struct uuid *account, *site;
    struct span subject, act;
};
enum err audit_log_down(struct view *view, const struct audit_range *range, audit_each *each,
                        void *arg, struct error *error);

// Every act that there is a row of, sorted, each once.
typedef bool audit_act_each(void *arg, struct span act);
enum err audit_log_acts(struct view *view, audit_act_each *each, void *arg, struct error *error);

// A signed end of the chain.
struct audit_head_row {
    uint64_t number;
    struct span head, seal, certificate;
};
enum err audit_log_put_head(struct storage *storage, const struct audit_head_row *head,
                            struct error *error);
typedef bool audit_head_each(void *arg, const struct audit_head_row *head);
// By number, until `each` returns false.
enum err audit_log_heads(struct view *view, audit_head_each *each, void *arg, struct error *error);
// The newest; NOT_FOUND when there is none.
enum err audit_log_last_head(struct view *view, struct audit_head_row *out, struct error *error);

#endif
