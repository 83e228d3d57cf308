// SPDX-License-Identifier: Apache-2.0
#include "server/sync/access_line.h"

#include "server/storage/accounts.h"
#include "server/storage/ledger.h"
#include "server/storage/tokens.h"
#include "server/sync/office_parts.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"
#include "shared/wire/wire_value.h"

#include <inttypes.h>
#include <string.h>

enum { LINE_BYTES = 64 << 10 };
static const char account_start[] = "{\"account\":";
static const char token_start[] = "{\"token_revoked\":";
static const char hook_start[] = "{\"hook_removed\":";
static const char secret_start[] = "{\"hook_secret\":";

// ---- written ----

static enum err append(struct office *office, struct buffer *line, struct error *error)
{
    return line->failed
               ? error_set(error, ERR_TOO_LARGE, "a line for the ledger is too long")
               : ledger_append(office->ledger, (struct span){line->data, line->len}, error);
}

static void put_account(struct json_writer *json, const struct account_row *row)
{
    wire_value_put_uuid(json, "id", &row->id);
    json_put_text(json, "login", row->login);
    wire_value_put_uuid(json, "person", &row->person);
    json_put_u64(json, "version", row->version);
    json_put_boolean(json, "blocked", row->state == ACCOUNT_BLOCKED);
    json_put_text(json, "password", row->password);
    json_put_boolean(json, "must_change", row->must_change);
    json_put_hex(json, "totp", row->totp, row->has_totp ? sizeof(row->totp) : 0);
    json_put_hex(json, "recovery", row->recovery, row->recovery_count * sizeof(*row->recovery));
    json_put_integer(json, "made", row->made_ms);
    json_put_integer(json, "changed", row->changed_ms);
}

static bool put_grant(void *arg, const struct account_grant *grant)
{
    struct json_writer *json = arg;

    json_object_open(json, NULL);
    json_put_text(json, "role", grant->role);
    json_put_text(json, "store", grant->store);
    json_put_integer(json, "granted", grant->granted_ms);
    json_object_close(json);
    return true;
}

enum err access_line_account(struct office *office, struct storage *storage,
                             const struct uuid *account, struct error *error)
{
    struct view *view = storage_writer(storage);
    struct json_writer json;
    struct account_row row;
    struct buffer line;
    enum err result = accounts_get(view, account, &row, error);

    row.version++;
    if (result == ERR_OK)
        result = accounts_set(storage, &row, error);
    if (result != ERR_OK)
        return result;
    buffer_init(&line, LINE_BYTES);
    json_begin(&json, &line);
    json_object_open(&json, NULL);
    json_object_open(&json, "account");
    put_account(&json, &row);
    json_array_open(&json, "grants");
    result = accounts_grants(view, account, put_grant, &json, error);
    json_array_close(&json);
    json_object_close(&json);
    json_object_close(&json);
    if (result == ERR_OK)
        result = append(office, &line, error);
    mem_wipe(line.data, line.len);
    mem_wipe(&row, sizeof(row));
    buffer_clear(&line);
    return result;
}

static enum err put_id(struct office *office, const char *name, const struct uuid *id,
                       struct error *error)
{
    struct json_writer json;
    struct buffer line;
    enum err result;

    buffer_init(&line, LINE_BYTES);
    json_begin(&json, &line);
    json_object_open(&json, NULL);
    wire_value_put_uuid(&json, name, id);
    json_object_close(&json);
    result = append(office, &line, error);
    buffer_clear(&line);
    return result;
}

enum err access_line_token(struct office *office, const struct uuid *token, struct error *error)
{
    return put_id(office, "token_revoked", token, error);
}

enum err access_line_hook(struct office *office, const struct uuid *hook, struct error *error)
{
    return put_id(office, "hook_removed", hook, error);
}

enum err access_line_secret(struct office *office, const struct uuid *hook,
                            const uint8_t secret[HOOK_SECRET_BYTES], struct error *error)
{
    struct json_writer json;
    struct buffer line;
    enum err result;

    buffer_init(&line, LINE_BYTES);
    json_begin(&json, &line);
    json_object_open(&json, NULL);
    json_object_open(&json, "hook_secret");
    wire_value_put_uuid(&json, "id", hook);
    json_put_hex(&json, "secret", secret, HOOK_SECRET_BYTES);
    json_object_close(&json);
    json_object_close(&json);
    result = append(office, &line, error);
    mem_wipe(line.data, line.len);
    buffer_clear(&line);
    return result;
}

// ---- replayed ----

struct known_account {
    struct account_row row;
    bool blocked;
    struct account_grant *grants; // owned
    size_t grant_count;
};

#define ACCOUNT_FIELD(name, kind, member)                                      \
    {                                                                          \
        (name), (kind), offsetof(struct known_account, member),                \
            sizeof(((struct known_account *)0)->member), true, JSON_NO_PRESENT \
    }
#define GRANT_FIELD(name, kind, member)                                        \
    {                                                                          \
        (name), (kind), offsetof(struct account_grant, member),                \
            sizeof(((struct account_grant *)0)->member), true, JSON_NO_PRESENT \
    }

static enum err read_secrets(const struct json *object, struct account_row *out,
                             struct error *error)
{
    const char *totp = "", *recovery = "";
    size_t codes;

    json_text(json_member(object, "totp"), &totp);
    json_text(json_member(object, "recovery"), &recovery);
    codes = strlen(recovery) / 2;
    out->has_totp = totp[0] != '\0';
    out->recovery_count = codes / sizeof(*out->recovery);
    if ((out->has_totp && !text_parse_hex(span_of(totp), out->totp, sizeof(out->totp)))
        || codes % sizeof(*out->recovery) || out->recovery_count > ACCOUNT_RECOVERY_MAX
        || !text_parse_hex(span_of(recovery), out->recovery, codes))
        return error_set(error, ERR_PARSE, "the codes of an account cannot be read");
    return ERR_OK;
}

static enum err read_grants(const struct json *array, struct known_account *out,
                            struct error *error)
{
    static const struct json_field fields[] = {
        GRANT_FIELD("role", JSON_TEXT, role),
        GRANT_FIELD("store", JSON_TEXT, store),
        GRANT_FIELD("granted", JSON_INTEGER, granted_ms),
    };
    enum err result = ERR_OK;
    size_t count = 0;

    for (const struct json *item = json_first(array); item; item = json_next(item))
        count++;
    out->grants = mem_alloc_array(count, sizeof(*out->grants));
    for (const struct json *item = json_first(array); item && result == ERR_OK;
         item = json_next(item))
        result = json_read(item, fields, sizeof(fields) / sizeof(fields[0]),
                           &out->grants[out->grant_count++], error);
    return result;
}

static enum err read_account(const struct json *object, struct known_account *out,
                             struct error *error)
{
    static const struct json_field fields[] = {
        ACCOUNT_FIELD("id", JSON_UUID, row.id),
        ACCOUNT_FIELD("login", JSON_TEXT, row.login),
        ACCOUNT_FIELD("person", JSON_UUID, row.person),
        ACCOUNT_FIELD("version", JSON_U64, row.version),
        ACCOUNT_FIELD("blocked", JSON_BOOLEAN, blocked),
        ACCOUNT_FIELD("password", JSON_TEXT, row.password),
        ACCOUNT_FIELD("must_change", JSON_BOOLEAN, row.must_change),
        ACCOUNT_FIELD("made", JSON_INTEGER, row.made_ms),
        ACCOUNT_FIELD("changed", JSON_INTEGER, row.changed_ms),
    };
    enum err result = json_read(object, fields, sizeof(fields) / sizeof(fields[0]), out, error);

    out->row.state = out->blocked ? ACCOUNT_BLOCKED : ACCOUNT_ACTIVE;
    if (result == ERR_OK)
        result = read_secrets(object, &out->row, error);
    return result == ERR_OK ? read_grants(json_member(object, "grants"), out, error) : result;
}

struct spare_grants {
    const struct known_account *known;
    struct account_grant *list; // owned
    size_t count, cap;
};

static bool find_spare(void *arg, const struct account_grant *grant)
{
    struct spare_grants *spare = arg;

    for (size_t i = 0; i < spare->known->grant_count; i++)
        if (strcmp(grant->role, spare->known->grants[i].role) == 0
            && strcmp(grant->store, spare->known->grants[i].store) == 0)
            return true;
    if (spare->count == spare->cap) {
        spare->cap = spare->cap ? 2 * spare->cap : 8;
        spare->list = mem_resize(spare->list, spare->cap * sizeof(*spare->list));
    }
    spare->list[spare->count++] = *grant;
    return true;
}

static enum err set_grants(struct storage *storage, const struct known_account *known,
                           struct error *error)
{
    struct spare_grants spare = {.known = known};
    const struct uuid *id = &known->row.id;
    enum err result = accounts_grants(storage_writer(storage), id, find_spare, &spare, error);

    for (size_t i = 0; i < spare.count && result == ERR_OK; i++)
        result = accounts_revoke(storage, id, &spare.list[i], error);
    for (size_t i = 0; i < known->grant_count && result == ERR_OK; i++)
        result = accounts_grant(storage, id, &known->grants[i], error);
    mem_free(spare.list);
    return result;
}

// An account that is made under a login of another only when a commit failed behind its line: the
// store's is the true one.
static enum err set_account(struct storage *storage, struct known_account *known,
                            struct error *error)
{
    struct account_row *row = &known->row, there;
    enum err result = accounts_get(storage_writer(storage), &row->id, &there, error);

    if (result == ERR_OK && there.version > row->version)
        return ERR_OK;
    if (result == ERR_NOT_FOUND) {
        text_copy(row->settings, sizeof(row->settings), span_of("{}"));
        result = accounts_add(storage, row, error);
    } else if (result == ERR_OK) {
        row->totp_step = there.totp_step;
        row->failed = there.failed;
        row->wait_until_ms = there.wait_until_ms;
        row->signed_in_ms = there.signed_in_ms;
        memcpy(row->settings, there.settings, sizeof(row->settings));
        result = accounts_set(storage, row, error);
    }
    mem_wipe(&there, sizeof(there));
    if (result == ERR_EXISTS)
        return ERR_OK;
    return result == ERR_OK ? set_grants(storage, known, error) : result;
}

static enum err replay_account(struct storage *storage, const struct json *object,
                               struct error *error)
{
    struct known_account *known = mem_alloc(sizeof(*known));
    enum err result = read_account(object, known, error);

    if (result == ERR_OK)
        result = set_account(storage, known, error);
    mem_free(known->grants);
    mem_wipe(known, sizeof(*known));
    mem_free(known);
    return result;
}

static enum err replay_secret(struct storage *storage, const struct json *object,
                              struct error *error)
{
    uint8_t secret[HOOK_SECRET_BYTES];
    const char *name = "", *hex = "";
    struct uuid id;
    enum err result;

    json_text(json_member(object, "id"), &name);
    json_text(json_member(object, "secret"), &hex);
    if (!uuid_parse(span_of(name), &id) || !text_parse_hex(span_of(hex), secret, sizeof(secret)))
        return error_set(error, ERR_PARSE, "a receiver's secret cannot be read");
    result = hooks_secret_put(storage, &id, secret, error);
    mem_wipe(secret, sizeof(secret));
    return result;
}

static enum err replay_id(struct storage *storage, const struct json *value,
                          enum err (*take)(struct storage *storage, const struct uuid *id,
                                           struct error *error),
                          struct error *error)
{
    const char *name = "";
    struct uuid id;

    json_text(value, &name);
    return uuid_parse(span_of(name), &id)
               ? take(storage, &id, error)
               : error_set(error, ERR_PARSE, "what was taken away cannot be read");
}

static bool begins(struct span text, const char *start)
{
    return text.len >= strlen(start) && memcmp(text.data, start, strlen(start)) == 0;
}

enum err access_line_replay(struct storage *storage, struct span text, struct error *error)
{
    struct json *object = NULL;
    enum err result;

    if (!begins(text, account_start) && !begins(text, token_start) && !begins(text, hook_start)
        && !begins(text, secret_start))
        return ERR_OK;
    result = json_parse(text, &json_limits_default, &object, error);
    if (result != ERR_OK)
        return result;
    if (begins(text, account_start))
        result = replay_account(storage, json_member(object, "account"), error);
    else if (begins(text, secret_start))
        result = replay_secret(storage, json_member(object, "hook_secret"), error);
    else if (begins(text, token_start))
        result = replay_id(storage, json_member(object, "token_revoked"), tokens_revoke, error);
    else
        result = replay_id(storage, json_member(object, "hook_removed"), hooks_remove, error);
    json_free(object);
    return result == ERR_NOT_FOUND ? ERR_OK : result; // it is over, or came later
}

// ---- without a ledger ----

struct open_ids {
    struct uuid *list; // owned
    size_t count, cap;
};

static void add_id(struct open_ids *ids, const struct uuid *id)
{
    if (ids->count == ids->cap) {
        ids->cap = ids->cap ? 2 * ids->cap : 16;
        ids->list = mem_resize(ids->list, ids->cap * sizeof(*ids->list));
    }
    ids->list[ids->count++] = *id;
}

static bool find_token(void *arg, const struct token_row *token)
{
    if (token->revoked_ms == 0)
        add_id(arg, &token->id);
    return true;
}

static bool find_hook(void *arg, const struct hook_row *hook)
{
    add_id(arg, &hook->id);
    return true;
}

enum err access_line_close(struct storage *storage, struct buffer *report, struct error *error)
{
    struct view *view = storage_writer(storage);
    struct open_ids tokens = {0}, hooks = {0};
    int64_t accounts = 0;
    enum err result = accounts_block_all(storage, &accounts, error);

    if (result == ERR_OK)
        result = tokens_list(view, find_token, &tokens, error);
    if (result == ERR_OK)
        result = hooks_list(view, find_hook, &hooks, error);
    for (size_t i = 0; i < tokens.count && result == ERR_OK; i++)
        result = tokens_revoke(storage, &tokens.list[i], error);
    for (size_t i = 0; i < hooks.count && result == ERR_OK; i++)
        result = hooks_remove(storage, &hooks.list[i], error);
    if (accounts > 0 || tokens.count > 0 || hooks.count > 0)
        buffer_printf(
            report,
            "没有 ledger,不知道备份之后停用过谁:已停用全部 %" PRId64
            " 个账号、%zu 个令牌、%zu 个接收方;用 plumbd account unblock 让仍在职的人登录 "
            "without the ledger nobody knows who was shut out since: all %" PRId64
            " accounts are blocked, %zu tokens revoked, %zu receivers removed; let in "
            "who still works here with plumbd account unblock",
            accounts, tokens.count, hooks.count, accounts, tokens.count, hooks.count);
    mem_free(tokens.list);
    mem_free(hooks.list);
    return result;
}
