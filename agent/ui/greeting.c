// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/greeting.h"

#include "agent/capture/author.h"
#include "agent/sync/overview.h"
#include "agent/ui/preference.h"
#include "agent/ui/sessions.h"
#include "agent/ui/strip.h"
#include "agent/ui/ui_call.h"
#include "shared/model/kind_word.h"
#include "shared/web/bell.h"
#include "shared/web/route.h"

#include <stdlib.h>

static void put_uuid(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    json_put_text(json, key, text);
}

static void put_role(struct json_writer *json, const char *role)
{
    const struct kind_word *word = kind_word_find(span_of("person"), span_of(role));

    json_object_open(json, "role");
    json_put_text(json, "code", role);
    json_put_text(json, "zh", word ? word->zh : role);
    json_put_text(json, "en", word ? word->en : role);
    json_object_close(json);
}

struct persons {
    struct json_writer *json;
    struct pins *pins;
    const struct uuid *only; // NULL: everybody
    struct error *error;
    enum err err;
};

static bool put_person(void *arg, const struct author *author)
{
    struct persons *persons = arg;
    bool known = false;
    int64_t wait_s = 0;

    if (persons->only && !uuid_equal(persons->only, &author->id))
        return true;
    persons->err = pin_known(persons->pins, &author->id, &known, persons->error);
    if (!persons->err)
        persons->err = pin_wait(persons->pins, &author->id, &wait_s, persons->error);
    json_object_open(persons->json, persons->only ? "person" : NULL);
    put_uuid(persons->json, "id", &author->id);
    json_put_text(persons->json, "name", author->name);
    put_role(persons->json, author->role);
    json_put_boolean(persons->json, "pin", known);
    json_put_integer(persons->json, "wait_s", wait_s);
    json_object_close(persons->json);
    return !persons->err && !persons->only;
}

// Before the tablet is enrolled there is no list: nobody.
static enum err list(struct ui *ui, struct persons *persons)
{
    enum err err = author_list(ui->tablet->store, put_person, persons, persons->error);

    return err == ERR_AUTH ? ERR_OK : err ? err : persons->err;
}

static enum err put_persons(struct ui *ui, const struct uuid *person, struct json_writer *json,
                            struct error *error)
{
    struct persons persons
        = {.json = json, .pins = sessions_pins(ui->sessions), .only = person, .error = error};
    size_t before = json->out->len;
    enum err err = list(ui, &persons);

    if (!err && json->out->len == before)
        json_put_null(json, "person");
    if (err)
        return err;
    persons.only = NULL;
    json_array_open(json, "persons");
    err = list(ui, &persons);
    json_array_close(json);
    return err;
}

static void put_preference(struct ui *ui, const struct uuid *person, struct json_writer *json)
{
    struct preference preference;

    preference_read(ui->tablet->store, person, &preference);
    json_object_open(json, "settings");
    json_put_text(json, "language", preference_languages[preference.language]);
    json_put_text(json, "theme", preference_themes[preference.theme]);
    json_put_integer(json, "size", strtol(preference_sizes[preference.size], NULL, 10));
    json_put_integer(json, "lock_min", preference_lock_ms(&preference) / 60000);
    json_object_close(json);
}

static enum err put_tablet(struct ui *ui, struct json_writer *json, struct error *error)
{
    struct overview overview;
    enum err err = overview_read(ui->tablet, &overview, error);

    if (err)
        return err;
    json_put_boolean(json, "enrolled", overview.enrolled);
    json_put_text(json, "device", overview.enrolled ? overview.device : "");
    json_put_text(json, "office", overview.enrolled ? overview.sync : "");
    json_put_integer(json, "now_ms", clock_wall_ms(&ui->clock));
    json_put_integer(json, "offset_ms", overview.offset_ms);
    json_put_boolean(json, "offset_known", overview.offset_known);
    json_put_text(json, "zone", "Asia/Shanghai");
    json_put_text(json, "version", TABLET_VERSION);
    return ERR_OK;
}

enum err greeting_put(struct route_call *call, struct error *error)
{
    struct ui *ui = ui_of(call);
    struct json_writer *json = route_answer(call);
    struct sessions_view view;
    struct uuid person;
    enum err err;

    // Read first: what changes from now on rings again.
    json_put_integer(json, "seen", (int64_t)bell_count(ui->bell));
    ui_call_look(call, &view);
    person = view.state == SESSIONS_LOCKED ? sessions_last(ui->sessions) : view.person;
    json_put_text(json, "state", sessions_state_name(view.state));
    err = put_persons(ui, &person, json, error);
    if (!err)
        err = put_tablet(ui, json, error);
    if (err)
        return err;
    put_preference(ui, &person, json);
    if (view.state == SESSIONS_CUSTOMER) {
        json_object_open(json, "subject");
        put_uuid(json, "of", &view.subject);
        json_put_text(json, "form", view.form);
        json_object_close(json);
    } else {
        json_put_null(json, "subject");
    }
    return strip_put(ui, json, error);
}

const struct route greeting_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/session",
     .access = UI_COOKIE | UI_CUSTOMER,
     .handler = greeting_put,
     .purpose = "who is there, who may come, and how they like it"},
};
const size_t greeting_route_count = sizeof(greeting_routes) / sizeof(greeting_routes[0]);
