// SPDX-License-Identifier: Apache-2.0
#include "server/console/site_reading.h"

#include "server/console/site_lists.h"
#include "server/storage/blobs.h"
#include "server/storage/records.h"
#include "shared/data/fact_json.h"
#include "shared/data/fact_view.h"
#include "shared/model/fact_children.h"
#include "shared/model/kind_personal.h"
#include "shared/web/route.h"

enum { VALUE_BYTES = 64 << 10, KIND_SHORT = 64 };

static enum err not_found(struct error *error)
{
    return error_set(error, ERR_NOT_FOUND,
                     "没有这条记录，或它属于您看不到的门店 there is no such record, or it is of a "
                     "store that you do not see");
}

// The store of the site, for what the caller may do there.
static void read_rights(struct site_reading *reading)
{
    char store[SITE_STORE];

    if (site_store_read(reading->view, &reading->site, store, NULL) == ERR_OK)
        reading->personal = console_may(reading->call, CONSOLE_PERSONAL, span_of(store));
}

enum err site_reading_open(struct route_call *call, const struct uuid *site, const char *what,
                           struct site_reading *out, struct error *error)
{
    enum err err;

    *out = (struct site_reading){.call = call,
                                 .arena = route_arena(call),
                                 .json = route_answer(call),
                                 .now_ms = console_now_ms(call),
                                 .site = *site};
    err = console_may_site(call, CONSOLE_SEE, site, error);
    if (err == ERR_OK && !(out->view = console_view(call, error)))
        err = error->code;
    if (err == ERR_OK)
        read_rights(out);
    if (err == ERR_OK && out->personal) {
        err = console_read_audit(call, what, site, error);
        if (err == ERR_OK && !(out->view = console_view(call, error)))
            err = error->code;
    }
    if (err == ERR_OK)
        err = office_facts_open(out->view, site_lists_seal(call), &out->facts, error);
    if (err == ERR_OK)
        err = office_facts_load(&out->facts, site, error);
    return err;
}

static bool is_of(struct span kind, const char *const *kinds)
{
    bool found = kinds == NULL;

    for (; kinds && *kinds; kinds++)
        found = found || span_is(kind, *kinds);
    return found;
}

enum err site_reading_record(struct route_call *call, const struct uuid *record,
                             const char *const *kinds, struct site_reading *out,
                             struct error *error)
{
    struct view *view = console_view(call, error);
    struct record_row row;
    struct uuid site;
    enum err err = view ? records_get(view, record, &row, error) : error->code;

    *out = (struct site_reading){0};
    if (err == ERR_NOT_FOUND || (err == ERR_OK && (row.deleted || !is_of(row.kind, kinds))))
        return not_found(error);
    if (err != ERR_OK)
        return err;
    site = row.site;
    err = site_reading_open(call, &site, "record", out, error);
    if (err == ERR_OK && !(out->fact = facts_find(&out->facts.facts, record)))
        err = not_found(error);
    return err;
}

void site_reading_close(struct site_reading *reading)
{
    if (reading->facts.view)
        office_facts_close(&reading->facts);
}

struct record_place site_reading_place(const struct site_reading *reading)
{
    return (struct record_place){&reading->facts.facts, &reading->facts.shelf, !reading->personal};
}

void site_reading_label(struct site_reading *reading, const char *key, const struct fact *fact)
{
    record_label_put(site_reading_place(reading), reading->json, key, fact);
}

bool site_reading_hides(const struct site_reading *reading, struct span kind, struct span field)
{
    return !reading->personal && !span_is(kind, "contact") && kind_personal(kind, field);
}

void site_reading_field(struct site_reading *reading, const struct fact *fact, const char *field)
{
    bool hidden = kind_field_find(fact->kind, span_of(field))
                  && site_reading_hides(reading, fact->record->kind, span_of(field));

    fact_json_value(reading->json, field, hidden ? NULL : fact, field);
}

void site_reading_fields(struct site_reading *reading, const struct fact *fact,
                         const char *const *fields)
{
    for (; *fields; fields++)
        site_reading_field(reading, fact, *fields);
}

static bool is_held(struct view *view, const struct fact *photo)
{
    struct digest digest;
    struct blob_row blob;
    struct span hex;

    return fact_text(photo, "digest", &hex) && digest_parse(hex.data, hex.len, &digest)
           && blobs_get(view, &digest, &blob, NULL) == ERR_OK && blob.held;
}

void site_reading_photos(struct site_reading *reading, const char *key, const struct uuid *of)
{
    static const struct fact_children_rule rule = {"photo", "of", "taken_at"};
    static const char *const fields[] = {"taken_at", "moment", "copy_of", NULL};
    struct json_writer *json = reading->json;
    struct fact_children photos;

    fact_children_gather(&reading->facts.facts, &rule, of, reading->arena, &photos);
    json_array_open(json, key);
    for (size_t i = 0; i < photos.count; i++) {
        json_object_open(json, NULL);
        fact_json_id(json, "id", &photos.list[i]->record->id);
        fact_json_values(json, photos.list[i], fields);
        json_put_boolean(json, "here", is_held(reading->view, photos.list[i]));
        json_object_close(json);
    }
    json_array_close(json);
}

// A code whose words the catalogue has: "防水 waterproofing".
static bool say_phrase(const struct site_reading *reading, const struct fact *fact,
                       const struct field *value, const char *field, struct buffer *out)
{
    const struct catalogue_shelf *shelf = &reading->facts.shelf;
    const struct catalogue *newest = shelf->newest(shelf->ctx);
    struct span code = {value->value.data + 1, value->value.len - 2};
    struct catalogue_words words;

    if (!newest || !fact->kind || value->value.len < 2 || value->value.data[0] != '"')
        return false;
    words = catalogue_phrase(newest, fact->kind->name, field, code);
    if (span_equal(words.zh, code))
        return false;
    buffer_printf(out, "%.*s %.*s", (int)words.zh.len, words.zh.data, (int)words.en.len,
                  words.en.data);
    return true;
}

void site_reading_value(struct site_reading *reading, const char *key, const struct fact *fact,
                        const struct field *value)
{
    struct buffer text, name;

    if (!value->value.len) {
        json_put_null(reading->json, key);
        return;
    }
    buffer_init(&text, VALUE_BYTES);
    buffer_init(&name, KIND_SHORT);
    buffer_append(&name, value->name.data, value->name.len);
    if (!say_phrase(reading, fact, value, name.data, &text))
        fact_view_value(&reading->facts.facts, fact, name.data, value->value, &text);
    json_put_span(reading->json, key, (struct span){text.data ? text.data : "", text.len});
    buffer_clear(&text);
    buffer_clear(&name);
}

void site_reading_person(struct site_reading *reading, const char *key, const struct uuid *person)
{
    struct json_writer *json = reading->json;

    if (uuid_is_nil(person)) {
        json_put_null(json, key);
        return;
    }
    json_object_open(json, key);
    fact_json_id(json, "id", person);
    fact_json_value(json, "name", facts_find(&reading->facts.facts, person), "name");
    json_object_close(json);
}
