// SPDX-License-Identifier: Apache-2.0
// The words and signs of a condition, one after the other, with their columns.
#ifndef PLUMB_SHARED_MODEL_EXPRESSION_TOKEN_H
#define PLUMB_SHARED_MODEL_EXPRESSION_TOKEN_H

#include "shared/base/text.h"

enum expression_token_type {
    TOKEN_END,
    TOKEN_NAME, // a-z, 0-9 and _, not beginning with a digit
    TOKEN_INTEGER,
    TOKEN_TEXT,
    TOKEN_SIGN,
    TOKEN_FAULT, // `why` tells
};
struct expression_token {
    enum expression_token_type type;
    struct span text; // as written; of a text without its quotes
    int64_t number;
    size_t column; // of its first letter, counted in letters from 1
    const char *why;
};
struct expression_tokens {
    struct span rest; // valid UTF-8, borrowed
    size_t column;    // of its first letter
    struct expression_token now;
};

// Stands at the first token. `text` is valid UTF-8.
void expression_tokens_open(struct expression_tokens *tokens, struct span text);
// Goes on to the next one; stays at the end. Behind a fault nothing is read.
void expression_tokens_next(struct expression_tokens *tokens);
// Whether the token at hand is this sign or this name.
bool expression_tokens_at(const struct expression_tokens *tokens, const char *text);

#endif
