// SPDX-License-Identifier: Apache-2.0
#include "shared/model/standing.h"

#include "shared/model/shape.h"

// What the readers of the members fill.
struct reading {
    struct standing *standing;
    struct arena *arena;
};

static bool read_actor(struct canon_reader *reader, void *into)
{
    return dot_read_actor(reader, &((struct reading *)into)->standing->dot.actor);
}

static bool read_counter(struct canon_reader *reader, void *into)
{
    return dot_read_counter(reader, &((struct reading *)into)->standing->dot.counter);
}

static bool read_fields(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;
    struct standing *standing = reading->standing;

    if (!write_read_fields(reader, reading->arena, &standing->fields, &standing->field_count))
        return false;
    if (standing->field_count == 0)
        canon_refuse(reader, "a write of which no field stands");
    for (size_t i = 0; i < standing->field_count; i++)
        if (write_field_fault(&standing->fields[i]))
            canon_refuse(reader, write_field_fault(&standing->fields[i]));
    return !reader->fault;
}

static bool read_person(struct canon_reader *reader, void *into)
{
    return canon_uuid(reader, &((struct reading *)into)->standing->person);
}

static bool read_time(struct canon_reader *reader, void *into)
{
    return canon_u64(reader, &((struct reading *)into)->standing->time);
}

static const struct shape_member standing_members[] = {
    {.name = "actor", .read = read_actor},   {.name = "counter", .read = read_counter},
    {.name = "fields", .read = read_fields}, {.name = "person", .read = read_person},
    {.name = "time", .read = read_time},
};
static const struct shape standing_shape = {standing_members, 5, .open = false};

bool standing_read(struct canon_reader *reader, struct arena *arena, struct standing *out)
{
    struct reading reading = {out, arena};

    return shape_read(reader, &standing_shape, &reading);
}

bool standing_put(struct buffer *out, const struct standing *standing)
{
    char actor[ACTOR_TEXT];

    actor_format(standing->dot.actor, actor);
    buffer_append_text(out, "{\"actor\":\"");
    buffer_append(out, actor, ACTOR_TEXT - 1);
    buffer_append_text(out, "\",\"counter\":");
    canon_put_u64(out, standing->dot.counter);
    buffer_append_text(out, ",\"fields\":");
    write_put_fields(out, standing->fields, standing->field_count);
    buffer_append_text(out, ",\"person\":");
    canon_put_uuid(out, &standing->person);
    buffer_append_text(out, ",\"time\":");
    canon_put_u64(out, standing->time);
    return buffer_append_char(out, '}');
}

const struct field *standing_field(const struct standing *standing, struct span name)
{
    size_t low = 0, high = standing->field_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = span_compare(standing->fields[middle].name, name);

        if (order == 0)
            return &standing->fields[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void standing_retain(struct standing *standing, const struct standing *other, bool common)
{
    size_t kept = 0, at = 0;

    for (size_t i = 0; i < standing->field_count; i++) {
        struct field field = standing->fields[i];
        int order = -1;

        while (at < other->field_count
               && (order = span_compare(other->fields[at].name, field.name)) < 0)
            at++;
        if ((at < other->field_count && order == 0) == common)
            standing->fields[kept++] = field;
    }
    standing->field_count = kept;
}

bool standing_same_write(const struct standing *a, const struct standing *b)
{
    size_t at = 0;

    if (a->time != b->time || !uuid_equal(&a->person, &b->person))
        return false;
    for (size_t i = 0; i < a->field_count; i++) {
        const struct field *field = &a->fields[i];

        while (at < b->field_count && span_compare(b->fields[at].name, field->name) < 0)
            at++;
        if (at < b->field_count && span_equal(b->fields[at].name, field->name)
            && !span_equal(b->fields[at].value, field->value))
            return false;
    }
    return true;
}
