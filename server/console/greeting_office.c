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

static void put_roles(struct json_writer *json, const struct signed_in *who)
{
    json_array_open(json, "roles");
    for (size_t i = 0; i < who->grant_count; i++) {
        const struct signed_in_grant *grant = &who->grants[i];

        json_object_open(json, NULL);
        json_put_text(json, "role", grant->role->role);
        json_put_text(json, "zh", grant->role->zh);
        json_put_text(json, "en", grant->role->en);
        json_put_text(json, "store", grant->store);
        json_object_close(json);
    }
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

static void put_account(struct json_writer *json, const struct console_call *ours)
{
    const struct signed_in *who = &ours->who;

    json_object_open(json, "account");
    put_id(json, "id", &who->account.id);
    json_put_text(json, "login", who->account.login);
    json_put_boolean(json, "totp", who->account.has_totp);
    json_put_integer(json, "recovery_codes", (int64_t)who->account.recovery_count);
    json_object_close(json);
    json_put_raw(json, "settings",
                 span_of(who->account.settings[0] ? who->account.settings : "{}"));
    json_put_integer(json, "until", who->session.until_ms);
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
    json_put_integer(json, "now", console_now_ms(call));
    json_put_integer(json, "seen", (int64_t)bell_count(console_call_bell(call)));
    json_put_text(json, "version", console_call_version(call));
    if (ours->who.state == SIGNED_IN_STRANGER)
        return ERR_OK;
    put_account(json, ours);
    put_person(json, view, &ours->who);
    put_roles(json, &ours->who);
    put_rights(json, &ours->who);
    return put_office(json, view, error);
}
