// SPDX-License-Identifier: Apache-2.0
// What names a customer: name, phone, address, contract number, as they are and as they ever were,
// and the names she signed with.
#ifndef PLUMB_SERVER_SYNC_ERASURE_WORDS_H
#define PLUMB_SERVER_SYNC_ERASURE_WORDS_H

#include "server/storage/traces.h"
#include "shared/base/memory.h"

enum { ERASURE_WORDS_MOST = 128 };
// Starts zeroed.
struct erasure_words {
    struct trace_word list[ERASURE_WORDS_MOST];
    const char *fields[ERASURE_WORDS_MOST]; // where each stood
    size_t count;
    struct arena texts; // of `list`
};
// Before the site's records go. Cleared by erasure_words_clear whatever the result.
enum err erasure_words_collect(struct view *view, const struct uuid *site,
                               struct erasure_words *out, struct error *error);
void erasure_words_clear(struct erasure_words *words);
// The field of a word that the text has in it; NULL: none.
const char *erasure_words_find(const struct erasure_words *words, struct span text);

#endif
