// SPDX-License-Identifier: Apache-2.0
#include "server/rest/rest_record.h"

#include "server/storage/site_store.h"
#include "shared/base/memory.h"
#include "shared/model/kind.h"
#include "shared/model/kind_personal.h"
#include "shared/web/route.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 8 << 20, FIELDS_MOST = 256 };

struct rest_reader rest_record_reader(struct route_call *call, struct view *view)
{
    return (struct rest_reader){.view = view, .token = rest_token(call)};
}

bool rest_record_may(const struct token_row *token, struct span kind)
{
    static const struct {
        const char *kind;
        unsigned scope;
    } kinds[] = {
        {"site", TOKEN_SITES},       {"person", TOKEN_SITES},
        {"assignment", TOKEN_SITES}, {"rectification", TOKEN_ISSUES},
        {"move", TOKEN_ISSUES},      {"signoff", TOKEN_SIGNOFFS},
        {"void", TOKEN_SIGNOFFS},    {"counter_seal", TOKEN_SIGNOFFS},
    };

    if (token->scopes & TOKEN_RECORDS)
        return true;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (span_is(kind, kinds[i].kind))
            return (token->scopes & kinds[i].scope) != 0;
    return false;
}

bool rest_record_within(struct rest_reader *reader, const struct record_row *row)
{
    char store[SITE_STORE];

    if (!reader->token->store[0] || uuid_is_nil(&row->site))
        return true;
    if (!uuid_is_nil(&reader->site) && uuid_equal(&reader->site, &row->site))
        return reader->within;
    reader->site = row->site;
    if (span_is(row->kind, "site")) // deleted ones too
        site_store_of(row->state, store);
    else if (site_store_read(reader->view, &row->site, store, NULL) != ERR_OK)
        store[0] = '\0';
    reader->within = strcmp(store, reader->token->store) == 0;
    return reader->within;
}

void rest_record_version(const struct record_row *row, char out[REST_RECORD_VERSION])
{
    snprintf(out, REST_RECORD_VERSION, "%" PRIu64, row->seq);
}

static bool hides(const struct rest_reader *reader, const struct record_row *row, struct span name)
{
    return !(reader->token->scopes & TOKEN_PERSONAL) && kind_personal(row->kind, name);
}

static void put_fields(const struct rest_reader *reader, struct json_writer *json,
                       const struct record_row *row, const struct record *record)
{
    struct span names[FIELDS_MOST];
    size_t count = record_fields(record, names, FIELDS_MOST);

    count = count < FIELDS_MOST ? count : FIELDS_MOST;
    json_object_open(json, "fields");
    for (size_t i = 0; i < count; i++) {
        char key[FIELD_NAME_MAX + 1];
        struct record_value shown;

        if (hides(reader, row, names[i]) || span_is(names[i], "deleted"))
            continue;
        text_copy(key, sizeof(key), names[i]);
        if (kind_shown(record, names[i], row->received_ms, &shown) == ERR_OK)
            json_put_raw(json, key, shown.value);
        else
            json_put_null(json, key);
    }
    json_object_close(json);
    json_array_open(json, "hidden");
    for (size_t i = 0; i < count; i++)
        if (hides(reader, row, names[i]))
            json_put_span(json, NULL, names[i]);
    json_array_close(json);
}

static void put_conflicts(struct json_writer *json, const struct record *record)
{
    struct span names[FIELDS_MOST];
    size_t count = record_conflicts(record, names, FIELDS_MOST);

    json_array_open(json, "conflicts");
    for (size_t i = 0; i < count && i < FIELDS_MOST; i++)
        json_put_span(json, NULL, names[i]);
    json_array_close(json);
}

static void put_id(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    json_put_text(json, key, uuid_is_nil(id) ? NULL : text);
}

void rest_record_put(struct rest_reader *reader, struct json_writer *json,
                     const struct record_row *row)
{
    char version[REST_RECORD_VERSION];
    struct record record = {0};
    struct arena arena;
    bool whole;

    arena_init(&arena, ARENA_BYTES);
    whole = record_parse(row->state, &arena, &record, NULL) == ERR_OK;
    rest_record_version(row, version);
    put_id(json, "id", &row->id);
    json_put_span(json, "kind", row->kind);
    put_id(json, "site", &row->site);
    json_put_text(json, "version", version);
    json_put_integer(json, "changed_ms", row->received_ms);
    json_put_boolean(json, "deleted", row->deleted);
    json_put_boolean(json, "damaged", !whole);
    if (whole) {
        put_conflicts(json, &record);
        put_fields(reader, json, row, &record);
        record_clear(&record);
    }
    arena_clear(&arena);
}

enum err rest_record_get(struct rest_reader *reader, const struct uuid *id, const char *kind,
                         struct record_row *out, struct error *error)
{
    struct record_row row;
    enum err err = records_get(reader->view, id, &row, error);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    // The look-up of the store reads on the same view, so the row is read once more.
    if (err == ERR_OK && (!kind || span_is(row.kind, kind))
        && rest_record_may(reader->token, row.kind) && rest_record_within(reader, &row))
        return records_get(reader->view, id, out, error);
    return error_set(error, ERR_NOT_FOUND, "there is no such %s", kind ? kind : "record");
}
