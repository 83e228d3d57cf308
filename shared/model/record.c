// SPDX-License-Identifier: Apache-2.0
#include "shared/model/record.h"

#include "shared/model/shape.h"

#include <stdlib.h>
#include <string.h>

enum { RECORD_FIRST_WRITES = 4 };

void record_init(struct record *record, struct arena *arena, const struct uuid *id,
                 const struct uuid *site, struct span kind)
{
    const char *copy = arena_dup(arena, kind.data, kind.len);

    *record = (struct record){.id = *id, .site = *site, .arena = arena};
    if (copy)
        record->kind = (struct span){copy, kind.len};
}

void record_clear(struct record *record)
{
    vector_clear(&record->vector);
}

// Makes room for one more write; false when the arena is full.
static bool reserve(struct record *record)
{
    size_t cap = record->write_cap ? record->write_cap * 2 : RECORD_FIRST_WRITES;
    struct standing *writes;

    if (record->write_count < record->write_cap)
        return true;
    writes = arena_take(record->arena, cap * sizeof(*writes));
    if (!writes)
        return false;
    if (record->write_count)
        memcpy(writes, record->writes, record->write_count * sizeof(*writes));
    record->writes = writes;
    record->write_cap = cap;
    return true;
}

static bool read_id(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct record *)into)->id);
}

static bool read_kind(struct canon_reader *reader, void *into)
{
    struct span *kind = &((struct record *)into)->kind;

    if (canon_string(reader, kind) && !write_name_valid(*kind))
        canon_refuse(reader, "a name has 1 to 40 of a-z, 0-9 and _");
    return !reader->fault;
}

static bool read_site(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct record *)into)->site);
}

static bool read_vector(struct canon_reader *reader, void *into)
{
    return vector_read(reader, &((struct record *)into)->vector);
}

// One write. The vector comes earlier in the text.
static bool read_write(struct canon_reader *reader, struct record *record)
{
    const struct standing *last
        = record->write_count ? &record->writes[record->write_count - 1] : NULL;
    struct standing standing;

    if (!standing_read(reader, record->arena, &standing))
        return false;
    if (last && dot_compare(last->dot, standing.dot) >= 0)
        canon_refuse(reader, "writes are not sorted or repeat");
    if (!vector_covers(&record->vector, standing.dot))
        canon_refuse(reader, "a write that the vector does not cover");
    if (!reserve(record))
        canon_refuse(reader, "more memory than allowed");
    if (reader->fault)
        return false;
    record->writes[record->write_count++] = standing;
    return true;
}

static bool read_writes(struct canon_reader *reader, void *into)
{
    canon_array(reader);
    while (canon_element(reader) && read_write(reader, into))
        continue;
    return !reader->fault;
}

static const struct shape_member state_members[] = {
    {.name = "id", .read = read_id},         {.name = "kind", .read = read_kind},
    {.name = "site", .read = read_site},     {.name = "vector", .read = read_vector},
    {.name = "writes", .read = read_writes},
};
static const struct shape state_shape = {state_members, 5, .open = false};

enum err record_parse(struct span text, struct arena *arena, struct record *out,
                      struct error *error)
{
    struct canon_reader reader;
    enum err result;

    *out = (struct record){.arena = arena};
    canon_open(&reader, text);
    if (text.len > RECORD_BYTES_MAX)
        canon_refuse(&reader, "longer than a state can be");
    shape_read(&reader, &state_shape, out);
    result = canon_end(&reader, error);
    if (result != ERR_OK) {
        record_clear(out);
        *out = (struct record){0};
    }
    return result;
}

bool record_format(const struct record *record, struct buffer *out)
{
    size_t start = out->len;

    buffer_append_text(out, "{\"id\":");
    canon_put_uuid(out, &record->id);
    buffer_append_text(out, ",\"kind\":\"");
    buffer_append(out, record->kind.data, record->kind.len);
    buffer_append_text(out, "\",\"site\":");
    canon_put_uuid(out, &record->site);
    buffer_append_text(out, ",\"vector\":");
    vector_format(&record->vector, out);
    buffer_append_text(out, ",\"writes\":[");
    for (size_t i = 0; i < record->write_count; i++) {
        if (i > 0)
            buffer_append_char(out, ',');
        standing_put(out, &record->writes[i]);
    }
    buffer_append(out, "]}", 2);
    if (out->len - start > RECORD_BYTES_MAX)
        out->failed = true;
    return !out->failed;
}

static bool same_record(const struct record *record, const struct uuid *id, const struct uuid *site,
                        struct span kind)
{
    return uuid_equal(&record->id, id) && uuid_equal(&record->site, site)
           && span_equal(record->kind, kind);
}

// INVALID, naming the record.
static enum err refuse_other(const struct record *record, struct error *error)
{
    char id[UUID_TEXT];

    uuid_format(&record->id, id);
    return error_set(error, ERR_INVALID, "record %s: id, site and kind are fixed for ever", id);
}

static enum err refuse_full(const struct record *record, struct error *error)
{
    char id[UUID_TEXT];

    uuid_format(&record->id, id);
    return error_set(error, ERR_INVALID,
                     "record %s: %d actors have written it, it is closed; go on in a new one", id,
                     VECTOR_MAX);
}

static enum err refuse_memory(struct error *error)
{
    return error_set(error, ERR_TOO_LARGE, "the record needs more memory than allowed");
}

// Adds a write, of which the fields are already in place; there is room.
static void insert(struct record *record, const struct standing *added,
                   const struct vector *context)
{
    size_t kept = 0, place;

    for (size_t i = 0; i < record->write_count; i++) {
        struct standing standing = record->writes[i];

        if (vector_covers(context, standing.dot))
            standing_retain(&standing, added, false);
        if (standing.field_count)
            record->writes[kept++] = standing;
    }
    for (place = kept; place > 0 && dot_compare(record->writes[place - 1].dot, added->dot) > 0;
         place--)
        record->writes[place] = record->writes[place - 1];
    record->writes[place] = *added;
    record->write_count = kept + 1;
}

enum err record_apply(struct record *record, const struct write *write, struct error *error)
{
    struct standing added = {.dot = write->dot, .time = write->time, .person = write->person};

    if (!same_record(record, &write->id, &write->site, write->kind))
        return refuse_other(record, error);
    if (vector_covers(&record->vector, write->dot))
        return ERR_OK;
    if (!vector_below(&write->context, &record->vector))
        return error_set(error, ERR_PRECONDITION,
                         "the context of the write names dots that are not here");
    if (record->vector.count == VECTOR_MAX && !vector_counter(&record->vector, write->dot.actor))
        return refuse_full(record, error);
    added.fields = arena_take(record->arena, (write->field_count + 1) * sizeof(*added.fields));
    if (!added.fields || !reserve(record))
        return refuse_memory(error);
    added.field_count = write_complete(write, added.fields);
    insert(record, &added, &write->context);
    // Last, since the context may well be this vector; there is room, as was asked above.
    (void)vector_raise(&record->vector, write->dot);
    return ERR_OK;
}

enum err record_skip(struct record *record, struct dot dot)
{
    return vector_raise(&record->vector, dot);
}

// The next write of two states, by dots; either side may be NULL, not both.
struct pair {
    struct standing *mine;
    const struct standing *theirs;
};

static bool next_pair(struct record *into, const struct record *other, size_t at[2],
                      struct pair *out)
{
    int order;

    out->mine = at[0] < into->write_count ? &into->writes[at[0]] : NULL;
    out->theirs = at[1] < other->write_count ? &other->writes[at[1]] : NULL;
    if (!out->mine || !out->theirs)
        order = out->mine ? -1 : 1;
    else
        order = dot_compare(out->mine->dot, out->theirs->dot);
    if (order > 0)
        out->mine = NULL;
    if (order < 0)
        out->theirs = NULL;
    at[0] += order <= 0;
    at[1] += order >= 0;
    return out->mine || out->theirs;
}

// What a merge brings in: writes of the other side only, which this side has not seen.
struct arrivals {
    size_t writes, fields;
};

static enum err count_arrivals(struct record *into, const struct record *other,
                               struct arrivals *out, struct error *error)
{
    size_t at[2] = {0, 0};
    struct pair pair;

    *out = (struct arrivals){0, 0};
    while (next_pair(into, other, at, &pair)) {
        if (pair.mine && pair.theirs && !standing_same_write(pair.mine, pair.theirs)) {
            char id[UUID_TEXT], actor[ACTOR_TEXT];

            uuid_format(&into->id, id);
            actor_format(pair.mine->dot.actor, actor);
            return error_set(error, ERR_CORRUPT, "record %s: two different writes are dot %s %llu",
                             id, actor, (unsigned long long)pair.mine->dot.counter);
        }
        if (!pair.mine && !vector_covers(&into->vector, pair.theirs->dot)) {
            out->writes++;
            out->fields += pair.theirs->field_count;
        }
    }
    return ERR_OK;
}

// Joins the writes into `writes`, which is the record's own array when nothing arrives. The fields
// of arrivals are copied to `fields`, since both records go on to drop fields in place.
static void join_writes(struct record *into, const struct record *other, struct standing *writes,
                        struct field *fields)
{
    size_t at[2] = {0, 0}, count = 0;
    struct pair pair;

    while (next_pair(into, other, at, &pair)) {
        struct standing standing = pair.mine ? *pair.mine : *pair.theirs;

        if (pair.mine && pair.theirs)
            standing_retain(&standing, pair.theirs, true);
        else if (vector_covers(pair.mine ? &other->vector : &into->vector, standing.dot))
            continue;
        if (!pair.mine) {
            memcpy(fields, standing.fields, standing.field_count * sizeof(*fields));
            standing.fields = fields;
            fields += standing.field_count;
        }
        if (standing.field_count)
            writes[count++] = standing;
    }
    into->writes = writes;
    into->write_count = count;
}

enum err record_merge(struct record *into, const struct record *other, struct error *error)
{
    struct vector joined = {0};
    struct arrivals arrivals;
    struct standing *writes = into->writes;
    struct field *fields = NULL;
    size_t room = into->write_cap;
    enum err result;

    if (!same_record(into, &other->id, &other->site, other->kind))
        return refuse_other(into, error);
    result = count_arrivals(into, other, &arrivals, error);
    if (result != ERR_OK)
        return result;
    if (arrivals.writes) {
        room = into->write_count + arrivals.writes;
        writes
            = arena_take(into->arena, room * sizeof(*writes) + arrivals.fields * sizeof(*fields));
        if (!writes)
            return refuse_memory(error);
        fields = (struct field *)(void *)(writes + room);
    }
    vector_copy(&joined, &into->vector);
    if (vector_join(&joined, &other->vector) != ERR_OK) {
        vector_clear(&joined);
        return refuse_full(into, error);
    }
    join_writes(into, other, writes, fields);
    into->write_cap = room;
    vector_clear(&into->vector);
    into->vector = joined;
    return ERR_OK;
}

bool record_value_at(const struct record *record, size_t index, struct span field,
                     struct record_value *out)
{
    const struct standing *standing = &record->writes[index];
    const struct field *found = standing_field(standing, field);

    if (found)
        *out = (struct record_value){found->value, standing->dot, standing->time, standing->person};
    return found != NULL;
}

size_t record_values(const struct record *record, struct span field, struct record_value *out,
                     size_t max)
{
    struct record_value value;
    size_t count = 0;

    for (size_t i = 0; i < record->write_count; i++) {
        if (!record_value_at(record, i, field, &value))
            continue;
        if (count < max)
            out[count] = value;
        count++;
    }
    return count;
}

bool record_field_conflicts(const struct record *record, struct span field)
{
    const struct field *first = NULL;

    for (size_t i = 0; i < record->write_count; i++) {
        const struct field *found = standing_field(&record->writes[i], field);

        if (first && found && !span_equal(first->value, found->value))
            return true;
        if (!first)
            first = found;
    }
    return false;
}

bool record_deleted(const struct record *record)
{
    const struct span name = span_of("deleted");
    struct record_value value;

    return record_values(record, name, &value, 1) > 0 && span_is(value.value, "true")
           && !record_field_conflicts(record, name);
}

static int compare_fields(const void *a, const void *b)
{
    const struct field *one = a, *other = b;
    int order = span_compare(one->name, other->name);

    return order ? order : span_compare(one->value, other->value);
}

// All standing fields of all writes by name and value; the caller frees them.
static struct field *sorted_fields(const struct record *record, size_t *count)
{
    struct field *fields;

    *count = 0;
    for (size_t i = 0; i < record->write_count; i++)
        *count += record->writes[i].field_count;
    fields = mem_alloc_array(*count, sizeof(*fields));
    *count = 0;
    for (size_t i = 0; i < record->write_count; i++) {
        const struct standing *standing = &record->writes[i];

        memcpy(fields + *count, standing->fields, standing->field_count * sizeof(*fields));
        *count += standing->field_count;
    }
    qsort(fields, *count, sizeof(*fields), compare_fields);
    return fields;
}

// The names that stand with at least `least` (1 or 2) distinct values.
static size_t list_names(const struct record *record, size_t least, struct span *names, size_t max)
{
    size_t count, listed = 0, first = 0, distinct;
    struct field *fields = sorted_fields(record, &count);

    for (size_t i = 0; i < count; i++) {
        bool last = i + 1 == count || !span_equal(fields[i].name, fields[i + 1].name);

        if (!last)
            continue;
        // Sorted by value within the name: the ends tell whether there is more than one.
        distinct = span_equal(fields[first].value, fields[i].value) ? 1 : 2;
        if (distinct >= least) {
            if (listed < max)
                names[listed] = fields[i].name;
            listed++;
        }
        first = i + 1;
    }
    mem_free(fields);
    return listed;
}

size_t record_conflicts(const struct record *record, struct span *names, size_t max)
{
    // The usual case, asked for after every merge: one write conflicts with nothing.
    return record->write_count < 2 ? 0 : list_names(record, 2, names, max);
}

size_t record_fields(const struct record *record, struct span *names, size_t max)
{
    return list_names(record, 1, names, max);
}
