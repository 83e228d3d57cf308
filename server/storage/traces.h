// SPDX-License-Identifier: Apache-2.0
// What the desk's own tables have of a customer who is erased: searches, filters, reasons, events.
#ifndef PLUMB_SERVER_STORAGE_TRACES_H
#define PLUMB_SERVER_STORAGE_TRACES_H

#include "server/storage/storage.h"

// A text that names the customer. So does a word of somebody's filter that is a part of it, when it
// is at least so much of it.
struct trace_word {
    struct span text;
    unsigned percent; // 1 to 100
};
struct trace_words {
    const struct trace_word *list;
    size_t count;
};
enum { TRACES_LEAST = 4 }; // bytes that name somebody

// Whether the text names her: one of the words is in it, or enough of one is a word of it. It may
// be JSON, a query of the web, or plain; capitals of ASCII count as small letters.
bool traces_in(const struct trace_words *words, struct span text);
// The same, but for a word that is there whole.
bool traces_whole(const struct trace_words *words, struct span text);

// Inside a commit: empties values in the audit (its rows and their chain stay), texts of events and
// reasons kept with tablets, removes saved filters and results of jobs. Rows of no site are looked
// through for the words; those about people, accounts and tablets for their reasons only, since
// staff may bear the same name.
enum err traces_remove(struct storage *storage, const struct uuid *site,
                       const struct trace_words *words, struct error *error);

#endif
