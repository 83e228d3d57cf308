// SPDX-License-Identifier: Apache-2.0
#include "server/storage/storage_rebuild.h"

#include "server/storage/actors.h"
#include "server/storage/blobs.h"
#include "server/storage/derived.h"
#include "server/storage/held.h"
#include "server/storage/history.h"
#include "server/storage/row.h"
#include "server/storage/signoff_log.h"
#include "server/storage/signoff_queue.h"

#include <inttypes.h>

enum { WRITE_ARENA_BYTES = 4 << 20 };

// Facts are read from a snapshot of before, so that what is put right does not disturb the reading.
struct rebuild {
    struct storage *storage;
    struct view *facts;
    const uint8_t *mac_key;
    struct buffer *report;
    uint64_t differed;
    struct derived derived;
    struct arena arena; // of a write
    enum err code;      // of what went wrong inside a callback
    struct error *error;
};

static void tell(struct rebuild *rebuild, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void tell(struct rebuild *rebuild, const char *format, ...)
{
    va_list args;

    rebuild->differed++;
    va_start(args, format);
    if (buffer_vprintf(rebuild->report, format, args))
        buffer_append_char(rebuild->report, '\n');
    va_end(args);
}

static enum err put_columns(struct rebuild *rebuild, int64_t number)
{
    const struct derived *derived = &rebuild->derived;
    struct row row = row_begin_write(rebuild->storage, STATEMENT_RECORD_DERIVE);

    row_put_integer(&row, derived->conflicted);
    row_put_integer(&row, derived->deleted);
    row_put_bytes(&row, (struct span){derived->vector.data, derived->vector.len});
    row_put_integer(&row, number);
    return row_run(&row, rebuild->error);
}

// A name that a write or a state gives.
struct naming {
    struct rebuild *rebuild;
    struct blob_name name; // all but the digest
    bool standing;         // in a state, whoever wrote it
};

static bool each_blob(void *arg, const struct digest *digest)
{
    struct naming *naming = arg;
    struct rebuild *rebuild = naming->rebuild;
    struct view *writer = storage_writer(rebuild->storage);
    struct blob_name name = naming->name;
    char record[UUID_TEXT], text[HASH_TEXT];
    bool known = false;

    name.digest = *digest;
    if (naming->standing)
        rebuild->code = blobs_named_by(writer, digest, &name.record, &known, rebuild->error);
    if (!rebuild->code && !known) {
        rebuild->code = blobs_name(rebuild->storage, &name, rebuild->error);
        known = database_changes(writer->database) == 0; // it ends with adding the name
    }
    if (!rebuild->code && !known) {
        uuid_format(&name.record, record);
        digest_format(digest, text);
        tell(rebuild, "record %s names blob %s: added", record, text);
    }
    return !rebuild->code;
}

static void name_fields(struct naming *naming, struct span kind, const struct field *fields,
                        size_t count)
{
    derived_blobs(&(struct derived_fields){.kind = kind, .fields = fields, .count = count},
                  each_blob, naming);
}

static bool each_record(void *arg, const struct record_row *row)
{
    struct rebuild *rebuild = arg;
    const struct record *record = &rebuild->derived.record;
    struct naming naming = {rebuild, {.record = row->id, .site = row->site}, .standing = true};
    struct error detail = {0};
    char id[UUID_TEXT];
    uint8_t mac[MAC_BYTES];

    uuid_format(&row->id, id);
    mac_make(rebuild->mac_key, row->state.data, row->state.len, mac);
    if (!mac_equal(mac, row->mac)) {
        tell(rebuild, "record %s: its mac does not match its state: left alone", id);
        return true;
    }
    if (derived_columns(&rebuild->derived, row->state, &detail)) {
        tell(rebuild, "record %s: %s: left alone", id, detail.detail);
        return true;
    }
    if (!derived_matches(&rebuild->derived, row)) {
        tell(rebuild, "record %s: its vector or flags were not those of its state", id);
        rebuild->code = put_columns(rebuild, row->row);
    }
    for (size_t i = 0; !rebuild->code && i < record->write_count; i++)
        name_fields(&naming, record->kind, record->writes[i].fields, record->writes[i].field_count);
    return !rebuild->code;
}

static bool each_held(void *arg, const struct held_row *held)
{
    bool *waits = arg;

    *waits = *waits
             || (held->reason != REASON_FORK
                 && (held->decision == DECISION_OPEN || held->decision == DECISION_REJECTED));
    return !*waits;
}

// What is in quarantine is in no record, so it names nothing yet; what was taken in raw says
// nothing.
static bool each_entry(void *arg, const struct history_row *entry)
{
    struct rebuild *rebuild = arg;
    struct write write = {0};
    bool waits = false;

    arena_reset(&rebuild->arena);
    rebuild->code = held_of_dot(rebuild->facts, entry->dot, each_held, &waits, rebuild->error);
    if (rebuild->code || waits || write_parse(entry->bytes, &rebuild->arena, &write, NULL))
        return !rebuild->code;
    name_fields(
        &(struct naming){.rebuild = rebuild,
                         .name = {.record = write.id, .site = write.site, .device = entry->device}},
        write.kind, write.fields, write.field_count);
    write_clear(&write);
    return !rebuild->code;
}

static bool each_actor(void *arg, const struct actor_row *actor)
{
    struct rebuild *rebuild = arg;
    enum err code
        = history_of_actor(rebuild->facts, actor->row, each_entry, rebuild, rebuild->error);

    rebuild->code = rebuild->code ? rebuild->code : code;
    return !rebuild->code;
}

// Looking for the writes behind one name.
struct search {
    struct rebuild *rebuild;
    const struct digest *digest;
    bool found;
};

static bool each_candidate(void *arg, const struct digest *digest)
{
    struct search *search = arg;

    search->found = digest_equal(digest, search->digest);
    return !search->found;
}

static bool each_write(void *arg, const struct history_row *entry)
{
    struct search *search = arg;
    struct arena *arena = &search->rebuild->arena;
    struct write write = {0};

    arena_reset(arena);
    if (write_parse(entry->bytes, arena, &write, NULL))
        return true;
    derived_blobs(&(struct derived_fields){write.kind, write.fields, write.field_count},
                  each_candidate, search);
    write_clear(&write);
    return !search->found;
}

static enum err search_state(struct search *search, const struct uuid *id)
{
    struct rebuild *rebuild = search->rebuild;
    const struct record *record = &rebuild->derived.record;
    struct record_row row;
    enum err code = records_get(rebuild->facts, id, &row, NULL);

    if (code == ERR_NOT_FOUND || (!code && derived_columns(&rebuild->derived, row.state, NULL)))
        return ERR_OK;
    for (size_t i = 0; !code && !search->found && i < record->write_count; i++)
        derived_blobs(&(struct derived_fields){record->kind, record->writes[i].fields,
                                               record->writes[i].field_count},
                      each_candidate, search);
    return code ? error_set(rebuild->error, code, "a record cannot be read") : ERR_OK;
}

static bool each_name(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    struct rebuild *rebuild = arg;
    struct search search = {rebuild, &blob->digest, .found = false};
    char record[UUID_TEXT], text[HASH_TEXT];

    rebuild->code
        = history_of_record(rebuild->facts, &name->record, each_write, &search, rebuild->error);
    if (!rebuild->code && !search.found)
        rebuild->code = search_state(&search, &name->record);
    if (!rebuild->code && !search.found) {
        uuid_format(&name->record, record);
        digest_format(&blob->digest, text);
        tell(rebuild, "record %s is said to name blob %s, but no write does: kept", record, text);
    }
    return !rebuild->code;
}

static enum err mark_names(struct rebuild *rebuild)
{
    struct row row = row_begin_write(rebuild->storage, STATEMENT_BLOB_NAMES_REMARK);
    enum err code = row_run(&row, rebuild->error);

    if (!code && row_changes(&row))
        tell(rebuild, "%" PRId64 " blob names were marked wrongly", row_changes(&row));
    return code;
}

// A sign-off that is not in the log is looked at again, also one that was refused.
static bool queue_signoff(void *arg, const struct record_row *row)
{
    struct rebuild *rebuild = arg;
    struct signoff_leaf leaf;

    if (!span_is(row->kind, "signoff"))
        return true;
    rebuild->code = signoff_log_find(storage_writer(rebuild->storage), &row->id, &leaf, NULL);
    if (rebuild->code == ERR_NOT_FOUND)
        rebuild->code = signoff_queue_put(rebuild->storage, &row->id, rebuild->error);
    return !rebuild->code;
}

// The log itself is kept: leaves and heads are facts.
static enum err rebuild_log(struct rebuild *rebuild)
{
    uint64_t size = 0, differed = 0;
    enum err code = signoff_log_size(storage_writer(rebuild->storage), &size, rebuild->error);

    for (uint64_t i = 0; !code && i < size; i++)
        code = signoff_log_derive(rebuild->storage, i, &differed, rebuild->error);
    if (!code && differed)
        tell(rebuild, "%" PRIu64 " hashes of the sign-off log were not those of its leaves",
             differed);
    if (!code)
        code = records_list(rebuild->facts, &(struct records_filter){.every_site = true},
                            queue_signoff, rebuild, rebuild->error);
    return code ? code : rebuild->code;
}

static enum err rebuild_all(struct rebuild *rebuild)
{
    // Writes before states: a name given by a write has its device.
    enum err code = actors_list(rebuild->facts, each_actor, rebuild, rebuild->error);

    code = code ? code : rebuild->code;
    if (!code)
        code = records_list(rebuild->facts, &(struct records_filter){.every_site = true},
                            each_record, rebuild, rebuild->error);
    code = code ? code : rebuild->code;
    if (!code)
        code = blobs_names(rebuild->facts, each_name, rebuild, rebuild->error);
    code = code ? code : rebuild->code;
    code = code ? code : mark_names(rebuild);
    return code ? code : rebuild_log(rebuild);
}

enum err storage_rebuild(struct storage *storage, const uint8_t mac_key[MAC_KEY_BYTES],
                         struct buffer *report, uint64_t *differed, struct error *error)
{
    struct rebuild rebuild
        = {.storage = storage, .mac_key = mac_key, .report = report, .error = error};
    struct commit_stamp stamp;
    enum err code = storage_begin(storage, &stamp, error);

    *differed = 0;
    if (code)
        return code;
    derived_init(&rebuild.derived);
    arena_init(&rebuild.arena, WRITE_ARENA_BYTES);
    code = storage_open_view(storage, &rebuild.facts, error);
    if (!code)
        code = view_begin(rebuild.facts, error);
    if (!code)
        code = rebuild_all(&rebuild);
    storage_close_view(rebuild.facts);
    arena_clear(&rebuild.arena);
    derived_clear(&rebuild.derived);
    if (!code)
        code = storage_commit(storage, error);
    else
        storage_rollback(storage);
    *differed = rebuild.differed;
    return code;
}
