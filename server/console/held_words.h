// SPDX-License-Identifier: Apache-2.0
// Why an entry is held, for whoever has to decide: what happened, what is safe, what to do next.
#ifndef PLUMB_SERVER_CONSOLE_HELD_WORDS_H
#define PLUMB_SERVER_CONSOLE_HELD_WORDS_H

#include "server/storage/held.h"

enum { HELD_REASONS = REASON_ERASED + 1 };
struct held_words {
    const char *code, *zh, *en; // in a few words
    const char *why_zh, *why_en, *next_zh, *next_en;
};
const struct held_words *held_words_of(enum held_reason reason);

// What a list asks for, and what a row says of itself.
enum held_standing {
    HELD_OPEN,    // somebody has to decide
    HELD_WAITING, // goes in by itself when what it waits for comes
    HELD_GROUP,   // of a group whose last entry has not come
    HELD_DECIDED,
    HELD_STANDINGS
};
enum held_standing held_words_standing(const struct held_row *held);
extern const char *const held_standings[]; // codes; ends with NULL
// "已接受", "accepted"; of what is open: how it stands.
const char *held_words_state(const struct held_row *held, const char **en);

#endif
