// SPDX-License-Identifier: Apache-2.0
// Receivers of events: addresses of the web or of mail, and which kinds of events they get.
#ifndef PLUMB_SERVER_STORAGE_HOOKS_H
#define PLUMB_SERVER_STORAGE_HOOKS_H

#include "server/storage/storage.h"

enum { HOOK_TARGET = 1024, HOOK_KINDS = 512, HOOK_SECRET_BYTES = 32, HOOK_BY = 128 };

struct hook_row {
    int64_t row;
    struct uuid id;
    char target[HOOK_TARGET]; // https://… or mailto:…
    char kinds[HOOK_KINDS];   // separated by blanks; empty: all
    uint8_t secret[HOOK_SECRET_BYTES];
    bool allow_private; // may lead into a private network
    bool removed;
    int64_t paused_ms; // since when nothing is sent to it; 0: it is
    int64_t made_ms;
    char made_by[HOOK_BY];
    struct span ca_pem; // empty: the machine's
};
// Inside a commit; row is filled in. EXISTS: the id is there.
enum err hooks_add(struct storage *storage, struct hook_row *hook, struct error *error);
// It gets nothing any more, its secret is gone, what waits for it becomes a dead letter. NOT_FOUND:
// there is none, or no more.
enum err hooks_remove(struct storage *storage, const struct uuid *id, struct error *error);
// From a time on it gets nothing, what happens waits; 0: it goes on, and what waits is tried at
// once with its three days before it. NOT_FOUND: there is none, or no more.
enum err hooks_pause(struct storage *storage, const struct uuid *id, int64_t since_ms,
                     struct error *error);
// Another secret. NOT_FOUND: there is none, or no more.
enum err hooks_secret_put(struct storage *storage, const struct uuid *id,
                          const uint8_t secret[HOOK_SECRET_BYTES], struct error *error);
enum err hooks_get(struct view *view, const struct uuid *id, struct hook_row *out,
                   struct error *error); // NOT_FOUND; a removed one is found
typedef bool hooks_each(void *arg, const struct hook_row *hook);
// Those that are not removed, oldest first, until `each` returns false.
enum err hooks_list(struct view *view, hooks_each *each, void *arg, struct error *error);
// Whether a receiver with these kinds gets events of this one.
bool hooks_wants(const char *kinds, const char *kind);

#endif
