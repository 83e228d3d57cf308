// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_signoff.h"

#include "server/console/site_reading.h"
#include "server/reconcile/site_papers.h"
#include "server/reports/log_place.h"
#include "server/storage/blobs.h"
#include "shared/base/memory.h"
#include "shared/data/fact_json.h"
#include "shared/data/signoff_changes.h"
#include "shared/model/fact_signoff.h"
#include "shared/model/hlc.h"
#include "shared/model/signoff.h"
#include "shared/model/strokes.h"
#include "shared/web/qr_path.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { QR_BYTES = 64 << 10 };
static const char *const signoff_kinds[] = {"signoff", NULL};

// ---- papers ----

// What a digest names, whole; empty when it has not come, or its bytes are others (the verification
// tells which).
static void read_paper(struct site_reading *reading, const char *field, size_t most,
                       struct buffer *out)
{
    struct blob_store *blobs = office_blobs(console_office(reading->call));
    const struct disk *disk = console_disk(reading->call);
    struct disk_file *file = NULL;
    struct digest digest, found;
    struct span hex;
    uint64_t size = 0;
    size_t got = 0;
    char *room;

    if (!fact_text(reading->fact, field, &hex) || !digest_parse(hex.data, hex.len, &digest)
        || blob_store_open_blob(blobs, &digest, &file, &size, NULL) != ERR_OK)
        return;
    room = size <= most ? buffer_reserve(out, (size_t)size) : NULL;
    if (room && disk->read(file, 0, room, (size_t)size, &got) == ERR_OK) {
        hash_once(room, got, &found);
        out->len = digest_equal(&found, &digest) ? got : 0;
    }
    blob_store_close_file(blobs, file);
}

// Whatever a tablet called a page must not say anything beside it.
static void put_paper(struct json_writer *json, const char *key, const struct buffer *paper)
{
    const struct span text = {paper->data, paper->len};
    const struct json_limits limits = {.bytes_max = text.len, .tokens_max = text.len};

    if (text.len && json_guard(text, &limits, NULL) == ERR_OK)
        json_put_raw(json, key, text);
    else
        json_put_null(json, key);
}

static void put_change(void *arg, const struct statement_difference *difference)
{
    struct json_writer *json = arg;

    json_object_open(json, NULL);
    json_put_text(json, "path", difference->path);
    json_put_text(json, "zh", difference->zh);
    json_put_text(json, "en", difference->en);
    json_put_raw(json, "before", span_of(difference->before ? difference->before : "null"));
    json_put_raw(json, "after", span_of(difference->after ? difference->after : "null"));
    json_object_close(json);
}

static void put_changes(struct site_reading *reading, const struct buffer *statement)
{
    const struct signoff_changes changes = {.facts = &reading->facts.facts,
                                            .shelf = &reading->facts.shelf,
                                            .statement = {statement->data, statement->len},
                                            .each = put_change,
                                            .arg = reading->json};

    json_array_open(reading->json, "changes");
    if (statement->len)
        signoff_changes_list(&changes, reading->fact, NULL);
    json_array_close(reading->json);
}

// Which photo's record has a digest that the statement names, and whether its bytes are here.
static void put_photos(struct site_reading *reading, struct span statement)
{
    struct json_writer *json = reading->json;
    size_t count = 0;
    const struct fact *list = facts_of_kind(&reading->facts.facts, "photo", &count);

    json_array_open(json, "photos");
    for (size_t i = 0; i < count && statement.len; i++) {
        struct digest digest;
        struct blob_row blob;
        struct span hex;

        if (record_deleted(list[i].record) || !fact_text(&list[i], "digest", &hex)
            || !digest_parse(hex.data, hex.len, &digest)
            || !memmem(statement.data, statement.len, hex.data, hex.len))
            continue;
        json_object_open(json, NULL);
        fact_json_id(json, "id", &list[i].record->id);
        json_put_span(json, "digest", hex);
        json_put_boolean(json, "here",
                         blobs_get(reading->view, &digest, &blob, NULL) == ERR_OK && blob.held);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_pages(struct site_reading *reading)
{
    struct buffer statement, strokes;

    buffer_init(&statement, 2 * STATEMENT_BYTES_MAX);
    buffer_init(&strokes, 2 * STROKES_BYTES_MAX);
    if (reading->personal) {
        read_paper(reading, "statement", STATEMENT_BYTES_MAX, &statement);
        read_paper(reading, "handwriting", STROKES_BYTES_MAX, &strokes);
    }
    put_paper(reading->json, "statement", &statement);
    put_paper(reading->json, "strokes", &strokes);
    put_changes(reading, &statement);
    put_photos(reading, (struct span){statement.data, statement.len});
    buffer_clear(&statement);
    buffer_clear(&strokes);
}

// ---- how it stands ----

static void put_voiding(struct site_reading *reading)
{
    const struct fact *voiding
        = site_papers_voiding(&reading->facts.facts, &reading->fact->record->id);
    struct json_writer *json = reading->json;
    struct uuid who;

    if (!voiding) {
        json_put_null(json, "voided");
        return;
    }
    who = fact_author(voiding);
    json_object_open(json, "voided");
    site_reading_person(reading, "who", &who);
    json_put_integer(json, "at_ms", hlc_wall_ms(voiding->time));
    site_reading_field(reading, voiding, "reason");
    json_object_close(json);
}

// Where it stands in the office's log, by the first head that covers it.
static void put_log(struct site_reading *reading)
{
    struct json_writer *json = reading->json;
    struct log_place place;

    if (!log_place_read(reading->view, &reading->fact->record->id, &place)) {
        json_put_null(json, "log");
        return;
    }
    json_object_open(json, "log");
    json_put_u64(json, "index", place.index);
    json_put_integer(json, "received_ms", place.received_ms);
    if (place.sealed) {
        json_put_u64(json, "size", place.size);
        json_put_integer(json, "head_ms", place.head_ms);
        json_put_hex(json, "root", place.root.bytes, HASH_BYTES);
    }
    json_object_close(json);
}

static void put_qr(struct json_writer *json, const struct digest *sealed)
{
    struct buffer path;
    char text[HASH_TEXT];
    int side = 0;

    digest_format(sealed, text);
    buffer_init(&path, QR_BYTES);
    if (qr_path(text, &path, &side, NULL) == ERR_OK) {
        json_object_open(json, "qr");
        json_put_span(json, "path", (struct span){path.data, path.len});
        json_put_integer(json, "side", side);
        json_object_close(json);
    } else {
        json_put_null(json, "qr");
    }
    buffer_clear(&path);
}

static void put_sealed(struct site_reading *reading)
{
    struct json_writer *json = reading->json;
    char code[SIGNOFF_CODE];
    struct digest digest;
    struct buffer text;
    struct signoff sealed;

    buffer_init(&text, SIGNOFF_TEXT_MAX);
    if (fact_signoff_sealed(reading->fact, &text, &sealed) == ERR_OK) {
        hash_once(text.data, text.len, &digest);
        signoff_code(&digest, code);
        json_put_text(json, "code", code);
        json_put_span(json, "catalogue", sealed.catalogue);
        fact_json_id(json, "device", &sealed.device);
        json_put_known(json, "offset_ms", sealed.offset_known, sealed.offset_ms);
        site_reading_person(reading, "held_by", &sealed.person);
        put_qr(json, &digest);
    }
    buffer_clear(&text);
}

static void put_facts(struct site_reading *reading)
{
    static const char *const fields[]
        = {"score", "signed_at", "latitude", "longitude", "content", "reason", NULL};
    const enum site_paper_state state = site_papers_state(reading->fact);
    const struct site_words words = site_papers_words(state);
    const struct fact *fact = reading->fact;
    struct json_writer *json = reading->json;
    struct span role = {0};

    fact_text(fact, "role", &role);
    fact_json_id(json, "id", &fact->record->id);
    fact_json_id(json, "site", &reading->site);
    fact_json_value(json, "contract_number", facts_find(&reading->facts.facts, &reading->site),
                    "contract_number");
    site_reading_label(reading, "label", fact);
    fact_json_choice(json, "role", fact, "role");
    fact_json_choice(json, "verdict", fact, "verdict");
    fact_json_value(json, "name", reading->personal || !span_is(role, "customer") ? fact : NULL,
                    "name");
    site_reading_fields(reading, fact, fields);
    json_put_boolean(json, "personal", reading->personal);
    json_object_open(json, "state");
    json_put_text(json, "code", site_papers_states[state]);
    json_put_text(json, "zh", words.zh);
    json_put_text(json, "en", words.en);
    json_object_close(json);
}

// Who else signed the same form of the same record.
static void put_others(struct site_reading *reading)
{
    struct json_writer *json = reading->json;
    struct span form = {0}, other, role = {0};
    struct uuid of = uuid_nil;
    size_t count = 0;
    const struct fact *list = facts_of_kind(&reading->facts.facts, "signoff", &count);

    fact_uuid(reading->fact, "of", &of);
    fact_text(reading->fact, "form", &form);
    json_array_open(json, "others");
    for (size_t i = 0; i < count; i++) {
        if (record_deleted(list[i].record) || &list[i] == reading->fact
            || !fact_refers(&list[i], "of", &of) || !fact_text(&list[i], "form", &other)
            || !span_equal(form, other))
            continue;
        fact_text(&list[i], "role", &role);
        json_object_open(json, NULL);
        fact_json_id(json, "id", &list[i].record->id);
        fact_json_choice(json, "role", &list[i], "role");
        fact_json_choice(json, "verdict", &list[i], "verdict");
        fact_json_value(json, "name",
                        reading->personal || !span_is(role, "customer") ? &list[i] : NULL, "name");
        fact_json_value(json, "signed_at", &list[i], "signed_at");
        json_put_text(json, "state", site_papers_states[site_papers_state(&list[i])]);
        json_object_close(json);
    }
    json_array_close(json);
}

static enum err get_signoff(struct route_call *call, struct error *error)
{
    struct site_reading reading;
    enum err err
        = site_reading_record(call, route_uuid(call, "id"), signoff_kinds, &reading, error);

    if (err == ERR_OK) {
        put_facts(&reading);
        put_sealed(&reading);
        put_voiding(&reading);
        put_log(&reading);
        put_others(&reading);
        put_pages(&reading);
    }
    site_reading_close(&reading);
    return err;
}

static const struct route_parameter parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

const struct route read_signoff_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/signoffs/:id",
     .access = CONSOLE_SEE,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = get_signoff,
     .purpose
     = "one sign-off: signer, `state` {code, zh, en}, `voided` {who, at_ms, reason}, `log` "
       "{index, size, received_ms, root}, `others` who signed the same; for who sees "
       "personal data also `statement` and `strokes` as sealed, `changes` since, `photos` "
       "{id, digest, here}"},
};
const size_t read_signoff_route_count = COUNT(read_signoff_routes);
