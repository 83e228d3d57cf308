// SPDX-License-Identifier: Apache-2.0
#include "server/sync/office_pen.h"

#include "server/storage/history.h"
#include "server/sync/edit_audit.h"
#include "server/sync/erasure_guard.h"
#include "server/sync/office_parts.h"
#include "shared/data/catalogue_record.h"
#include "shared/model/role.h"

#include <string.h>

// An actor never makes two writes under one counter, not even when the first was rolled back:
// whenever the store does not stand where memory does, another actor goes on.
static enum err open_actor(struct office_pen *pen, struct error *error)
{
    struct office *office = pen->office;
    enum err result = ERR_NOT_FOUND;

    pen->actor = (struct actor_row){0};
    if (office->actor != 0)
        result = actors_get(storage_writer(office->storage), office->actor, &pen->actor, error);
    if (result == ERR_OK && pen->actor.counter == office->counter)
        return ERR_OK;
    if (result != ERR_OK && result != ERR_NOT_FOUND)
        return result;
    do
        office->actor = random_u64(&office->random);
    while (office->actor == 0);
    office->counter = 0;
    pen->actor = (struct actor_row){.actor = office->actor};
    return actors_put(office->storage, &pen->actor, error);
}

static const struct field *find_field(const struct office_edit *edit, const char *name)
{
    for (size_t i = 0; i < edit->field_count; i++)
        if (span_is(edit->fields[i].name, name))
            return &edit->fields[i];
    return NULL;
}

// The id of a record that exists once per key.
static enum err key_id(struct office_edit *edit, const struct kind *kind, struct error *error)
{
    struct span values[KIND_KEY_MAX];
    char site[UUID_TEXT + 2];
    size_t count = 0;

    site[0] = '"';
    uuid_format(&edit->site, site + 1);
    memcpy(site + UUID_TEXT, "\"", 2);
    for (; kind->key[count]; count++) {
        const struct field *field = find_field(edit, kind->key[count]);

        if (strcmp(kind->key[count], "site") == 0)
            values[count] = span_of(site);
        else if (field)
            values[count] = field->value;
        else
            return error_set(error, ERR_INVALID, "%s is missing", kind->key[count]);
    }
    edit->id = kind_key_id(kind->name, values, count);
    return ERR_OK;
}

// Fills in what the caller may leave open: the id of a new record, the site of one that exists.
static enum err complete(struct office_pen *pen, struct office_edit *wish, struct work **work,
                         struct error *error)
{
    const struct kind *kind = kind_find(span_of(wish->kind));
    struct workset_key key = {.kind = span_of(wish->kind)};
    enum err result = ERR_OK;

    if (uuid_is_nil(&wish->id) && kind && kind->key)
        result = key_id(wish, kind, error);
    else if (uuid_is_nil(&wish->id))
        wish->id = random_uuid_v7(&pen->office->random, pen->workset->stamp->at_ms);
    if (result == ERR_OK)
        result = workset_find(pen->workset, &wish->id, work, error);
    if (result != ERR_OK)
        return result;
    if (*work && uuid_is_nil(&wish->site))
        wish->site = (*work)->record.site;
    if (kind && kind->own_site)
        wish->site = wish->id;
    key.id = wish->id;
    key.site = wish->site;
    return workset_take(pen->workset, &key, work, error);
}

static enum err check(const struct write *write, const struct work *work, struct error *error)
{
    const struct kind *kind = kind_find(write->kind);
    struct kind_question question = {.write = write, .creates = write->context.count == 0};
    enum err result = write_check(write, error);

    if (result == ERR_OK)
        result = kind_check(&question, error);
    if (result == ERR_OK && kind && kind->write_once && work->exists)
        result = error_set(error, ERR_INVALID, "a record of this kind is written once");
    if (result == ERR_OK && kind && strcmp(kind->name, "catalogue") == 0)
        result = catalogue_record_check(write, error); // tablets could do nothing with a bad one
    if (result == ERR_OK && !kind && uuid_is_nil(&write->site))
        result = error_set(error, ERR_INVALID, "the record has no site");
    return result;
}

// The office itself may write everything; a person what the role allows.
static enum err check_role(struct office_pen *pen, const struct office_edit *wish,
                           struct error *error)
{
    struct record_row row;
    char role[ROLE_TEXT];
    enum err result;

    if (uuid_is_nil(&wish->person))
        return ERR_OK;
    result = records_get(storage_writer(pen->office->storage), &wish->person, &row, error);
    if (result != ERR_OK)
        return result == ERR_NOT_FOUND ? ERR_OK : result;
    role_read(row.state, role);
    return role_check(span_of(role), span_of(wish->kind), error);
}

static enum err keep_history(struct office_pen *pen, struct write *write, struct error *error)
{
    struct history_row row
        = {.dot = write->dot, .record = write->id, .received_ms = pen->workset->stamp->at_ms};
    const char *copy;

    buffer_reset(&pen->bytes);
    if (!write_format(write, &pen->bytes))
        return error_set(error, ERR_TOO_LARGE, "the edit is longer than %d bytes", WRITE_BYTES_MAX);
    copy = arena_dup(&pen->workset->arena, pen->bytes.data, pen->bytes.len);
    if (!copy)
        return error_set(error, ERR_TOO_LARGE, "the edits need more memory than allowed");
    write->bytes = row.bytes = (struct span){copy, pen->bytes.len};
    return history_put(pen->office->storage, pen->actor.row, &row, error);
}

static enum err make_write(struct office_pen *pen, struct work *work, struct write *write,
                           struct error *error)
{
    struct workset_fields fields = {write->kind, write->fields, write->field_count};
    struct blob_name name = {.record = write->id, .site = write->site};
    enum err result = check(write, work, error);

    if (result != ERR_OK)
        return result;
    pen->office->counter = pen->actor.counter = write->dot.counter;
    result = keep_history(pen, write, error);
    if (result == ERR_OK)
        result = workset_apply(pen->workset, work, write, error);
    if (result == ERR_OK)
        result = workset_name_blobs(pen->workset, &fields, &name, error);
    return result;
}

// Whether the record is as its editor saw it.
static enum err check_seen(struct office_pen *pen, const struct office_edit *wish,
                           struct error *error)
{
    struct record_row row;
    enum err result = ERR_OK;

    if (wish->seen == 0)
        return ERR_OK;
    result = records_get(storage_writer(pen->office->storage), &wish->id, &row, error);
    if (result != ERR_OK && result != ERR_NOT_FOUND)
        return result;
    if (wish->seen == OFFICE_EDIT_NEW)
        return result == ERR_NOT_FOUND
                   ? ERR_OK
                   : error_set(error, ERR_EXISTS, "there is a record with this id");
    return result == ERR_OK && row.seq == wish->seen
               ? ERR_OK
               : error_set(error, ERR_PRECONDITION,
                           "the record has changed since it was read: read it again");
}

// The record's present vector; for an edit beside the one before it, what that one had seen.
static enum err take_context(struct office_pen *pen, const struct office_edit *wish,
                             const struct work *work, struct error *error)
{
    if (!wish->beside) {
        vector_copy(&pen->seen, &work->record.vector);
        pen->record = wish->id;
        return ERR_OK;
    }
    return uuid_equal(&pen->record, &wish->id)
               ? ERR_OK
               : error_set(error, ERR_INVALID, "an edit stands beside another of the same record");
}

enum err office_pen_write(struct office_pen *pen, struct office_edit *wish, struct error *error)
{
    struct office *office = pen->office;
    int64_t now_ms = pen->workset->stamp->at_ms;
    struct write write
        = {.dot = {pen->actor.actor, pen->actor.counter + 1},
           .person = wish->person,
           .time = hlc_tick(&office->hlc, now_ms),
           .clock
           = {.mono_ms = clock_boot_ms(&office->clock), .wall_ms = now_ms, .offset_known = true},
           .fields = wish->fields,
           .field_count = wish->field_count};
    struct work *work;
    bool erased;
    enum err result = complete(pen, wish, &work, error);

    if (result == ERR_OK)
        result = erasure_guard_site(pen->workset, &wish->site, &erased, error);
    if (result == ERR_OK && erased)
        result
            = error_set(error, ERR_INVALID,
                        "这个工地的客户已依法删除,不能再写入;新合同请建新工地 the customer of this "
                        "site was erased by law: nothing can be written there; a new contract "
                        "is a new site");
    if (result == ERR_OK)
        result = check_seen(pen, wish, error);
    if (result == ERR_OK && !wish->ruling)
        result = check_role(pen, wish, error);
    if (result == ERR_OK)
        result = take_context(pen, wish, work, error);
    if (result != ERR_OK)
        return result;
    text_copy(write.clock.boot, sizeof(write.clock.boot), span_of(clock_boot_id(&office->clock)));
    write.id = wish->id;
    write.site = wish->site;
    write.kind = span_of(wish->kind);
    vector_copy(&write.context, &pen->seen);
    buffer_reset(&pen->before);
    if (wish->audit)
        edit_audit_before(wish, &work->record, &pen->before);
    result = make_write(pen, work, &write, error);
    if (result == ERR_OK && wish->audit)
        result = edit_audit_put(office->storage, wish, &pen->before, error);
    write_clear(&write);
    return result;
}

enum err office_pen_open(struct office_pen *pen, struct office *office, struct workset *workset,
                         struct error *error)
{
    *pen = (struct office_pen){.office = office, .workset = workset};
    buffer_init(&pen->bytes, WRITE_BYTES_MAX);
    buffer_init(&pen->before, RECORD_BYTES_MAX);
    return open_actor(pen, error);
}

enum err office_pen_finish(struct office_pen *pen, struct error *error)
{
    return actors_put(pen->office->storage, &pen->actor, error);
}

void office_pen_close(struct office_pen *pen)
{
    buffer_clear(&pen->bytes);
    buffer_clear(&pen->before);
    vector_clear(&pen->seen);
}
