// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_catalogue.h"

#include "server/console/console.h"
#include "server/console/people_book.h"
#include "server/reconcile/catalogue_desk.h"
#include "server/storage/contacts.h"
#include "server/storage/devices.h"
#include "server/storage/records.h"
#include "shared/data/catalogue_compare.h"
#include "shared/data/catalogue_default.h"
#include "shared/data/fact_json.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { VERSION_MAX = 64 };

// All that is published, and everybody who may have published it.
struct shelf_reading {
    struct route_call *call;
    struct view *view;
    struct catalogue_cache *cache;
    struct people_book people;
    uint64_t *commits; // under which each version came, newest version first; of the call's arena
    struct error *error;
    enum err err;
};

// ---- versions ----

// Who published it: the audit row of its record. What came with the program has none.
static bool put_deed(void *arg, const struct audit_row *audit)
{
    struct shelf_reading *reading = arg;
    struct json_writer *json = route_answer(reading->call);
    const struct book_person *person = people_book_find(&reading->people, &audit->person);

    json_put_span(json, "who", audit->who);
    json_put_text(json, "person", person ? person->name : NULL);
    json_put_span(json, "why", audit->why.len ? audit->why : (struct span){0});
    return false;
}

static void put_version(struct shelf_reading *reading, const struct catalogue_cache_entry *entry)
{
    struct json_writer *json = route_answer(reading->call);
    struct error fault = {0};
    char id[UUID_TEXT];

    uuid_format(&entry->id, id);
    json_object_open(json, NULL);
    json_put_span(json, "version", entry->version);
    json_put_known(json, "published_ms", entry->published_ms != 0, entry->published_ms);
    json_put_text(json, "fault",
                  catalogue_cache_fault(reading->cache, entry->version, &fault) == ERR_OK
                      ? NULL
                      : fault.detail);
    reading->err = audit_log_down(reading->view, &(struct audit_range){.subject = span_of(id)},
                                  put_deed, reading, reading->error);
    json_object_close(json);
}

static enum err put_versions(struct shelf_reading *reading)
{
    const size_t count = catalogue_cache_count(reading->cache);
    struct json_writer *json = route_answer(reading->call);

    json_array_open(json, "versions");
    for (size_t i = 0; i < count && reading->err == ERR_OK; i++) {
        const struct catalogue_cache_entry entry = catalogue_cache_at(reading->cache, i);
        struct record_row row;

        reading->err = records_get(reading->view, &entry.id, &row, reading->error);
        if (reading->err != ERR_OK)
            break;
        reading->commits[i] = storage_seq_commit(row.seq);
        put_version(reading, &entry);
    }
    json_array_close(json);
    return reading->err;
}

// ---- tablets ----

// The newest version that a tablet has by its own word: its cursor is beyond that one's commit.
static size_t confirmed(const struct shelf_reading *reading, const struct device_contact *contact)
{
    const size_t count = catalogue_cache_count(reading->cache);

    for (size_t i = 0; i < count; i++)
        if (reading->commits[i] <= contact->cursor_commit)
            return i;
    return count;
}

static bool put_tablet(void *arg, const struct device_row *device)
{
    struct shelf_reading *reading = arg;
    struct json_writer *json = route_answer(reading->call);
    struct device_contact contact;
    enum err err;
    size_t at;

    if (device->state != DEVICE_ACTIVE && device->state != DEVICE_RETURNING)
        return true; // it gets nothing any more
    err = contacts_get(reading->view, &device->id, &contact, reading->error);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        reading->err = err;
        return false;
    }
    json_object_open(json, NULL);
    fact_json_id(json, "id", &device->id);
    json_put_text(json, "name", device->name);
    json_put_known(json, "contact_ms", err == ERR_OK, err == ERR_OK ? contact.at_ms : 0);
    at = err == ERR_OK ? confirmed(reading, &contact) : catalogue_cache_count(reading->cache);
    json_put_span(json, "version",
                  at < catalogue_cache_count(reading->cache)
                      ? catalogue_cache_at(reading->cache, at).version
                      : (struct span){0});
    json_put_text(json, "state", err != ERR_OK ? "unknown" : at == 0 ? "newest" : "older");
    json_object_close(json);
    return true;
}

static enum err put_tablets(struct shelf_reading *reading)
{
    struct json_writer *json = route_answer(reading->call);
    enum err err;

    json_array_open(json, "tablets");
    err = devices_list(reading->view, put_tablet, reading, reading->error);
    json_array_close(json);
    return err == ERR_OK ? reading->err : err;
}

static enum err get_shelf(struct route_call *call, struct error *error)
{
    struct shelf_reading reading = {.call = call, .error = error};
    enum err err;

    reading.view = console_view(call, error);
    if (!reading.view)
        return error->code;
    reading.cache = catalogue_cache_create();
    err = catalogue_desk_list(reading.view, reading.cache, error);
    if (err == ERR_OK)
        err = people_book_read(reading.view, route_arena(call), &reading.people, error);
    reading.commits = arena_take(route_arena(call),
                                 (catalogue_cache_count(reading.cache) + 1) * sizeof(uint64_t));
    if (err == ERR_OK && !reading.commits)
        err = error_set(error, ERR_TOO_LARGE, "the catalogues do not fit in memory");
    if (err == ERR_OK)
        err = put_versions(&reading);
    if (err == ERR_OK)
        err = put_tablets(&reading);
    people_book_clear(&reading.people);
    catalogue_cache_free(reading.cache);
    return err;
}

// ---- content ----

enum err read_catalogue_file(const struct catalogue_cache *cache, const char *version,
                             struct buffer *out, struct error *error)
{
    enum err err = catalogue_cache_content(cache, span_of(version), out, error);

    if (err != ERR_NOT_FOUND)
        return err;
    error_clear(error);
    if (strcmp(version, "default") != 0)
        return error_set(error, ERR_NOT_FOUND,
                         "没有发布过版本 \"%s\" no version \"%s\" is published", version, version);
    buffer_append(out, catalogue_default_text, catalogue_default_text_size);
    return ERR_OK;
}

static enum err open_cache(struct route_call *call, struct catalogue_cache *cache,
                           struct error *error)
{
    struct view *view = console_view(call, error);

    return view ? catalogue_desk_list(view, cache, error) : error->code;
}

static enum err get_version(struct route_call *call, struct error *error)
{
    struct catalogue_cache *cache = catalogue_cache_create();
    struct buffer file;
    enum err err = open_cache(call, cache, error);

    buffer_init(&file, RECORD_BYTES_MAX);
    if (err == ERR_OK)
        err = read_catalogue_file(cache, route_text(call, "version"), &file, error);
    if (err == ERR_OK)
        json_put_span(route_answer(call), "text", (struct span){file.data, file.len});
    buffer_clear(&file);
    catalogue_cache_free(cache);
    return err;
}

enum err read_catalogue_changes(struct json_writer *json, struct span from, struct span to,
                                struct error *error)
{
    struct verb_output output;
    size_t count;
    enum err err;

    verb_output_init(&output);
    output.json = true;
    err = catalogue_compare(from, to, &output, &count, error);
    if (err == ERR_OK && output.out.len)
        json_put_raw(json, "changes", (struct span){output.out.data, output.out.len - 1});
    verb_output_clear(&output);
    return err;
}

static enum err get_changes(struct route_call *call, struct error *error)
{
    struct catalogue_cache *cache = catalogue_cache_create();
    struct buffer from, to;
    enum err err = open_cache(call, cache, error);

    buffer_init(&from, RECORD_BYTES_MAX);
    buffer_init(&to, RECORD_BYTES_MAX);
    if (err == ERR_OK)
        err = read_catalogue_file(cache, route_text(call, "from"), &from, error);
    if (err == ERR_OK)
        err = read_catalogue_file(cache, route_text(call, "to"), &to, error);
    if (err == ERR_OK)
        err = read_catalogue_changes(route_answer(call), (struct span){from.data, from.len},
                                     (struct span){to.data, to.len}, error);
    buffer_clear(&from);
    buffer_clear(&to);
    catalogue_cache_free(cache);
    return err;
}

static const struct route_parameter version_parameters[]
    = {{.name = "version", .type = ROUTE_TEXT, .required = true, .max = VERSION_MAX}};
static const struct route_parameter change_parameters[]
    = {{.name = "from", .type = ROUTE_TEXT, .required = true, .max = VERSION_MAX},
       {.name = "to", .type = ROUTE_TEXT, .required = true, .max = VERSION_MAX}};

const struct route read_catalogue_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/catalogue",
     .access = CONSOLE_CATALOGUE | CONSOLE_AUDIT,
     .handler = get_shelf,
     .purpose = "the `versions` that are published, newest first {version, published_ms, fault, "
                "who, person, why}, and `tablets` {id, name, contact_ms, version that it has by "
                "its own word, state newest, older or unknown}"},
    {.method = HTTP_GET,
     .path = "/api/catalogue/:version",
     .access = CONSOLE_CATALOGUE | CONSOLE_AUDIT,
     .parameters = version_parameters,
     .parameter_count = COUNT(version_parameters),
     .handler = get_version,
     .purpose = "`text`: the file as it was published; `default`: the one that comes with the "
                "program"},
    {.method = HTTP_GET,
     .path = "/api/catalogue-changes",
     .access = CONSOLE_CATALOGUE | CONSOLE_AUDIT,
     .parameters = change_parameters,
     .parameter_count = COUNT(change_parameters),
     .handler = get_changes,
     .purpose = "what differs between two versions: `changes` [{path, change added, removed, "
                "changed or moved, from, to}]"},
};
const size_t read_catalogue_route_count = COUNT(read_catalogue_routes);
