// SPDX-License-Identifier: Apache-2.0
#include "server/console/account_desk.h"

#include "server/console/account_job.h"
#include "server/console/role_rights.h"
#include "server/storage/records.h"
#include "server/sync/access_line.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"

#include <string.h>

enum { VALUE_BYTES = 1024, PASSWORD_GROUPS = 5, GROUP_LETTERS = 4, LOGIN_LEAST = 2 };

// ---- words ----

enum err account_desk_login(struct span text, char out[ACCOUNT_LOGIN], struct error *error)
{
    bool good = text.len >= LOGIN_LEAST && text_copy(out, ACCOUNT_LOGIN, text);

    for (char *c = out; good && *c; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
        good = (unsigned char)*c >= 0x80 || (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9')
               || strchr("._-@", *c);
    }
    if (good && text_plain(span_of(out)))
        return ERR_OK;
    return error_set(error, ERR_INVALID,
                     "账号用字母、数字和 . _ - @，2 到 64 个字节 a login has letters, digits and "
                     ". _ - @, 2 to 64 bytes");
}

static enum err check_grant(const struct account_grant *grant, struct error *error)
{
    const struct role_rights *role = role_rights_find(span_of(grant->role));

    if (!role)
        return error_set(error, ERR_INVALID, "没有角色 \"%s\" there is no role \"%s\"", grant->role,
                         grant->role);
    if (!role->rights)
        return error_set(error, ERR_INVALID,
                         "%s 只用平板，不能登录办公室 %s works with a tablet and cannot sign in",
                         role->zh, role->en);
    return ERR_OK;
}

// Without letters that look alike: 99 bits.
static void make_password(const struct random *random, char out[ACCOUNT_DESK_PASSWORD])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";

    for (size_t i = 0; i < PASSWORD_GROUPS * GROUP_LETTERS; i++) {
        if (i > 0 && i % GROUP_LETTERS == 0)
            *out++ = '-';
        *out++ = letters[random_below(random, sizeof(letters) - 1)];
    }
    *out = '\0';
}

static void put_grant(struct buffer *out, const struct account_grant *grant)
{
    struct json_writer json;

    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "role", grant->role);
    json_put_text(&json, "store", grant->store);
    json_object_close(&json);
}

// ---- one deed ----

struct deed {
    struct commit_job job; // first
    const struct account_desk *desk;
    struct uuid account;
    struct account_row row;
    const struct account_grant *grant;
    const char *password; // kept text, or NULL
    bool blocked;
    bool ends; // the sessions of the account
    struct audit_row audit;
    enum err (*does)(struct deed *deed, struct storage *storage, const struct commit_stamp *stamp,
                     struct error *error);
};

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    struct deed *deed = (struct deed *)job;
    enum err err = deed->does(deed, storage, stamp, error);

    if (err == ERR_OK)
        err = access_line_account(deed->desk->office, storage, &deed->account, error);
    if (err == ERR_OK && deed->ends)
        err = office_sessions_end_all(storage, &deed->account, NULL, error);
    return err == ERR_OK ? audit_put(storage, &deed->audit, NULL, error) : err;
}

static enum err run(struct deed *deed, const char *act, struct error *error)
{
    char id[UUID_TEXT];
    struct audit_row values = deed->audit;

    uuid_format(&deed->account, id);
    deed->job.apply = apply;
    deed->audit = deed->desk->by;
    deed->audit.act = span_of(act);
    deed->audit.subject_kind = span_of("account");
    deed->audit.subject = span_of(id);
    deed->audit.before = values.before;
    deed->audit.after = values.after;
    deed->audit.why = values.why;
    return committer_run(office_committer(deed->desk->office), &deed->job, NULL, error);
}

// ---- somebody must be able to let others in ----

struct keepers {
    struct view *view;
    struct uuid but;
    size_t count;
    enum err err;
    struct error *error;
};

static bool find_people_right(void *arg, const struct account_grant *grant)
{
    const struct role_rights *role = role_rights_find(span_of(grant->role));

    *(bool *)arg
        = *(bool *)arg || (role && !grant->store[0] && (role->rights & CONSOLE_PEOPLE) != 0);
    return true;
}

static enum err manages_people(struct view *view, const struct uuid *account, bool *does,
                               struct error *error)
{
    *does = false;
    return accounts_grants(view, account, find_people_right, does, error);
}

static bool count_keeper(void *arg, const struct account_row *account)
{
    struct keepers *keepers = arg;
    bool does = false;

    if (account->state != ACCOUNT_ACTIVE)
        return true;
    keepers->err = manages_people(keepers->view, &account->id, &does, keepers->error);
    keepers->count += does;
    return keepers->err == ERR_OK;
}

// Inside a commit, after the deed.
static enum err check_keepers(struct storage *storage, struct error *error)
{
    struct keepers keepers = {.view = storage_writer(storage), .error = error};
    enum err err = accounts_list(keepers.view, count_keeper, &keepers, error);

    if (err == ERR_OK)
        err = keepers.err;
    if (err == ERR_OK && keepers.count == 0)
        err = error_set(
            error, ERR_CONFLICT,
            "这是最后一个能管理人员的账号，先给别人这项权限 this is the last account that "
            "may manage people: give somebody else that role first");
    return err;
}

// ---- the deeds ----

static enum err do_add(struct deed *deed, struct storage *storage, const struct commit_stamp *stamp,
                       struct error *error)
{
    struct record_row person;
    enum err err = records_get(storage_writer(storage), &deed->row.person, &person, error);

    if (err == ERR_NOT_FOUND
        || (err == ERR_OK && (!span_is(person.kind, "person") || person.deleted)))
        return error_set(error, ERR_NOT_FOUND, "没有这个人 there is no such person");
    deed->row.made_ms = deed->row.changed_ms = stamp->at_ms;
    if (err == ERR_OK)
        err = accounts_add(storage, &deed->row, error);
    return err == ERR_OK && deed->grant
               ? accounts_grant(storage, &deed->account, deed->grant, error)
               : err;
}

enum err account_desk_add(const struct account_desk *desk, const struct account_wish *wish,
                          char password[ACCOUNT_DESK_PASSWORD], struct uuid *id,
                          struct error *error)
{
    struct deed deed = {.desk = desk,
                        .does = do_add,
                        .row = {.person = wish->person, .must_change = true},
                        .grant = wish->grant.role[0] ? &wish->grant : NULL};
    struct buffer after;
    enum err err = account_desk_login(span_of(wish->login), deed.row.login, error);

    if (err == ERR_OK && deed.grant)
        err = check_grant(deed.grant, error);
    if (err != ERR_OK)
        return err;
    random_fill(&desk->random, deed.account.bytes, UUID_BYTES);
    deed.account = uuid_v8(deed.account.bytes);
    deed.row.id = *id = deed.account;
    text_copy(deed.row.settings, sizeof(deed.row.settings), span_of("{}"));
    make_password(&desk->random, password);
    err = password_make(&desk->random, span_of(password), deed.row.password, error);
    buffer_init(&after, VALUE_BYTES);
    buffer_append_text(&after, "{\"login\":");
    buffer_append_json(&after, deed.row.login, strlen(deed.row.login));
    buffer_append_text(&after, ",\"grant\":");
    put_grant(&after, &wish->grant);
    buffer_append_char(&after, '}');
    deed.audit.after = (struct span){after.data, after.len};
    if (err == ERR_OK)
        err = run(&deed, "account.add", error);
    buffer_clear(&after);
    mem_wipe(&deed.row, sizeof(deed.row));
    return err;
}

static enum err do_grant(struct deed *deed, struct storage *storage,
                         const struct commit_stamp *stamp, struct error *error)
{
    struct account_grant grant = *deed->grant;
    enum err err = accounts_get(storage_writer(storage), &deed->account, &deed->row, error);

    grant.granted_ms = stamp->at_ms;
    return err == ERR_OK ? accounts_grant(storage, &deed->account, &grant, error) : err;
}

enum err account_desk_grant(const struct account_desk *desk, const struct uuid *account,
                            const struct account_grant *grant, struct error *error)
{
    struct deed deed = {.desk = desk, .does = do_grant, .account = *account, .grant = grant};
    struct buffer after;
    enum err err = check_grant(grant, error);

    if (err != ERR_OK)
        return err;
    buffer_init(&after, VALUE_BYTES);
    put_grant(&after, grant);
    deed.audit.after = (struct span){after.data, after.len};
    err = run(&deed, "account.grant", error);
    buffer_clear(&after);
    return err;
}

static enum err do_revoke(struct deed *deed, struct storage *storage,
                          const struct commit_stamp *stamp, struct error *error)
{
    enum err err = accounts_revoke(storage, &deed->account, deed->grant, error);

    (void)stamp;
    return err == ERR_OK ? check_keepers(storage, error) : err;
}

enum err account_desk_revoke(const struct account_desk *desk, const struct uuid *account,
                             const struct account_grant *grant, struct error *error)
{
    struct deed deed
        = {.desk = desk, .does = do_revoke, .account = *account, .grant = grant, .ends = true};
    struct buffer before;
    enum err err;

    buffer_init(&before, VALUE_BYTES);
    put_grant(&before, grant);
    deed.audit.before = (struct span){before.data, before.len};
    err = run(&deed, "account.revoke", error);
    buffer_clear(&before);
    return err;
}

static enum err do_block(struct deed *deed, struct storage *storage,
                         const struct commit_stamp *stamp, struct error *error)
{
    enum err err = accounts_get(storage_writer(storage), &deed->account, &deed->row, error);

    (void)stamp;
    deed->row.state = deed->blocked ? ACCOUNT_BLOCKED : ACCOUNT_ACTIVE;
    deed->row.failed = 0;
    deed->row.wait_until_ms = 0;
    if (err == ERR_OK)
        err = accounts_set(storage, &deed->row, error);
    return err == ERR_OK && deed->blocked ? check_keepers(storage, error) : err;
}

enum err account_desk_block(const struct account_desk *desk, const struct uuid *account,
                            bool blocked, const char *why, struct error *error)
{
    struct deed deed = {.desk = desk,
                        .does = do_block,
                        .account = *account,
                        .blocked = blocked,
                        .ends = blocked,
                        .audit = {.why = span_of(why)}};

    return run(&deed, blocked ? "account.block" : "account.unblock", error);
}

static enum err do_reset(struct deed *deed, struct storage *storage,
                         const struct commit_stamp *stamp, struct error *error)
{
    enum err err = accounts_get(storage_writer(storage), &deed->account, &deed->row, error);

    if (err != ERR_OK)
        return err;
    text_copy(deed->row.password, sizeof(deed->row.password), span_of(deed->password));
    deed->row.must_change = true;
    deed->row.changed_ms = stamp->at_ms;
    deed->row.failed = 0;
    deed->row.wait_until_ms = 0;
    return accounts_set(storage, &deed->row, error);
}

enum err account_desk_reset(const struct account_desk *desk, const struct uuid *account,
                            char password[ACCOUNT_DESK_PASSWORD], struct error *error)
{
    char kept[PASSWORD_TEXT];
    struct deed deed
        = {.desk = desk, .does = do_reset, .account = *account, .ends = true, .password = kept};
    enum err err;

    make_password(&desk->random, password);
    err = password_make(&desk->random, span_of(password), kept, error);
    if (err == ERR_OK)
        err = run(&deed, "account.reset", error);
    mem_wipe(&deed.row, sizeof(deed.row));
    mem_wipe(kept, sizeof(kept));
    return err;
}

static enum err do_totp_off(struct deed *deed, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    enum err err = accounts_get(storage_writer(storage), &deed->account, &deed->row, error);

    (void)stamp;
    deed->row.has_totp = false;
    deed->row.recovery_count = 0;
    return err == ERR_OK ? accounts_set(storage, &deed->row, error) : err;
}

enum err account_desk_totp_off(const struct account_desk *desk, const struct uuid *account,
                               struct error *error)
{
    struct deed deed = {.desk = desk, .does = do_totp_off, .account = *account, .ends = true};

    return run(&deed, "account.totp_off", error);
}
