// SPDX-License-Identifier: Apache-2.0
#include "server/console/greeting_office.h"

#include "server/console/console_call.h"
#include "server/storage/records.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"
#include "shared/model/canon.h"
#include "shared/model/kind.h"
#include "shared/web/bell.h"
#include "shared/web/route.h"

#include <string.h>

enum { SIZE_USUAL = 100, SETTINGS_TOKENS = 32 };
enum { ARENA_BYTES = 4 << 20, NAME_BYTES = 16 << 10, OFFICE_BYTES = 512 };

static void put_id(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    json_put_text(json, key, text);
}

// The name in a person's record; empty where there is none.
static void read_name(struct view *view, const struct uuid *person, struct buffer *out)
{
    struct record_row row;
    struct record record = {0};
    struct record_value value;
    struct arena arena;

    arena_init(&arena, ARENA_BYTES);
    if (records_get(view, person, &row, NULL) == ERR_OK
        && record_parse(row.state, &arena, &record, NULL) == ERR_OK
        && kind_shown(&record, span_of("name"), 0, &value) == ERR_OK && value.value.len >= 2)
        canon_unescape((struct span){value.value.data + 1, value.value.len - 2}, out);
    record_clear(&record);
    arena_clear(&arena);
}

static void put_person(struct json_writer *json, struct view *view, const struct signed_in *who)
{
    struct buffer name;

    buffer_init(&name, NAME_BYTES);
    read_name(view, &who->account.person, &name);
    json_object_open(json, "person");
    put_id(json, "id", &who->account.person);
    json_put_text(json, "name", name.len ? name.data : who->account.login);
    json_object_close(json);
    buffer_clear(&name);
}

static bool has_role_before(const struct signed_in *who, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (who->grants[i].role == who->grants[at].role)
            return true;
    return false;
}

static bool has_store_before(const struct signed_in *who, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(who->grants[i].store, who->grants[at].store) == 0)
            return true;
    return false;
}

// Each role once.
static void put_roles(struct json_writer *json, const struct signed_in *who)
{
    json_array_open(json, "roles");
    for (size_t i = 0; i < who->grant_count; i++) {
        if (has_role_before(who, i))
            continue;
        json_object_open(json, NULL);
        json_put_text(json, "code", who->grants[i].role->role);
        json_put_text(json, "zh", who->grants[i].role->zh);
        json_put_text(json, "en", who->grants[i].role->en);
        json_object_close(json);
    }
    json_array_close(json);
}

// The stores that anything was granted for; none: one role at least is for all.
static void put_stores(struct json_writer *json, const struct signed_in *who)
{
    bool all = false;

    for (size_t i = 0; i < who->grant_count; i++)
        all = all || !who->grants[i].store[0];
    json_array_open(json, "stores");
    for (size_t i = 0; i < who->grant_count && !all; i++)
        if (!has_store_before(who, i))
            json_put_text(json, NULL, who->grants[i].store);
    json_array_close(json);
}

static void put_rights(struct json_writer *json, const struct signed_in *who)
{
    size_t count;
    const struct role_rights_capability *all = role_rights_capabilities(&count);

    json_array_open(json, "rights");
    for (size_t i = 0; i < count && who->state == SIGNED_IN; i++)
        if (who->access & all[i].bit)
            json_put_text(json, NULL, all[i].name);
    json_array_close(json);
}

static enum err put_office(struct json_writer *json, struct view *view, struct error *error)
{
    struct buffer name;
    enum err err;

    buffer_init(&name, OFFICE_BYTES);
    err = setting_get(view, "office_name", &name, error);
    json_put_text(json, "office", name.len ? name.data : "");
    buffer_clear(&name);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static const char *setting_text(const struct json *settings, const char *name, const char *usual)
{
    json_text(json_member(settings, name), &usual);
    return usual;
}

static void put_settings(struct json_writer *json, const struct account_row *account)
{
    const struct json_limits limits
        = {.bytes_max = ACCOUNT_SETTINGS, .tokens_max = SETTINGS_TOKENS};
    struct json *settings = NULL;
    int64_t size = SIZE_USUAL;

    if (json_parse(span_of(account->settings), &limits, &settings, NULL) != ERR_OK)
        settings = NULL; // the usual ones
    json_integer(json_member(settings, "size"), &size);
    json_object_open(json, "settings");
    json_put_text(json, "language", setting_text(settings, "language", "zh"));
    json_put_text(json, "theme", setting_text(settings, "theme", "light"));
    json_put_integer(json, "size", size);
    json_object_close(json);
    json_free(settings);
}

static void put_account(struct json_writer *json, const struct console_call *ours)
{
    const struct signed_in *who = &ours->who;

    json_object_open(json, "account");
    put_id(json, "id", &who->account.id);
    json_put_text(json, "login", who->account.login);
    json_put_boolean(json, "totp", who->account.has_totp);
    json_put_integer(json, "recovery_codes", (int64_t)who->account.recovery_count);
    json_object_close(json);
    json_put_integer(json, "until_ms", who->session.until_ms);
    json_put_integer(json, "idle_ms", ours->rules.idle_ms);
}

enum err greeting_office_put(struct route_call *call, struct error *error)
{
    const struct console_call *ours = console_call_of(call);
    struct json_writer *json = route_answer(call);
    struct view *view = console_view(call, error);

    if (!view)
        return error->code;
    json_put_text(json, "state", signed_in_name(ours->who.state));
    json_put_integer(json, "now_ms", console_now_ms(call));
    json_put_integer(json, "seen", (int64_t)bell_count(console_call_bell(call)));
    json_put_text(json, "version", console_call_version(call));
    if (ours->who.state == SIGNED_IN_STRANGER) {
        json_put_null(json, "account");
        json_put_null(json, "person");
        return ERR_OK;
    }
    put_account(json, ours);
    put_person(json, view, &ours->who);
    put_roles(json, &ours->who);
    put_stores(json, &ours->who);
    put_rights(json, &ours->who);
    put_settings(json, &ours->who.account);
    return put_office(json, view, error);
}
