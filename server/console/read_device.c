// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_device.h"

#include "server/console/console.h"
#include "server/console/device_book.h"
#include "server/console/swap_view.h"
#include "server/storage/alarm.h"
#include "server/storage/commit.h"
#include "server/storage/proofs.h"
#include "server/storage/scope.h"
#include "shared/data/fact_json.h"
#include "shared/web/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { ALARMS_MOST = 50 };
#define ALARM_DAYS_MS (INT64_C(400) * 86400000)

struct telling {
    struct json_writer *json;
    const struct people_book *people;
    const struct uuid *device;
    struct alarm_row alarms[ALARMS_MOST]; // the last ones, around
    size_t alarm_count;
    int64_t sites_now, sites_ever;
};

// ---- parts ----

static bool put_person(void *arg, const struct uuid *id, bool active)
{
    struct telling *telling = arg;
    const struct book_person *person = people_book_find(telling->people, id);

    json_object_open(telling->json, NULL);
    fact_json_id(telling->json, "id", id);
    json_put_text(telling->json, "name", person ? person->name : NULL);
    json_put_boolean(telling->json, "active", active);
    json_object_close(telling->json);
    return true;
}

static bool note_alarm(void *arg, const struct alarm_row *alarm)
{
    struct telling *telling = arg;

    if (uuid_equal(&alarm->device, telling->device))
        telling->alarms[telling->alarm_count++ % ALARMS_MOST] = *alarm;
    return true;
}

static bool note_site(void *arg, const struct scope_row *scope)
{
    struct telling *telling = arg;

    telling->sites_ever++;
    telling->sites_now += scope->until == 0;
    return true;
}

// The newest first.
static void put_alarms(struct telling *telling)
{
    struct json_writer *json = telling->json;

    json_array_open(json, "alarms");
    for (size_t i = 0; i < telling->alarm_count && i < ALARMS_MOST; i++) {
        const struct alarm_row *alarm
            = &telling->alarms[(telling->alarm_count - 1 - i) % ALARMS_MOST];

        json_object_open(json, NULL);
        json_put_text(json, "kind", alarm->kind);
        json_put_text(json, "detail", alarm->detail);
        json_put_integer(json, "at_ms", alarm->at_ms);
        json_object_close(json);
    }
    json_array_close(json);
}

static enum err put_proof(struct telling *telling, struct view *view, struct error *error)
{
    struct json_writer *json = telling->json;
    struct proof_row proof;
    enum err err = proofs_last(view, telling->device, &proof, error);

    if (err == ERR_NOT_FOUND) {
        json_put_null(json, "proof");
        return ERR_OK;
    }
    if (err != ERR_OK)
        return err;
    json_object_open(json, "proof");
    json_put_integer(json, "at_ms", proof.at_ms);
    json_put_boolean(json, "equal", proof.equal);
    json_put_integer(json, "items", proof.items);
    json_put_integer(json, "differences", proof.differences);
    json_put_integer(json, "left", proof.left);
    json_put_integer(json, "lacking", proof.lacking);
    json_put_integer(json, "gone", proof.gone);
    json_put_hex(json, "digest", proof.digest.bytes, sizeof(proof.digest.bytes));
    json_object_close(json);
    return ERR_OK;
}

static void put_figures(struct json_writer *json, const struct book_device *device)
{
    const struct night_device *night = device->night;
    const bool said = night->last_contact_ms > 0;

    json_put_known(json, "last_contact_ms", said, night->last_contact_ms);
    json_put_integer(json, "says", (int64_t)night->says);
    json_put_integer(json, "holds", (int64_t)night->holds);
    json_put_integer(json, "missing", (int64_t)(night->says - night->holds));
    json_put_integer(json, "lost", (int64_t)night->lost);
    json_put_integer(json, "behind", (int64_t)night->behind);
    json_put_integer(json, "copies", (int64_t)night->copies);
    json_put_known(json, "unsent_writes", said, night->unsent_writes);
    json_put_known(json, "unsent_files", said, night->unsent_files);
    json_put_known(json, "unsent_bytes", said, night->unsent_bytes);
    json_put_known(json, "unsent_oldest_ms", night->unsent_oldest_ms > 0, night->unsent_oldest_ms);
    json_put_known(json, "clock_offset_ms", said, night->clock_offset_ms);
    json_put_known(json, "storage_free", said, night->storage_free);
    json_put_text(json, "agent", night->agent[0] ? night->agent : NULL);
    json_put_integer(json, "certificate_until_ms", device->row.certificate_until_ms);
    json_put_integer(json, "certificate_days", night->certificate_days);
}

static void put_device(struct json_writer *json, const struct book_device *device)
{
    const char *en, *zh = device_book_state(device->row.state, &en);

    fact_json_id(json, "id", &device->row.id);
    json_put_text(json, "name", device->row.name);
    json_put_text(json, "state_code", device_book_states[device->row.state]);
    json_object_open(json, "state");
    json_put_text(json, "zh", zh);
    json_put_text(json, "en", en);
    json_object_close(json);
    json_put_text(json, "reason", device->row.reason);
    json_put_integer(json, "enrolled_ms", device->row.enrolled_ms);
    json_put_integer(json, "changed_ms", device->row.changed_ms);
    json_put_integer(json, "held", device->held);
    json_put_known(json, "proof_asked_ms", device->asked_ms > 0, device->asked_ms);
    put_figures(json, device);
}

// ---- route ----

static enum err tell(struct telling *telling, struct view *view, int64_t now_ms,
                     struct error *error)
{
    struct json_writer *json = telling->json;
    enum err err;

    json_array_open(json, "persons");
    err = devices_persons(view, telling->device, put_person, telling, error);
    json_array_close(json);
    if (err == ERR_OK)
        err = alarm_list(view, now_ms - ALARM_DAYS_MS, note_alarm, telling, error);
    if (err == ERR_OK)
        err = scope_list(view, telling->device, note_site, telling, error);
    put_alarms(telling);
    json_put_integer(json, "sites_now", telling->sites_now);
    json_put_integer(json, "sites_ever", telling->sites_ever);
    return err == ERR_OK ? put_proof(telling, view, error) : err;
}

static enum err get_device(struct route_call *call, struct error *error)
{
    struct device_book book = {0};
    struct view *view = console_view(call, error);
    const int64_t now_ms = console_now_ms(call);
    const struct book_device *device = NULL;
    struct telling telling
        = {.json = route_answer(call), .people = &book.people, .device = route_uuid(call, "id")};
    enum err err
        = view ? device_book_read(view, route_arena(call), now_ms, &book, error) : error->code;

    if (err == ERR_OK && !(device = device_book_find(&book, telling.device)))
        err = error_set(error, ERR_NOT_FOUND, "没有这台平板 there is no such tablet");
    if (err == ERR_OK) {
        put_device(telling.json, device);
        err = tell(&telling, view, now_ms, error);
        if (err == ERR_OK)
            err = swap_view_put(telling.json, view, &book, telling.device, error);
    }
    device_book_clear(&book);
    return err;
}

static const struct route_parameter parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

const struct route read_device_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/devices/:id",
     .access = CONSOLE_DEVICES | CONSOLE_AUDIT,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_device,
     .purpose
     = "one tablet: what the list says of it, persons [{id, name, active}], alarms [{kind, "
       "detail, at_ms}], the last proof, whether one is asked for, how many sites it sees "
       "and ever saw, `swap` {begun_ms, begun_by, person, invited_until_ms, successor {id, name, "
       "enrolled_ms, last_contact_ms}, confirmed_ms, ended_ms, handover {count, open, newest_ms}} "
       "and the tablet that it `replaces`"},
};
const size_t read_device_route_count = COUNT(read_device_routes);
