// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/token_desk.h"

#include "server/outgoing/outgoing_audit.h"
#include "server/sync/access_line.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"

#include <string.h>

enum { TOKEN_BYTES = 32, MINUTE_MS = 60000, NOTE_BYTES = 2048 };
static const char prefix[] = "plt_";

// base64url without padding (RFC 4648, 5).
static void make(struct random *random, char text[TOKEN_TEXT])
{
    uint8_t bytes[TOKEN_BYTES];
    struct buffer plain;

    random_fill(random, bytes, sizeof(bytes));
    buffer_init(&plain, 2 * TOKEN_TEXT);
    buffer_append_text(&plain, prefix);
    buffer_append_base64(&plain, bytes, sizeof(bytes));
    for (size_t i = 0; i < plain.len; i++)
        plain.data[i] = plain.data[i] == '+' ? '-' : plain.data[i] == '/' ? '_' : plain.data[i];
    text_copy(text, TOKEN_TEXT, (struct span){plain.data, plain.len - 1}); // without the '='
    mem_wipe(bytes, sizeof(bytes));
    mem_wipe(plain.data, plain.len);
    buffer_clear(&plain);
}

struct token_job {
    struct commit_job job; // first
    struct office *office; // of one that is revoked
    struct token_row row;
    const struct audit_row *by;
};

static enum err note(struct storage *storage, const struct token_job *change, const char *act,
                     struct error *error)
{
    const char *const *names = tokens_scope_names();
    struct outgoing_deed deed
        = {.by = change->by, .act = act, .subject_kind = "token", .subject = &change->row.id};
    struct json_writer json;
    struct buffer after;
    enum err result;

    buffer_init(&after, NOTE_BYTES);
    json_begin(&json, &after);
    json_object_open(&json, NULL);
    json_put_text(&json, "name", change->row.name);
    json_array_open(&json, "scopes");
    for (unsigned bit = 0; names[bit]; bit++)
        if (change->row.scopes & 1u << bit)
            json_put_text(&json, NULL, names[bit]);
    json_array_close(&json);
    json_put_text(&json, "store", change->row.store);
    json_object_close(&json);
    deed.after = (struct span){after.data, after.len};
    result = outgoing_audit_put(storage, &deed, error);
    buffer_clear(&after);
    return result;
}

static enum err apply_add(struct commit_job *job, struct storage *storage,
                          const struct commit_stamp *stamp, struct error *error)
{
    struct token_job *change = (struct token_job *)job;

    enum err result;

    change->row.made_ms = stamp->at_ms;
    result = tokens_add(storage, &change->row, error);
    return result == ERR_OK ? note(storage, change, "token.add", error) : result;
}

static enum err check(const struct token_wish *wish, int64_t now_ms, struct error *error)
{
    if (text_blank(span_of(wish->name)))
        return error_set(error, ERR_INVALID,
                         "要一个名称：给哪个系统用 a name is wanted: which system it is for");
    if (wish->scopes == 0)
        return error_set(error, ERR_INVALID, "至少要一种权限 at least one scope is wanted");
    if (wish->expires_ms != 0 && wish->expires_ms <= now_ms)
        return error_set(error, ERR_INVALID, "到期时间已经过去 its end is past already");
    return ERR_OK;
}

enum err token_desk_add(struct office *office, const struct token_wish *wish, struct token_row *out,
                        char text[TOKEN_TEXT], struct error *error)
{
    struct token_job change = {.job = {.apply = apply_add}};
    struct random random = office_random(office);
    struct clock clock = office_clock(office);
    int64_t now_ms = clock_wall_ms(&clock);
    enum err result = check(wish, now_ms, error);

    if (result == ERR_OK
        && (!text_copy(change.row.name, sizeof(change.row.name), span_of(wish->name))
            || !text_copy(change.row.store, sizeof(change.row.store), span_of(wish->store))))
        result = error_set(error, ERR_INVALID, "name or store is too long");
    if (result != ERR_OK)
        return result;
    make(&random, text);
    hash_once(text, strlen(text), &change.row.digest);
    change.row.id = random_uuid_v7(&random, now_ms);
    change.row.scopes = wish->scopes;
    change.row.expires_ms = wish->expires_ms;
    change.by = wish->by;
    text_copy(change.row.made_by, sizeof(change.row.made_by), wish->by->who);
    result = committer_run(office_committer(office), &change.job, NULL, error);
    *out = change.row;
    return result;
}

static enum err apply_revoke(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    struct token_job *change = (struct token_job *)job;
    struct uuid id = change->row.id;
    enum err result = tokens_get(storage_writer(storage), &id, &change->row, error);

    (void)stamp;
    if (result == ERR_NOT_FOUND)
        return error_set(error, result, "没有这个令牌 there is no such token");
    if (result == ERR_OK)
        result = tokens_revoke(storage, &id, error);
    if (result == ERR_OK)
        result = access_line_token(change->office, &id, error);
    return result == ERR_OK ? note(storage, change, "token.revoke", error) : result;
}

enum err token_desk_revoke(struct office *office, const struct uuid *id, const struct audit_row *by,
                           struct error *error)
{
    struct token_job change
        = {.job = {.apply = apply_revoke}, .office = office, .row = {.id = *id}, .by = by};

    return committer_run(office_committer(office), &change.job, NULL, error);
}

enum err token_desk_admit(struct view *view, const char *text, int64_t now_ms,
                          struct token_row *out, struct error *error)
{
    struct digest digest;
    enum err result;

    hash_once(text, strlen(text), &digest);
    // By digest: how long the look-up takes says nothing about the token.
    result = tokens_find(view, &digest, out, error);
    if (result == ERR_OK && out->revoked_ms == 0
        && (out->expires_ms == 0 || now_ms < out->expires_ms))
        return ERR_OK;
    if (result != ERR_OK && result != ERR_NOT_FOUND)
        return result;
    return error_set(error, ERR_AUTH, "the token is unknown, revoked or expired");
}

static enum err apply_used(struct commit_job *job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    const struct token_job *change = (const struct token_job *)job;

    return tokens_used(storage, &change->row.id, stamp->at_ms / MINUTE_MS * MINUTE_MS, error);
}

enum err token_desk_used(struct office *office, const struct token_row *token, int64_t now_ms,
                         struct error *error)
{
    struct token_job change = {.job = {.apply = apply_used, .quiet = true}, .row = *token};

    if (now_ms - token->used_ms < MINUTE_MS)
        return ERR_OK;
    return committer_run(office_committer(office), &change.job, NULL, error);
}
