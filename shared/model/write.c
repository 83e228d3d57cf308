// SPDX-License-Identifier: Apache-2.0
#include "shared/model/write.h"

#include "shared/model/shape.h"

#include <string.h>

static const char deleted_name[] = "deleted";

bool write_name_valid(struct span name)
{
    if (name.len == 0 || name.len > FIELD_NAME_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];

        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_')
            return false;
    }
    return true;
}

const char *write_field_fault(const struct field *field)
{
    char first = field->value.len ? field->value.data[0] : '{';

    if (!write_name_valid(field->name))
        return "a name has 1 to 40 of a-z, 0-9 and _";
    if (first == '{' || first == '[')
        return "a value is a string, an integer, a boolean or null";
    if (span_is(field->name, deleted_name) && first != 't' && first != 'f')
        return "it is true or false";
    return NULL;
}

static const struct field *find_field(const struct field *fields, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(fields[i].name, name))
            return &fields[i];
    return NULL;
}

const struct field *write_field(const struct write *write, const char *name)
{
    return find_field(write->fields, write->field_count, name);
}

size_t write_complete(const struct write *write, struct field *out)
{
    const struct field deleted = {span_of(deleted_name), span_of("false")};
    bool missing = !write_field(write, deleted_name);
    size_t count = 0;

    for (size_t i = 0; i < write->field_count; i++) {
        if (missing && span_compare(write->fields[i].name, deleted.name) > 0) {
            out[count++] = deleted;
            missing = false;
        }
        out[count++] = write->fields[i];
    }
    if (missing)
        out[count++] = deleted;
    return count;
}

bool write_read_fields(struct canon_reader *reader, struct arena *arena, struct field **fields,
                       size_t *count)
{
    struct field read[WRITE_FIELDS_MAX];
    struct span name, value;
    size_t len = 0;

    canon_object(reader);
    while (canon_member(reader, &name) && canon_value(reader, &value)) {
        if (len == WRITE_FIELDS_MAX)
            canon_refuse(reader, "more than 256 fields");
        else
            read[len++] = (struct field){name, value};
    }
    if (reader->fault)
        return false;
    *fields = arena_take(arena, len * sizeof(*read));
    *count = len;
    if (!*fields) {
        canon_refuse(reader, "more memory than allowed");
        return false;
    }
    memcpy(*fields, read, len * sizeof(*read));
    return true;
}

bool write_put_fields(struct buffer *out, const struct field *fields, size_t count)
{
    buffer_append_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        buffer_append_text(out, i ? ",\"" : "\"");
        buffer_append(out, fields[i].name.data, fields[i].name.len);
        buffer_append(out, "\":", 2);
        buffer_append(out, fields[i].value.data, fields[i].value.len);
    }
    return buffer_append_char(out, '}');
}

// What the readers of the envelope's members fill.
struct reading {
    struct write *write;
    struct arena *arena;
};

static bool read_boot(struct canon_reader *reader, void *into)
{
    struct write_clock *clock = into;
    struct span text;
    unsigned char bytes[8];

    if (canon_string(reader, &text) && !text_parse_hex(text, bytes, sizeof(bytes)))
        canon_refuse(reader, "expected 16 lower-case hexadecimal digits");
    if (reader->fault)
        return false;
    return text_copy(clock->boot, sizeof(clock->boot), text);
}

static bool read_mono(struct canon_reader *reader, void *into)
{
    return canon_integer(reader, &((struct write_clock *)into)->mono_ms);
}

static bool read_offset(struct canon_reader *reader, void *into)
{
    struct write_clock *clock = into;

    clock->offset_known = canon_peek(reader) != CANON_NULL;
    return clock->offset_known ? canon_integer(reader, &clock->offset_ms) : canon_null(reader);
}

static bool read_wall(struct canon_reader *reader, void *into)
{
    return canon_integer(reader, &((struct write_clock *)into)->wall_ms);
}

static bool read_group_id(struct canon_reader *reader, void *into)
{
    return dot_read_actor(reader, &((struct write_group *)into)->id);
}

static bool read_index(struct canon_reader *reader, void *into)
{
    return canon_integer(reader, &((struct write_group *)into)->index);
}

static bool read_size(struct canon_reader *reader, void *into)
{
    return canon_integer(reader, &((struct write_group *)into)->size);
}

static bool read_actor(struct canon_reader *reader, void *into)
{
    return dot_read_actor(reader, &((struct reading *)into)->write->dot.actor);
}

static bool read_clock(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {
        {.name = "boot", .read = read_boot},
        {.name = "mono", .read = read_mono},
        {.name = "offset", .read = read_offset},
        {.name = "wall", .read = read_wall},
    };
    static const struct shape shape = {members, 4, .open = true};

    return shape_read(reader, &shape, &((struct reading *)into)->write->clock);
}

static bool read_context(struct canon_reader *reader, void *into)
{
    return vector_read(reader, &((struct reading *)into)->write->context);
}

static bool read_counter(struct canon_reader *reader, void *into)
{
    return dot_read_counter(reader, &((struct reading *)into)->write->dot.counter);
}

static bool read_fields(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;
    const struct field *deleted;
    struct field *fields;
    size_t count;

    if (!write_read_fields(reader, reading->arena, &fields, &count))
        return false;
    deleted = find_field(fields, count, deleted_name);
    if (!deleted || write_field_fault(deleted))
        canon_refuse(reader, "the fields hold no \"deleted\" that is true or false");
    reading->write->fields = fields;
    reading->write->field_count = count;
    return !reader->fault;
}

static bool read_group(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {
        {.name = "id", .read = read_group_id},
        {.name = "index", .read = read_index},
        {.name = "size", .read = read_size},
    };
    static const struct shape shape = {members, 3, .open = true};
    struct write_group *group = &((struct reading *)into)->write->group;

    group->present = true;
    return shape_read(reader, &shape, group);
}

static bool read_record_id(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct reading *)into)->write->id);
}

static bool read_kind(struct canon_reader *reader, void *into)
{
    return canon_string(reader, &((struct reading *)into)->write->kind);
}

static bool read_person(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct reading *)into)->write->person);
}

static bool read_site(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct reading *)into)->write->site);
}

static bool read_time(struct canon_reader *reader, void *into)
{
    return canon_u64(reader, &((struct reading *)into)->write->time);
}

static const struct shape_member envelope_members[] = {
    {.name = "actor", .read = read_actor},
    {.name = "clock", .read = read_clock},
    {.name = "context", .read = read_context},
    {.name = "counter", .read = read_counter},
    {.name = "fields", .read = read_fields},
    {.name = "group", .read = read_group, .optional = true},
    {.name = "id", .read = read_record_id},
    {.name = "kind", .read = read_kind},
    {.name = "person", .read = read_person},
    {.name = "site", .read = read_site},
    {.name = "time", .read = read_time},
};
static const struct shape envelope = {envelope_members, 11, .open = true};

enum err write_parse(struct span text, struct arena *arena, struct write *out, struct error *error)
{
    struct reading reading = {out, arena};
    struct canon_reader reader;
    enum err result;

    *out = (struct write){.bytes = text};
    canon_open(&reader, text);
    if (text.len > WRITE_BYTES_MAX)
        canon_refuse(&reader, "longer than a write can be");
    shape_read(&reader, &envelope, &reading);
    result = canon_end(&reader, error);
    if (result != ERR_OK) {
        vector_clear(&out->context);
        *out = (struct write){0};
    }
    return result;
}

static void put_clock(struct buffer *out, const struct write_clock *clock)
{
    buffer_append_text(out, ",\"clock\":{\"boot\":\"");
    buffer_append_text(out, clock->boot);
    buffer_append_text(out, "\",\"mono\":");
    canon_put_integer(out, clock->mono_ms);
    buffer_append_text(out, ",\"offset\":");
    if (clock->offset_known)
        canon_put_integer(out, clock->offset_ms);
    else
        buffer_append_text(out, "null");
    buffer_append_text(out, ",\"wall\":");
    canon_put_integer(out, clock->wall_ms);
    buffer_append_char(out, '}');
}

static void put_group(struct buffer *out, const struct write_group *group)
{
    char id[ACTOR_TEXT];

    actor_format(group->id, id);
    buffer_append_text(out, ",\"group\":{\"id\":\"");
    buffer_append_text(out, id);
    buffer_append_text(out, "\",\"index\":");
    canon_put_integer(out, group->index);
    buffer_append_text(out, ",\"size\":");
    canon_put_integer(out, group->size);
    buffer_append_char(out, '}');
}

bool write_format(const struct write *write, struct buffer *out)
{
    struct field fields[WRITE_FIELDS_MAX + 1];
    size_t start = out->len;
    char actor[ACTOR_TEXT];

    if (write->field_count > WRITE_FIELDS_MAX) {
        out->failed = true;
        return false;
    }
    actor_format(write->dot.actor, actor);
    buffer_append_text(out, "{\"actor\":\"");
    buffer_append(out, actor, ACTOR_TEXT - 1);
    buffer_append_char(out, '"');
    put_clock(out, &write->clock);
    buffer_append_text(out, ",\"context\":");
    vector_format(&write->context, out);
    buffer_append_text(out, ",\"counter\":");
    canon_put_u64(out, write->dot.counter);
    buffer_append_text(out, ",\"fields\":");
    write_put_fields(out, fields, write_complete(write, fields));
    if (write->group.present)
        put_group(out, &write->group);
    buffer_append_text(out, ",\"id\":");
    canon_put_uuid(out, &write->id);
    buffer_append_text(out, ",\"kind\":\"");
    buffer_append(out, write->kind.data, write->kind.len);
    buffer_append_text(out, "\",\"person\":");
    canon_put_uuid(out, &write->person);
    buffer_append_text(out, ",\"site\":");
    canon_put_uuid(out, &write->site);
    buffer_append_text(out, ",\"time\":");
    canon_put_u64(out, write->time);
    buffer_append_char(out, '}');
    if (out->len - start > WRITE_BYTES_MAX)
        out->failed = true;
    return !out->failed;
}

static enum err refuse_field(struct error *error, const struct field *field, const char *why)
{
    char name[FIELD_NAME_MAX + 1], value[64];

    text_copy(name, sizeof(name), field->name);
    text_copy(value, sizeof(value), field->value);
    return error_set(error, ERR_INVALID, "field %s, value %s: %s", name, value, why);
}

static enum err check_fields(const struct write *write, struct error *error)
{
    size_t count = write->field_count + !write_field(write, deleted_name);

    if (write->field_count == 0 || count > WRITE_FIELDS_MAX)
        return error_set(error, ERR_INVALID, "%zu fields: a write sets 1 to %d, deleted included",
                         write->field_count, WRITE_FIELDS_MAX);
    for (size_t i = 0; i < write->field_count; i++) {
        const struct field *field = &write->fields[i];
        const char *fault = write_field_fault(field);

        if (fault)
            return refuse_field(error, field, fault);
        if (canon_check(field->value, NULL) != ERR_OK)
            return refuse_field(error, field, "the value is not canonical JSON");
        if (i > 0 && span_compare(field[-1].name, field->name) >= 0)
            return refuse_field(error, field, "fields are sorted by name and none repeats");
    }
    return ERR_OK;
}

static bool readable(int64_t number)
{
    return number >= -CANON_INTEGER_MAX && number <= CANON_INTEGER_MAX;
}

static bool clock_valid(const struct write_clock *clock)
{
    struct span boot = {clock->boot, strnlen(clock->boot, sizeof(clock->boot))};
    unsigned char bytes[8];

    return text_parse_hex(boot, bytes, sizeof(bytes)) && readable(clock->mono_ms)
           && readable(clock->wall_ms) && (!clock->offset_known || readable(clock->offset_ms));
}

static bool group_valid(const struct write_group *group)
{
    return !group->present
           || (group->id && group->index >= 1 && group->index <= group->size
               && group->size <= GROUP_MAX);
}

enum err write_check(const struct write *write, struct error *error)
{
    char kind[KIND_NAME_MAX + 1], actor[ACTOR_TEXT];

    if (!write_name_valid(write->kind)) {
        text_copy(kind, sizeof(kind), write->kind);
        return error_set(error, ERR_INVALID, "kind %s: a name has 1 to 40 of a-z, 0-9 and _", kind);
    }
    actor_format(write->dot.actor, actor);
    if (!write->dot.actor || !write->dot.counter)
        return error_set(error, ERR_INVALID, "dot %s %llu: neither part is 0", actor,
                         (unsigned long long)write->dot.counter);
    if (vector_covers(&write->context, write->dot))
        return error_set(error, ERR_INVALID, "dot %s %llu: its own context covers it", actor,
                         (unsigned long long)write->dot.counter);
    if (!clock_valid(&write->clock))
        return error_set(error, ERR_INVALID,
                         "clock: boot is 16 hexadecimal digits, times lie within 2^53-1");
    if (!group_valid(&write->group))
        return error_set(error, ERR_INVALID, "group: index %lld of %lld, at most %d",
                         (long long)write->group.index, (long long)write->group.size, GROUP_MAX);
    return check_fields(write, error);
}

void write_clear(struct write *write)
{
    vector_clear(&write->context);
}

void chain_next(struct digest *chain, struct span bytes)
{
    hash_pair(chain->bytes, HASH_BYTES, bytes.data, bytes.len, chain);
}
