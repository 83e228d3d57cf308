// SPDX-License-Identifier: Apache-2.0
#include "server/sync/office_edit.h"

#include "server/storage/actors.h"
#include "server/storage/history.h"
#include "server/sync/office_parts.h"
#include "server/sync/quarantine.h"
#include "shared/base/memory.h"
#include "shared/model/role.h"

#include <string.h>

struct edit_job {
    struct commit_job job; // first
    struct office *office;
    struct office_edit *edits;
    size_t count;
    struct workset workset;
    struct actor_row actor;
    struct buffer bytes;
};

// An actor never makes two writes under one counter, not even when the first was rolled back:
// whenever the store does not stand where memory does, another actor goes on.
static enum err open_actor(struct edit_job *edit, struct error *error)
{
    struct office *office = edit->office;
    enum err result = ERR_NOT_FOUND;

    edit->actor = (struct actor_row){0};
    if (office->actor != 0)
        result = actors_get(storage_writer(office->storage), office->actor, &edit->actor, error);
    if (result == ERR_OK && edit->actor.counter == office->counter)
        return ERR_OK;
    if (result != ERR_OK && result != ERR_NOT_FOUND)
        return result;
    do
        office->actor = random_u64(&office->random);
    while (office->actor == 0);
    office->counter = 0;
    edit->actor = (struct actor_row){.actor = office->actor};
    return actors_put(office->storage, &edit->actor, error);
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
static enum err complete(struct edit_job *edit, struct office_edit *wish, struct work **work,
                         struct error *error)
{
    const struct kind *kind = kind_find(span_of(wish->kind));
    struct workset_key key = {.kind = span_of(wish->kind)};
    enum err result = ERR_OK;

    if (uuid_is_nil(&wish->id) && kind && kind->key)
        result = key_id(wish, kind, error);
    else if (uuid_is_nil(&wish->id))
        wish->id = random_uuid_v7(&edit->office->random, edit->workset.stamp->at_ms);
    if (result == ERR_OK)
        result = workset_find(&edit->workset, &wish->id, work, error);
    if (result != ERR_OK)
        return result;
    if (*work && uuid_is_nil(&wish->site))
        wish->site = (*work)->record.site;
    if (kind && kind->own_site)
        wish->site = wish->id;
    key.id = wish->id;
    key.site = wish->site;
    return workset_take(&edit->workset, &key, work, error);
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
    if (result == ERR_OK && !kind && uuid_is_nil(&write->site))
        result = error_set(error, ERR_INVALID, "the record has no site");
    return result;
}

// The office itself may write everything; a person what the role allows.
static enum err check_role(struct edit_job *edit, const struct write *write, struct error *error)
{
    struct record_row row;
    char role[ROLE_TEXT];
    enum err result;

    if (uuid_is_nil(&write->person))
        return ERR_OK;
    result = records_get(storage_writer(edit->office->storage), &write->person, &row, error);
    if (result != ERR_OK)
        return result == ERR_NOT_FOUND ? ERR_OK : result;
    role_read(row.state, role);
    return role_check(span_of(role), write->kind, error);
}

static enum err keep_history(struct edit_job *edit, struct write *write, struct error *error)
{
    struct history_row row
        = {.dot = write->dot, .record = write->id, .received_ms = edit->workset.stamp->at_ms};
    const char *copy;

    buffer_reset(&edit->bytes);
    if (!write_format(write, &edit->bytes))
        return error_set(error, ERR_TOO_LARGE, "the edit is longer than %d bytes", WRITE_BYTES_MAX);
    copy = arena_dup(&edit->workset.arena, edit->bytes.data, edit->bytes.len);
    if (!copy)
        return error_set(error, ERR_TOO_LARGE, "the edits need more memory than allowed");
    write->bytes = row.bytes = (struct span){copy, edit->bytes.len};
    return history_put(edit->office->storage, edit->actor.row, &row, error);
}

static enum err make_write(struct edit_job *edit, struct work *work, struct write *write,
                           struct error *error)
{
    struct workset_fields fields = {write->kind, write->fields, write->field_count};
    struct blob_name name = {.record = write->id, .site = write->site};
    enum err result = check(write, work, error);

    if (result == ERR_OK)
        result = check_role(edit, write, error);
    if (result != ERR_OK)
        return result;
    edit->office->counter = edit->actor.counter = write->dot.counter;
    result = keep_history(edit, write, error);
    if (result == ERR_OK)
        result = workset_apply(&edit->workset, work, write, error);
    if (result == ERR_OK)
        result = workset_name_blobs(&edit->workset, &fields, &name, error);
    return result;
}

static enum err apply_one(struct edit_job *edit, struct office_edit *wish, struct error *error)
{
    struct office *office = edit->office;
    int64_t now_ms = edit->workset.stamp->at_ms;
    struct write write
        = {.dot = {edit->actor.actor, edit->actor.counter + 1},
           .person = wish->person,
           .time = hlc_tick(&office->hlc, now_ms),
           .clock
           = {.mono_ms = clock_boot_ms(&office->clock), .wall_ms = now_ms, .offset_known = true},
           .fields = wish->fields,
           .field_count = wish->field_count};
    struct work *work;
    enum err result = complete(edit, wish, &work, error);

    if (result != ERR_OK)
        return result;
    text_copy(write.clock.boot, sizeof(write.clock.boot), span_of(clock_boot_id(&office->clock)));
    write.id = wish->id;
    write.site = wish->site;
    write.kind = span_of(wish->kind);
    vector_copy(&write.context, &work->record.vector);
    result = make_write(edit, work, &write, error);
    write_clear(&write);
    return result;
}

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    struct edit_job *edit = (struct edit_job *)job;
    enum err result;

    workset_open(&edit->workset, &edit->office->parts, stamp);
    buffer_init(&edit->bytes, WRITE_BYTES_MAX);
    result = open_actor(edit, error);
    for (size_t i = 0; i < edit->count && result == ERR_OK; i++) {
        result = apply_one(edit, &edit->edits[i], error);
        if (result != ERR_OK && edit->edits[i].label)
            error_wrap(error, result, "%s", edit->edits[i].label);
        else if (result != ERR_OK && edit->count > 1)
            error_wrap(error, result, "edit %zu", i + 1);
        if (result == ERR_OK && workset_is_large(&edit->workset)) {
            result = workset_write(&edit->workset, error);
            workset_forget(&edit->workset);
        }
    }
    if (result == ERR_OK)
        result = quarantine_release(&edit->workset, error);
    if (result == ERR_OK)
        result = workset_write(&edit->workset, error);
    if (result == ERR_OK)
        result = actors_put(storage, &edit->actor, error);
    buffer_clear(&edit->bytes);
    workset_close(&edit->workset);
    return result;
}

enum err office_edit(struct office *office, struct office_edit *edits, size_t count,
                     struct error *error)
{
    struct edit_job *edit = mem_alloc(sizeof(*edit));
    enum err result;

    edit->job.apply = apply;
    edit->office = office;
    edit->edits = edits;
    edit->count = count;
    result = committer_run(office->committer, &edit->job, NULL, error);
    mem_free(edit);
    return result;
}
