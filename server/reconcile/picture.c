// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/picture.h"

#include "server/storage/actors.h"
#include "server/storage/chain.h"
#include "server/storage/records.h"
#include "shared/base/memory.h"
#include "shared/model/record.h"

#include <stdio.h>
#include <string.h>

enum { DAY_MS = 86400000, FIELDS_MOST = 64 };

static const char *const reason_names[]
    = {"invalid", "scope",  "person", "context", "group", "chain",
       "fork",    "device", "full",   "role",    "erased"};

const char *picture_reason(enum held_reason reason)
{
    return reason_names[reason];
}

// Room for one more at the end of a list that doubles.
static void *grow(void *list, size_t *count, size_t size)
{
    bool full = *count == 0 || (*count >= 16 && (*count & (*count - 1)) == 0);
    if (full)
        list = mem_resize(list, (*count == 0 ? 16 : *count * 2) * size);
    memset((char *)list + *count * size, 0, size);
    (*count)++;
    return list;
}

// Reading one snapshot; the first error stops everything.
struct reading {
    struct view *view;
    struct picture *picture;
    struct picture_device *device;
    struct vector says;
    struct error *error;
    enum err err;
};

static void add_gap(struct picture_device *device, const struct picture_gap *gap)
{
    device->gaps = grow(device->gaps, &device->gap_count, sizeof *device->gaps);
    device->gaps[device->gap_count - 1] = *gap;
}

// What the tablet says of an actor against what is held of it.
static bool compare_actor(void *arg, const struct actor_row *actor)
{
    struct reading *r = arg;
    uint64_t says = vector_counter(&r->says, actor->actor);
    r->device->holds += actor->counter;
    r->device->lost += actor->trimmed_to;
    r->device->says += says > actor->counter ? says : actor->counter;
    if (says > actor->counter)
        add_gap(r->device, &(struct picture_gap){actor->actor, actor->counter + 1, says});
    return true;
}

// Actors of which nothing has come yet.
static void compare_unknown(struct reading *r)
{
    for (size_t i = 0; r->err == ERR_OK && i < r->says.count; i++) {
        struct actor_row row;
        struct dot dot = r->says.entries[i];
        enum err err = actors_get(r->view, dot.actor, &row, r->error);
        if (err == ERR_NOT_FOUND) {
            r->device->says += dot.counter;
            add_gap(r->device, &(struct picture_gap){dot.actor, 1, dot.counter});
        } else {
            r->err = err;
        }
    }
}

static void read_contact(struct reading *r)
{
    struct device_contact contact;
    struct picture_device *device = r->device;
    enum err err = contacts_get(r->view, &device->id, &contact, r->error);
    if (err != ERR_OK) {
        r->err = err == ERR_NOT_FOUND ? ERR_OK : err;
        return;
    }
    text_copy(device->agent, sizeof device->agent, span_of(contact.agent));
    device->last_contact_ms = contact.at_ms;
    device->unsent_writes = contact.unsent_writes;
    device->unsent_blobs = contact.unsent_blobs;
    device->unsent_bytes = contact.unsent_bytes;
    device->unsent_oldest_ms = contact.unsent_oldest_ms;
    device->clock_offset_ms = contact.clock_offset_ms;
    device->storage_free = contact.storage_free;
    uint64_t head = r->picture->head.number;
    device->behind = head > contact.cursor_commit ? head - contact.cursor_commit : 0;
    r->err = vector_unpack(&r->says, contact.actors.data, contact.actors.len);
}

static void read_one_device(struct reading *r)
{
    struct chain_branches branches = {.count = 0};
    vector_clear(&r->says);
    read_contact(r);
    if (r->err == ERR_OK)
        r->err = actors_of_device(r->view, &r->device->id, compare_actor, r, r->error);
    compare_unknown(r);
    if (r->err == ERR_OK)
        r->err = chain_read(r->view, &r->device->id, &branches, r->error);
    r->device->copies = branches.count > 1 ? branches.count - 1 : 0;
    r->picture->says += r->device->says;
    r->picture->holds += r->device->holds;
    uint64_t missing = 0;
    for (size_t i = 0; i < r->device->gap_count; i++)
        missing += r->device->gaps[i].to - r->device->gaps[i].from + 1;
    r->picture->missing += missing;
    // The tablet counted before it sent: what has come since waits there no more.
    if ((uint64_t)r->device->unsent_writes > missing)
        r->device->unsent_writes = (int64_t)missing;
}

static bool add_device(void *arg, const struct device_row *row)
{
    struct reading *r = arg;
    struct picture *p = r->picture;
    p->devices = grow(p->devices, &p->device_count, sizeof *p->devices);
    struct picture_device *device = &p->devices[p->device_count - 1];
    device->id = row->id;
    device->state = row->state;
    device->certificate_days = (row->certificate_until_ms - p->at_ms) / DAY_MS;
    text_copy(device->name, sizeof device->name, span_of(row->name));
    return true;
}

static void read_devices(struct reading *r)
{
    r->err = devices_list(r->view, add_device, r, r->error);
    for (size_t i = 0; r->err == ERR_OK && i < r->picture->device_count; i++) {
        r->device = &r->picture->devices[i];
        read_one_device(r);
    }
}

static void name_fields(const struct record *record, char *out, size_t size)
{
    struct span names[FIELDS_MOST];
    struct buffer text;
    size_t count = record_conflicts(record, names, FIELDS_MOST);
    buffer_init(&text, size - 1);
    for (size_t i = 0; i < count && i < FIELDS_MOST; i++) {
        buffer_append_text(&text, i > 0 ? "," : "");
        buffer_append(&text, names[i].data, names[i].len);
    }
    text_copy(out, size, (struct span){text.data, text.len});
    buffer_clear(&text);
}

static bool add_conflict(void *arg, const struct record_row *row)
{
    struct reading *r = arg;
    struct picture *p = r->picture;
    struct arena arena;
    struct record record = {0};
    arena_init(&arena, 16 << 20);
    r->err = record_parse(row->state, &arena, &record, r->error);
    if (r->err == ERR_OK) {
        p->conflicts = grow(p->conflicts, &p->conflict_count, sizeof *p->conflicts);
        struct picture_conflict *conflict = &p->conflicts[p->conflict_count - 1];
        conflict->id = row->id;
        conflict->site = row->site;
        text_copy(conflict->kind, sizeof conflict->kind, row->kind);
        name_fields(&record, conflict->fields, sizeof conflict->fields);
    }
    record_clear(&record);
    arena_clear(&arena);
    return r->err == ERR_OK;
}

static void read_conflicts(struct reading *r)
{
    struct records_filter filter = {.every_site = true, .conflicted_only = true};
    enum err err
        = r->err == ERR_OK ? records_list(r->view, &filter, add_conflict, r, r->error) : r->err;
    r->err = r->err == ERR_OK ? err : r->err;
}

static bool new_group(const struct picture *picture, uint64_t group)
{
    for (size_t i = 0; i + 1 < picture->held_count; i++)
        if (picture->held[i].reason == REASON_GROUP && picture->held[i].group == group)
            return false;
    return true;
}

static bool add_held(void *arg, const struct held_row *row)
{
    struct picture *p = ((struct reading *)arg)->picture;
    p->held = grow(p->held, &p->held_count, sizeof *p->held);
    struct picture_held *held = &p->held[p->held_count - 1];
    *held = (struct picture_held){row->row,    row->since_ms, row->dot,   row->record, row->site,
                                  row->device, row->reason,   row->group, ""};
    text_copy(held->detail, sizeof held->detail, span_of(row->detail));
    if (row->reason == REASON_GROUP)
        p->open_groups += new_group(p, row->group);
    else if (row->reason == REASON_CONTEXT)
        p->waiting++;
    else
        p->quarantined++;
    return true;
}

static bool add_blob(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    struct picture *p = ((struct reading *)arg)->picture;
    p->blobs = grow(p->blobs, &p->blob_count, sizeof *p->blobs);
    p->blobs[p->blob_count - 1] = (struct picture_blob){blob->digest, name->record, name->site,
                                                        name->device, blob->since_ms};
    return true;
}

static bool add_alarm(void *arg, const struct alarm_row *alarm)
{
    struct picture *p = ((struct reading *)arg)->picture;
    p->alarms = grow(p->alarms, &p->alarm_count, sizeof *p->alarms);
    p->alarms[p->alarm_count - 1] = *alarm;
    return true;
}

static void read_setting(struct reading *r, const char *name, bool hex, uint64_t *out)
{
    struct buffer text;
    buffer_init(&text, 64);
    enum err err = setting_get(r->view, name, &text, r->error);
    struct span value = {text.data, text.len};
    if (err == ERR_OK && !(hex ? actor_parse(value, out) : text_parse_u64(value, out)))
        err = error_set(r->error, ERR_CORRUPT, "setting %s", name);
    buffer_clear(&text);
    if (err != ERR_NOT_FOUND && r->err == ERR_OK)
        r->err = err;
}

static void read_all(struct reading *r)
{
    struct held_filter open = {.open_only = true};
    r->err = commit_head(r->view, &r->picture->head, r->error);
    read_setting(r, "epoch", true, &r->picture->epoch);
    read_setting(r, "backed_up_through", false, &r->picture->backed_up_through);
    if (r->err == ERR_OK)
        read_devices(r);
    read_conflicts(r);
    if (r->err == ERR_OK)
        r->err = held_list(r->view, &open, add_held, r, r->error);
    if (r->err == ERR_OK)
        r->err = blobs_missing(r->view, &uuid_nil, add_blob, r, r->error);
    if (r->err == ERR_OK)
        r->err = alarm_list(r->view, r->picture->at_ms - DAY_MS, add_alarm, r, r->error);
}

enum err picture_read(struct view *view, const struct picture_service_options *options,
                      struct picture *out, struct error *error)
{
    struct reading r = {.view = view, .picture = out, .error = error};
    *out = (struct picture){.at_ms = options->now_ms};
    vector_init(&r.says);
    r.err = view_begin(view, error);
    if (r.err == ERR_OK) {
        read_all(&r);
        if (r.err == ERR_OK)
            r.err = picture_service_read(view, options, &out->service, error);
        view_end(view);
    }
    vector_clear(&r.says);
    return r.err == ERR_OK ? ERR_OK : error_wrap(error, r.err, "reconcile");
}

void picture_clear(struct picture *picture)
{
    for (size_t i = 0; i < picture->device_count; i++)
        mem_free(picture->devices[i].gaps);
    mem_free(picture->devices);
    mem_free(picture->conflicts);
    mem_free(picture->held);
    mem_free(picture->blobs);
    mem_free(picture->alarms);
    picture_service_clear(&picture->service);
    *picture = (struct picture){0};
}
