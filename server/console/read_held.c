// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_held.h"

#include "server/console/held_entry.h"
#include "server/console/held_words.h"
#include "server/console/site_lists.h"
#include "server/console/site_reading.h"
#include "server/storage/devices.h"
#include "server/storage/records.h"
#include "shared/data/fact_json.h"
#include "shared/data/fact_view.h"
#include "shared/model/hlc.h"
#include "shared/web/route.h"

#include <inttypes.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { RAW_SHOWN = 4096, NEIGHBOURS_MOST = 200 };

struct telling {
    struct site_reading reading;
    struct held_entry entry;
    struct record now, then; // the record as it stands, and with the entry in it
    bool known;              // the record is there
    struct error refusal;    // why it cannot be let in; code OK: it can
    struct write other;      // of a fork: what the office has
    bool other_readable;
    struct held_row *earlier, *later; // open ones that come before and after it; arena
    size_t earlier_count, later_count, group_count;
};

// ---- what stands around it ----

static void cannot(struct telling *telling, const char *words)
{
    if (telling->refusal.code == ERR_OK)
        error_set(&telling->refusal, ERR_CONFLICT, "%s", words);
}

// Two copies of the record's state, since one is to change.
static enum err read_record(struct telling *telling, struct error *error)
{
    const struct write *write = &telling->entry.write;
    struct arena *arena = telling->reading.arena;
    struct record_row row;
    enum err err = records_get(telling->reading.view, &write->id, &row, error);
    char *state;

    if (err == ERR_NOT_FOUND) {
        record_init(&telling->now, arena, &write->id, &write->site, write->kind);
        record_init(&telling->then, arena, &write->id, &write->site, write->kind);
        return ERR_OK;
    }
    if (err != ERR_OK)
        return err;
    state = arena_dup(arena, row.state.data, row.state.len);
    if (!state)
        return error_set(error, ERR_TOO_LARGE, "the record does not fit in memory");
    telling->known = true;
    err = record_parse((struct span){state, row.state.len}, arena, &telling->now, error);
    if (err == ERR_OK)
        err = record_parse((struct span){state, row.state.len}, arena, &telling->then, error);
    return err;
}

// Rows of the record that are open, apart by whether they come first.
static bool note_neighbour(void *arg, const struct held_row *held)
{
    struct telling *telling = arg;
    const struct held_row *own = &telling->entry.held;
    const struct write *write = &telling->entry.write;
    const bool same = held->dot.actor == own->dot.actor;
    const bool before
        = same ? held->dot.counter < own->dot.counter : vector_covers(&write->context, held->dot);

    if (held->row == own->row || held->reason == REASON_FORK)
        return true;
    if (before && telling->earlier_count < NEIGHBOURS_MOST)
        telling->earlier[telling->earlier_count++] = *held;
    else if (!before && same && telling->later_count < NEIGHBOURS_MOST)
        telling->later[telling->later_count++] = *held;
    return true;
}

static bool count_one(void *arg, const struct held_row *held)
{
    (void)held;
    ++*(size_t *)arg;
    return true;
}

static enum err read_neighbours(struct telling *telling, struct error *error)
{
    const struct held_row *own = &telling->entry.held;
    struct held_filter filter
        = {.open_only = true, .by_record = true, .record = telling->entry.held.record};
    const size_t bytes = NEIGHBOURS_MOST * sizeof(*telling->earlier);
    enum err err = ERR_OK;

    telling->earlier = arena_take(telling->reading.arena, bytes);
    telling->later = arena_take(telling->reading.arena, bytes);
    if (!telling->earlier || !telling->later)
        return error_set(error, ERR_TOO_LARGE, "the held entries do not fit in memory");
    if (telling->entry.readable && own->reason != REASON_FORK)
        err = held_list(telling->reading.view, &filter, note_neighbour, telling, error);
    filter = (struct held_filter){.open_only = true, .by_group = true, .group = own->group};
    if (err == ERR_OK && own->group)
        err = held_list(telling->reading.view, &filter, count_one, &telling->group_count, error);
    return err;
}

// What office_held_accept would say, and what the record would be.
static void judge(struct telling *telling)
{
    const struct held_row *held = &telling->entry.held;
    const struct write *write = &telling->entry.write;

    if (held->decision != DECISION_OPEN)
        cannot(telling, "这一条已有决定 it was decided already");
    if (held->reason == REASON_FORK)
        cannot(telling, "办公室里已有这一条，内容不同 the office has it with other bytes");
    if (!telling->entry.readable)
        cannot(telling, "内容读不出来，无法计入任何记录 its bytes are no entry of a record");
    if (held->reason == REASON_GROUP)
        cannot(telling, "它属于一组，请对整组决定 it belongs to a group: decide on that");
    if (telling->earlier_count)
        cannot(telling, "同一条记录还有更早的内容在等，请先决定那些 earlier entries of the "
                        "record are held: decide on those first");
    if (telling->entry.readable && telling->refusal.code == ERR_OK
        && !vector_below(&write->context, &telling->now.vector))
        cannot(telling, "它改动的内容还没有到办公室 what it changes has not come yet");
    if (telling->entry.readable && held->decision == DECISION_OPEN && held->reason != REASON_FORK
        && vector_below(&write->context, &telling->then.vector)
        && record_apply(&telling->then, write, NULL) != ERR_OK)
        cannot(telling, "放不进这条记录：已满，或工地、类别不同 it does not fit into its record");
}

// ---- saying it ----

static void put_words(struct json_writer *json, const char *key, const char *zh, const char *en)
{
    json_object_open(json, key);
    json_put_text(json, "zh", zh);
    json_put_text(json, "en", en);
    json_object_close(json);
}

static void put_device(struct telling *telling)
{
    static const char *const states[] = {"active", "revoked", "wipe", "returning"};
    struct json_writer *json = telling->reading.json;
    const struct uuid *id = &telling->entry.held.device;
    struct device_row row;
    const bool known = devices_get(telling->reading.view, id, &row, NULL) == ERR_OK;

    if (uuid_is_nil(id)) {
        json_put_null(json, "device");
        return;
    }
    json_object_open(json, "device");
    fact_json_id(json, "id", id);
    json_put_text(json, "name", known ? row.name : NULL);
    json_put_text(json, "state", known ? states[row.state] : NULL);
    json_object_close(json);
}

static void put_side(struct telling *telling, const char *key, const struct fact *fact,
                     const struct field *value)
{
    const struct facts *facts = &telling->reading.facts.facts;
    const struct fact *named = NULL;
    struct uuid id;

    if (value->value.len == UUID_TEXT + 1
        && uuid_parse((struct span){value->value.data + 1, value->value.len - 2}, &id))
        named = facts_find(facts, &id);
    if (named && !span_is(named->record->kind, "person"))
        record_label_put(site_reading_place(&telling->reading), telling->reading.json, key, named);
    else
        site_reading_value(&telling->reading, key, fact, value);
}

// The value that is shown, or of several the first.
static struct span shown(const struct record *record, struct span name)
{
    struct record_value value;
    const enum err err = kind_shown(record, name, 0, &value);

    return err == ERR_OK || err == ERR_CONFLICT ? value.value : (struct span){0};
}

// Before: what the record says now; of a fork, what the office's own entry says.
static struct span before_of(const struct telling *telling, struct span name)
{
    if (telling->entry.held.reason != REASON_FORK)
        return shown(&telling->now, name);
    for (size_t i = 0; telling->other_readable && i < telling->other.field_count; i++)
        if (span_equal(telling->other.fields[i].name, name))
            return telling->other.fields[i].value;
    return (struct span){0};
}

static void put_field(struct telling *telling, const struct fact *fact, const struct field *field)
{
    struct json_writer *json = telling->reading.json;
    const bool fork = telling->entry.held.reason == REASON_FORK;
    char name[FIELD_NAME_MAX + 1];
    const char *en, *zh;

    text_copy(name, sizeof(name), field->name);
    zh = fact_view_label(fact, name, &en);
    json_object_open(json, NULL);
    json_put_text(json, "field", name);
    json_put_text(json, "zh", zh[0] ? zh : name);
    json_put_text(json, "en", zh[0] ? en : name);
    json_put_text(json, "type", fact_view_type_name(fact_view_type(fact, name)));
    put_side(telling, "before", fact,
             &(struct field){field->name, before_of(telling, field->name)});
    put_side(telling, "written", fact, field);
    // Null: nothing can be told of what it would be.
    if (fork || telling->refusal.code != ERR_OK)
        json_put_null(json, "after");
    else
        put_side(telling, "after", fact,
                 &(struct field){field->name, shown(&telling->then, field->name)});
    json_put_boolean(json, "conflict",
                     !fork && telling->refusal.code == ERR_OK
                         && record_field_conflicts(&telling->then, field->name));
    json_object_close(json);
}

static void put_fields(struct telling *telling)
{
    const struct write *write = &telling->entry.write;
    struct json_writer *json = telling->reading.json;
    // Of its own kind, whatever the record is.
    struct record own = telling->now;
    const struct fact fact = {.record = &own, .kind = kind_find(write->kind)};
    bool deletes = false;

    own.kind = write->kind;
    json_array_open(json, "fields");
    for (size_t i = 0; i < write->field_count; i++) {
        if (span_is(write->fields[i].name, "deleted"))
            deletes = span_is(write->fields[i].value, "true");
        else
            put_field(telling, &fact, &write->fields[i]);
    }
    json_array_close(json);
    json_put_boolean(json, "deletes", deletes);
}

static void put_write(struct telling *telling)
{
    struct site_reading *reading = &telling->reading;
    const struct write *write = &telling->entry.write;
    const struct kind *kind = kind_find(write->kind);
    const struct fact *fact = facts_find(&reading->facts.facts, &write->id);
    const int64_t wall_ms = write->clock.wall_ms ? write->clock.wall_ms : hlc_wall_ms(write->time);
    struct json_writer *json = reading->json;

    json_object_open(json, "kind");
    json_put_span(json, "code", write->kind);
    json_put_span(json, "zh", kind ? span_of(kind->zh) : write->kind);
    json_put_span(json, "en", kind ? span_of(kind->en) : write->kind);
    json_object_close(json);
    if (fact && telling->known)
        record_label_put(site_reading_place(reading), json, "label", fact);
    else
        json_put_null(json, "label");
    json_put_boolean(json, "known", telling->known);
    site_reading_person(reading, "person", &write->person);
    json_put_integer(json, "device_ms", wall_ms);
    json_put_known(json, "corrected_ms", write->clock.offset_known,
                   wall_ms + write->clock.offset_ms);
    site_reading_photos(reading, "photos", &write->id);
    put_fields(telling);
}

// What is no entry is shown as it came, as far as it is text.
static void put_raw(struct telling *telling)
{
    const struct span bytes = telling->entry.bytes;
    struct json_writer *json = telling->reading.json;
    size_t len = bytes.len < RAW_SHOWN ? bytes.len : RAW_SHOWN;

    json_put_integer(json, "bytes", (int64_t)bytes.len);
    if (telling->entry.readable || !len) {
        json_put_null(json, "raw");
        return;
    }
    for (int back = 0; back < 3 && len && !text_utf8_valid(bytes.data, len); back++)
        len--;
    if (text_utf8_valid(bytes.data, len))
        json_put_span(json, "raw", (struct span){bytes.data, len});
    else
        json_put_hex(json, "raw", bytes.data, len < 256 ? len : 256);
}

static void put_neighbours(struct json_writer *json, const char *key, const struct held_row *rows,
                           size_t count)
{
    char id[24];

    json_array_open(json, key);
    for (size_t i = 0; i < count; i++) {
        const struct held_words *words = held_words_of(rows[i].reason);

        snprintf(id, sizeof(id), "%" PRId64, rows[i].row);
        json_object_open(json, NULL);
        json_put_text(json, "id", id);
        put_words(json, "reason", words->zh, words->en);
        json_put_integer(json, "since_ms", rows[i].since_ms);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_decision(struct telling *telling)
{
    const struct held_row *held = &telling->entry.held;
    struct json_writer *json = telling->reading.json;
    const char *en, *zh = held_words_state(held, &en);

    put_words(json, "state", zh, en);
    json_put_text(json, "state_code", held_standings[held_words_standing(held)]);
    if (held->decision == DECISION_OPEN) {
        json_put_null(json, "decided");
        return;
    }
    json_object_open(json, "decided");
    site_reading_person(&telling->reading, "person", &held->decided_by);
    json_put_integer(json, "at_ms", held->decided_ms);
    json_put_text(json, "why", held->decided_why);
    json_object_close(json);
}

static void put_site(struct telling *telling)
{
    struct json_writer *json = telling->reading.json;
    const struct fact *site = facts_find(&telling->reading.facts.facts, &telling->entry.held.site);

    fact_json_id(json, "site", site ? &telling->entry.held.site : &uuid_nil);
    fact_json_value(json, "contract_number", site, "contract_number");
    fact_json_value(json, "customer_name", site, "customer_name");
    fact_json_value(json, "address", site, "address");
}

static void put_entry(struct telling *telling)
{
    const struct held_row *held = &telling->entry.held;
    const struct held_words *words = held_words_of(held->reason);
    struct json_writer *json = telling->reading.json;
    char id[24], group[ACTOR_TEXT];

    snprintf(id, sizeof(id), "%" PRId64, held->row);
    actor_format(held->group, group);
    json_put_text(json, "id", id);
    json_put_text(json, "reason_code", words->code);
    put_words(json, "reason", words->zh, words->en);
    put_words(json, "why", words->why_zh, words->why_en);
    put_words(json, "next", words->next_zh, words->next_en);
    json_put_text(json, "detail", held->detail);
    json_put_integer(json, "server_ms", held->since_ms);
    fact_json_id(json, "record", &held->record);
    json_put_text(json, "group", held->group ? group : NULL);
    json_put_integer(json, "group_count", (int64_t)telling->group_count);
    json_put_integer(json, "group_size",
                     telling->entry.readable && telling->entry.write.group.present
                         ? telling->entry.write.group.size
                         : 0);
    put_site(telling);
    put_device(telling);
    put_decision(telling);
    json_put_text(json, "cannot", telling->refusal.code != ERR_OK ? telling->refusal.detail : NULL);
    json_put_boolean(json, "readable", telling->entry.readable);
    put_raw(telling);
    put_neighbours(json, "earlier", telling->earlier, telling->earlier_count);
    put_neighbours(json, "later", telling->later, telling->later_count);
    if (telling->entry.readable)
        put_write(telling);
}

// ---- route ----

// What names a site that the office does not know is read beside the people alone.
static enum err open_place(struct telling *telling, struct route_call *call, struct error *error)
{
    const struct uuid site = telling->entry.held.site;
    struct site_reading *reading = &telling->reading;
    char store[SITE_STORE];
    struct view *view;
    enum err err;

    if (!(view = console_view(call, error)))
        return error->code;
    err = site_store_read(view, &site, store, error);
    if (err == ERR_OK)
        return site_reading_open(call, &site, "held", reading, error);
    if (err != ERR_NOT_FOUND)
        return err;
    *reading = (struct site_reading){.call = call,
                                     .arena = route_arena(call),
                                     .json = route_answer(call),
                                     .now_ms = console_now_ms(call),
                                     .site = site,
                                     .personal = true};
    err = console_read_audit(call, "held", NULL, error);
    if (err == ERR_OK && !(reading->view = console_view(call, error)))
        err = error->code;
    if (err == ERR_OK)
        err = office_facts_open(reading->view, site_lists_seal(call), &reading->facts, error);
    return err == ERR_OK ? office_facts_load(&reading->facts, &site, error) : err;
}

static enum err read_all(struct telling *telling, struct error *error)
{
    struct held_entry *entry = &telling->entry;
    enum err err = read_neighbours(telling, error);

    if (err == ERR_OK && entry->readable)
        err = read_record(telling, error);
    if (err == ERR_OK && entry->ours.len)
        telling->other_readable
            = write_parse(entry->ours, telling->reading.arena, &telling->other, NULL) == ERR_OK;
    if (err == ERR_OK)
        judge(telling);
    return err;
}

static enum err get_entry(struct route_call *call, struct error *error)
{
    struct telling *telling = arena_take(route_arena(call), sizeof(*telling));
    struct view *view = console_view(call, error);
    enum err err;

    if (!telling)
        return error_set(error, ERR_TOO_LARGE, "the entry does not fit in memory");
    *telling = (struct telling){0};
    if (!view)
        return error->code;
    err = held_entry_read(view, route_arena(call), route_integer(call, "row", 0), &telling->entry,
                          error);
    if (err == ERR_OK)
        err = held_entry_may(call, &telling->entry.held.site, error);
    if (err == ERR_OK)
        err = open_place(telling, call, error);
    if (err == ERR_OK)
        err = read_all(telling, error);
    if (err == ERR_OK)
        put_entry(telling);
    record_clear(&telling->now);
    record_clear(&telling->then);
    if (telling->other_readable)
        write_clear(&telling->other);
    held_entry_clear(&telling->entry);
    site_reading_close(&telling->reading);
    return err;
}

static const struct route_parameter parameters[]
    = {{.name = "row", .type = ROUTE_INTEGER, .required = true, .min = 1, .max = INT64_C(1) << 53}};

const struct route read_held_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/held/:row",
     .access = CONSOLE_HELD,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_entry,
     .purpose = "one held entry: reason, why, next (words), cannot (why it cannot be accepted, or "
                "null), what it says (kind, person, times, fields [{field, before, written, after, "
                "conflict}]), what must be decided before it and what waits behind it, its group, "
                "`raw` when its bytes are no entry"},
};
const size_t read_held_route_count = COUNT(read_held_routes);
