// SPDX-License-Identifier: Apache-2.0
#include "shared/model/expression_token.h"

#include "shared/model/canon.h"

#include <string.h>

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

// Takes `len` bytes off the rest, counting letters.
static struct span take(struct expression_tokens *tokens, size_t len)
{
    struct span taken = {tokens->rest.data, len};

    for (size_t i = 0; i < len; i++)
        tokens->column += (taken.data[i] & 0xc0) != 0x80; // not within a sequence
    tokens->rest = (struct span){tokens->rest.data + len, tokens->rest.len - len};
    return taken;
}

static void refuse(struct expression_token *token, const char *why)
{
    token->type = TOKEN_FAULT;
    token->why = why;
}

static void read_name(struct expression_tokens *tokens, struct expression_token *token)
{
    size_t len = 1;

    while (len < tokens->rest.len
           && (letter(tokens->rest.data[len]) || digit(tokens->rest.data[len])))
        len++;
    token->type = TOKEN_NAME;
    token->text = take(tokens, len);
}

static void read_integer(struct expression_tokens *tokens, struct expression_token *token)
{
    size_t len = 1;

    while (len < tokens->rest.len && digit(tokens->rest.data[len]))
        len++;
    token->type = TOKEN_INTEGER;
    token->text = take(tokens, len);
    if (!text_parse_i64(token->text, &token->number) || token->number > CANON_INTEGER_MAX)
        refuse(token, "is no integer up to 2^53-1");
}

// What stands between the quotes goes into comparisons as it is, so nothing may stand there that a
// canonical string would escape.
static void read_text(struct expression_tokens *tokens, struct expression_token *token)
{
    const char *start = tokens->rest.data;
    size_t len = 1;

    while (len < tokens->rest.len && start[len] != start[0] && (unsigned char)start[len] >= ' '
           && start[len] != '\\' && start[len] != '"')
        len++;
    token->type = TOKEN_TEXT;
    if (len == tokens->rest.len) {
        token->text = take(tokens, len);
        refuse(token, "begins a text that has no end");
        return;
    }
    if (start[len] != start[0]) {
        token->text = take(tokens, len);
        refuse(token, "begins a text with a quote, a backslash or a control character in it");
        return;
    }
    take(tokens, 1);
    token->text = take(tokens, len - 1);
    take(tokens, 1);
}

static void read_sign(struct expression_tokens *tokens, struct expression_token *token)
{
    static const char *const signs[]
        = {"==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "(", ")", ":", ".", NULL};
    size_t len;

    token->type = TOKEN_SIGN;
    for (size_t i = 0; signs[i]; i++) {
        len = strlen(signs[i]);
        if (tokens->rest.len >= len && memcmp(tokens->rest.data, signs[i], len) == 0) {
            token->text = take(tokens, len);
            return;
        }
    }
    token->text = take(tokens, text_utf8_step(tokens->rest.data, tokens->rest.len));
    refuse(token, span_is(token->text, "=") ? "has no meaning here; equal is written =="
                                            : "has no meaning here");
}

void expression_tokens_next(struct expression_tokens *tokens)
{
    struct expression_token token = {.type = TOKEN_END};
    char first;

    while (tokens->rest.len && strchr(" \t\n", tokens->rest.data[0]) && tokens->rest.data[0])
        take(tokens, 1);
    token.column = tokens->column;
    token.text = (struct span){tokens->rest.data, 0};
    first = tokens->rest.len ? tokens->rest.data[0] : 0;
    if (!tokens->rest.len)
        token.type = TOKEN_END;
    else if (letter(first))
        read_name(tokens, &token);
    else if (digit(first))
        read_integer(tokens, &token);
    else if (first == '"' || first == '\'')
        read_text(tokens, &token);
    else
        read_sign(tokens, &token);
    tokens->now = token;
}

void expression_tokens_open(struct expression_tokens *tokens, struct span text)
{
    *tokens = (struct expression_tokens){.rest = text, .column = 1};
    expression_tokens_next(tokens);
}

bool expression_tokens_at(const struct expression_tokens *tokens, const char *text)
{
    const struct expression_token *now = &tokens->now;

    return (now->type == TOKEN_SIGN || now->type == TOKEN_NAME) && span_is(now->text, text);
}
