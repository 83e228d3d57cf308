// SPDX-License-Identifier: Apache-2.0
#include "server/storage/tokens.h"

#include "server/storage/row.h"

const char *const *tokens_scope_names(void)
{
    static const char *const names[] = {
#define SCOPE_NAME(name, bit, text, zh, en) [bit] = text,
        TOKEN_SCOPES(SCOPE_NAME)
#undef SCOPE_NAME
            NULL};

    return names;
}

unsigned tokens_scope_find(struct span name)
{
    const char *const *names = tokens_scope_names();

    for (unsigned bit = 0; names[bit]; bit++)
        if (span_is(name, names[bit]))
            return 1u << bit;
    return 0;
}

static void read_token(struct row *row, struct token_row *out)
{
    out->row = row_integer(row);
    row_uuid(row, &out->id);
    row_digest(row, &out->digest);
    row_text(row, out->name, sizeof(out->name));
    out->scopes = (unsigned)row_integer(row);
    row_text(row, out->store, sizeof(out->store));
    out->made_ms = row_integer(row);
    row_text(row, out->made_by, sizeof(out->made_by));
    out->expires_ms = row_integer(row);
    out->revoked_ms = row_integer(row);
    out->used_ms = row_integer(row);
}

enum err tokens_add(struct storage *storage, const struct token_row *token, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_TOKEN_ADD);

    row_put_uuid(&row, &token->id);
    row_put_digest(&row, &token->digest);
    row_put_text(&row, span_of(token->name));
    row_put_integer(&row, token->scopes);
    row_put_text(&row, span_of(token->store));
    row_put_integer(&row, token->made_ms);
    row_put_text(&row, span_of(token->made_by));
    row_put_integer(&row, token->expires_ms);
    return row_run(&row, error);
}

enum err tokens_revoke(struct storage *storage, const struct uuid *id, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_TOKEN_REVOKE);
    enum err code;

    row_put_uuid(&row, id);
    row_put_integer(&row, storage_stamp(storage)->at_ms);
    code = row_run(&row, error);
    if (!code && row_changes(&row) != 1)
        code = error_set(error, ERR_NOT_FOUND, "no such token, or it is revoked already");
    return code;
}

enum err tokens_used(struct storage *storage, const struct uuid *id, int64_t at_ms,
                     struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_TOKEN_USED);

    row_put_uuid(&row, id);
    row_put_integer(&row, at_ms);
    return row_run(&row, error);
}

static enum err only(struct row *row, struct token_row *out, struct error *error)
{
    enum err code = row_step(row, error);

    if (code)
        return code;
    read_token(row, out);
    return row_done(row, error);
}

enum err tokens_get(struct view *view, const struct uuid *id, struct token_row *out,
                    struct error *error)
{
    struct row row = row_begin(view, STATEMENT_TOKEN_GET);

    row_put_uuid(&row, id);
    return only(&row, out, error);
}

enum err tokens_find(struct view *view, const struct digest *digest, struct token_row *out,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_TOKEN_FIND);

    row_put_digest(&row, digest);
    return only(&row, out, error);
}

enum err tokens_list(struct view *view, tokens_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_TOKEN_LIST);
    struct token_row token;

    while (row_next(&row, error)) {
        read_token(&row, &token);
        if (row_verdict(&row, error) || !each(arg, &token))
            break;
    }
    return row_done(&row, error);
}
