// SPDX-License-Identifier: Apache-2.0
#include "server/storage/accounts.h"

#include "server/storage/row.h"

#include <string.h>

static void read_totp(struct row *row, struct account_row *out)
{
    struct span secret = row_bytes(row);

    out->has_totp = secret.len > 0;
    if (secret.len == ACCOUNT_TOTP_BYTES)
        memcpy(out->totp, secret.data, secret.len);
    else if (secret.len)
        row->bad = true;
    out->totp_step = row_u64(row);
}

static void read_recovery(struct row *row, struct account_row *out)
{
    struct span codes = row_bytes(row);

    out->recovery_count = codes.len / HASH_BYTES;
    if (codes.len % HASH_BYTES || out->recovery_count > ACCOUNT_RECOVERY_MAX) {
        out->recovery_count = 0;
        row->bad = true;
    }
    for (size_t i = 0; i < out->recovery_count; i++)
        memcpy(out->recovery[i].bytes, codes.data + i * HASH_BYTES, HASH_BYTES);
}

static void read_account(struct row *row, struct account_row *out)
{
    *out = (struct account_row){0};
    row_integer(row); // its number
    row_uuid(row, &out->id);
    row_text(row, out->login, sizeof(out->login));
    row_uuid(row, &out->person);
    out->state = (enum account_state)row_integer(row);
    row_text(row, out->password, sizeof(out->password));
    out->must_change = row_flag(row);
    read_totp(row, out);
    read_recovery(row, out);
    out->failed = row_integer(row);
    out->wait_until_ms = row_integer(row);
    out->made_ms = row_integer(row);
    out->changed_ms = row_integer(row);
    out->signed_in_ms = row_integer(row);
    row_text(row, out->settings, sizeof(out->settings));
    out->version = row_u64(row);
}

static enum err read_one(struct row *row, struct account_row *out, struct error *error)
{
    enum err code = row_step(row, error);

    if (code == ERR_NOT_FOUND)
        return error_set(error, code, "there is no such account");
    if (code)
        return code;
    read_account(row, out);
    return row_done(row, error);
}

enum err accounts_get(struct view *view, const struct uuid *id, struct account_row *out,
                      struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ACCOUNT_GET);

    row_put_uuid(&row, id);
    return read_one(&row, out, error);
}

enum err accounts_by_login(struct view *view, struct span login, struct account_row *out,
                           struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ACCOUNT_BY_LOGIN);

    row_put_text(&row, login);
    return read_one(&row, out, error);
}

// What both writing statements have in the same order, around the moment it was made.
static void put_secrets(struct row *row, const struct account_row *account)
{
    size_t secret = account->has_totp ? sizeof(account->totp) : 0;

    row_put_text(row, span_of(account->password));
    row_put_integer(row, account->must_change);
    row_put_bytes(row, (struct span){(const char *)account->totp, secret});
    row_put_u64(row, account->totp_step);
    row_put_bytes(row, (struct span){(const char *)account->recovery,
                                     account->recovery_count * sizeof(struct digest)});
    row_put_integer(row, account->failed);
    row_put_integer(row, account->wait_until_ms);
}

// The login is free, or the account's own.
static enum err check_login(struct storage *storage, const struct account_row *account,
                            struct error *error)
{
    struct account_row other;
    enum err code
        = accounts_by_login(storage_writer(storage), span_of(account->login), &other, NULL);

    if (code == ERR_NOT_FOUND || (code == ERR_OK && uuid_equal(&other.id, &account->id)))
        return ERR_OK;
    return code ? error_set(error, code, "the login could not be looked up")
                : error_set(error, ERR_EXISTS, "another account has the login \"%s\"",
                            account->login);
}

enum err accounts_add(struct storage *storage, const struct account_row *account,
                      struct error *error)
{
    enum err code = check_login(storage, account, error);
    struct row row;

    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_ACCOUNT_ADD);
    row_put_uuid(&row, &account->id);
    row_put_text(&row, span_of(account->login));
    row_put_uuid(&row, &account->person);
    row_put_integer(&row, account->state);
    put_secrets(&row, account);
    row_put_integer(&row, account->made_ms);
    row_put_integer(&row, account->changed_ms);
    row_put_integer(&row, account->signed_in_ms);
    row_put_text(&row, span_of(account->settings));
    row_put_u64(&row, account->version);
    return row_run(&row, error);
}

enum err accounts_set(struct storage *storage, const struct account_row *account,
                      struct error *error)
{
    enum err code = check_login(storage, account, error);
    struct row row;

    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_ACCOUNT_SET);
    row_put_text(&row, span_of(account->login));
    row_put_uuid(&row, &account->person);
    row_put_integer(&row, account->state);
    put_secrets(&row, account);
    row_put_integer(&row, account->changed_ms);
    row_put_integer(&row, account->signed_in_ms);
    row_put_text(&row, span_of(account->settings));
    row_put_u64(&row, account->version);
    row_put_uuid(&row, &account->id);
    code = row_run(&row, error);
    if (!code && row_changes(&row) != 1)
        code = error_set(error, ERR_NOT_FOUND, "there is no such account");
    return code;
}

enum err accounts_block_all(struct storage *storage, int64_t *count, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_ACCOUNT_BLOCK_ALL);
    enum err code = row_run(&row, error);

    *count = code ? 0 : row_changes(&row);
    return code;
}

enum err accounts_list(struct view *view, accounts_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ACCOUNT_LIST);
    struct account_row account;

    while (row_next(&row, error)) {
        read_account(&row, &account);
        if (row_verdict(&row, error) || !each(arg, &account))
            break;
    }
    return row_done(&row, error);
}

enum err accounts_grants(struct view *view, const struct uuid *account, grants_each *each,
                         void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_GRANT_LIST);
    struct account_grant grant;

    row_put_uuid(&row, account);
    while (row_next(&row, error)) {
        row_text(&row, grant.role, sizeof(grant.role));
        row_text(&row, grant.store, sizeof(grant.store));
        grant.granted_ms = row_integer(&row);
        if (row_verdict(&row, error) || !each(arg, &grant))
            break;
    }
    return row_done(&row, error);
}

enum err accounts_grant(struct storage *storage, const struct uuid *account,
                        const struct account_grant *grant, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_GRANT_PUT);

    row_put_uuid(&row, account);
    row_put_text(&row, span_of(grant->role));
    row_put_text(&row, span_of(grant->store));
    row_put_integer(&row, grant->granted_ms);
    return row_run(&row, error);
}

enum err accounts_revoke(struct storage *storage, const struct uuid *account,
                         const struct account_grant *grant, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_GRANT_REMOVE);
    enum err code;

    row_put_uuid(&row, account);
    row_put_text(&row, span_of(grant->role));
    row_put_text(&row, span_of(grant->store));
    code = row_run(&row, error);
    if (!code && row_changes(&row) != 1)
        code = error_set(error, ERR_NOT_FOUND, "the account does not have this role");
    return code;
}
