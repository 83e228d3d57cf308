// SPDX-License-Identifier: Apache-2.0
#include "shared/data/record_view.h"

#include "shared/base/clock.h"
#include "shared/model/hlc.h"
#include "shared/model/kind_word.h"
#include "shared/model/move.h"

#include <stdio.h>
#include <string.h>

enum { VALUES_MOST = 64, FIELDS_MOST = 1024, LINE_FIELDS = 4 };

static void key_of(struct span name, char out[FIELD_NAME_MAX + 1])
{
    text_copy(out, FIELD_NAME_MAX + 1, name);
}

static void put_value(struct json_writer *json, const struct record_value *value)
{
    char person[UUID_TEXT], actor[ACTOR_TEXT];
    uuid_format(&value->person, person);
    actor_format(value->dot.actor, actor);
    json_object_open(json, NULL);
    json_put_raw(json, "value", value->value);
    json_put_text(json, "person", person);
    json_put_integer(json, "time", hlc_wall_ms(value->time));
    json_put_text(json, "actor", actor);
    json_put_u64(json, "counter", value->dot.counter);
    json_object_close(json);
}

static void put_field(struct json_writer *json, const struct record *record, struct span name,
                      int64_t received_ms)
{
    char key[FIELD_NAME_MAX + 1];
    struct record_value shown, values[VALUES_MOST];
    size_t count = record_values(record, name, values, VALUES_MOST);
    key_of(name, key);
    json_object_open(json, key);
    if (kind_shown(record, name, received_ms, &shown) == ERR_OK)
        json_put_raw(json, "value", shown.value);
    else
        json_put_null(json, "value");
    json_put_boolean(json, "conflict", record_field_conflicts(record, name));
    json_array_open(json, "values");
    for (size_t i = 0; i < count && i < VALUES_MOST; i++)
        put_value(json, &values[i]);
    json_array_close(json);
    json_object_close(json);
}

static void put_ids(struct json_writer *json, const struct record *record)
{
    char text[UUID_TEXT];
    uuid_format(&record->id, text);
    json_put_text(json, "id", text);
    json_put_span(json, "kind", record->kind);
    uuid_format(&record->site, text);
    json_put_text(json, "site", text);
    json_put_boolean(json, "deleted", record_deleted(record));
}

void record_view_json(struct json_writer *json, const struct record *record, int64_t received_ms)
{
    static _Thread_local struct span names[FIELDS_MOST];
    struct buffer vector;
    put_ids(json, record);
    size_t count = record_conflicts(record, names, FIELDS_MOST);
    json_array_open(json, "conflicts");
    for (size_t i = 0; i < count && i < FIELDS_MOST; i++)
        json_put_span(json, NULL, names[i]);
    json_array_close(json);
    buffer_init(&vector, 1 << 20);
    if (vector_format(&record->vector, &vector))
        json_put_raw(json, "vector", (struct span){vector.data, vector.len});
    buffer_clear(&vector);
    count = record_fields(record, names, FIELDS_MOST);
    json_object_open(json, "fields");
    for (size_t i = 0; i < count && i < FIELDS_MOST; i++)
        put_field(json, record, names[i], received_ms);
    json_object_close(json);
}

// A value without its JSON dress.
static void print_plain(struct buffer *out, struct span value)
{
    if (value.len >= 2 && value.data[0] == '"')
        canon_unescape((struct span){value.data + 1, value.len - 2}, out);
    else
        buffer_append(out, value.data, value.len);
}

static void print_label(struct buffer *out, const struct record *record, struct span name)
{
    const struct kind *kind = kind_find(record->kind);
    const struct kind_field *field = kind == NULL ? NULL : kind_field_find(kind, name);
    buffer_append_text(out, "  ");
    buffer_append(out, name.data, name.len);
    if (field != NULL && field->zh != NULL)
        buffer_printf(out, " (%s)", field->zh);
    buffer_append_text(out, ": ");
}

// The name of a person from the record that `people` has; false when there is none.
static bool print_name(struct buffer *out, const struct uuid *person,
                       const struct record_people *people)
{
    struct buffer state;
    struct arena arena;
    struct record record = {0};
    struct record_value name;
    bool known = false;
    buffer_init(&state, RECORD_BYTES_MAX);
    arena_init(&arena, 4 << 20);
    if (people != NULL && people->state(people->ctx, person, &state)
        && record_parse((struct span){state.data, state.len}, &arena, &record, NULL) == ERR_OK
        && span_is(record.kind, "person")
        && kind_shown(&record, span_of("name"), 0, &name) == ERR_OK) {
        print_plain(out, name.value);
        known = true;
    }
    record_clear(&record);
    arena_clear(&arena);
    buffer_clear(&state);
    return known;
}

static void print_person(struct buffer *out, const struct uuid *person,
                         const struct record_people *people)
{
    char id[UUID_TEXT];
    uuid_format(person, id);
    if (!print_name(out, person, people))
        buffer_append_text(out, uuid_is_nil(person) ? "办公室 office" : id);
}

// The words of a step, whichever record takes it.
static const char *step_words(struct span name)
{
    for (size_t i = 0; i < move_machine_count; i++)
        for (size_t j = 0; j < move_machines[i].rule_count; j++)
            if (span_is(name, move_machines[i].rules[j].name))
                return move_machines[i].rules[j].zh;
    return NULL;
}

// What a text or a choice is called, if the tables have words for it.
static const char *words_of(struct span kind, const struct kind_field *field, struct span text)
{
    const struct kind_word *word = NULL;
    if (strcmp(field->name, "move") == 0)
        return step_words(text);
    if (field->type == TYPE_CHOICE || strcmp(field->name, "role") == 0)
        word = kind_word_find(kind, text);
    return word == NULL ? NULL : word->zh;
}

// What a value says to people, behind the value as scripts and `record set` have it: `fail 不合格`.
static void print_meaning(struct buffer *out, const struct record *record, struct span name,
                          struct span value)
{
    const struct kind *kind = kind_find(record->kind);
    const struct kind_field *field = kind == NULL ? NULL : kind_field_find(kind, name);
    char time[CLOCK_TEXT];
    int64_t number;
    if (field == NULL)
        return;
    if (field->type == TYPE_BOOLEAN) {
        buffer_append_text(out, span_is(value, "true")    ? " 是"
                                : span_is(value, "false") ? " 否"
                                                          : "");
    } else if (field->type == TYPE_TIME && text_parse_i64(value, &number)) {
        clock_format(number, time);
        buffer_printf(out, " %s", time);
    } else if (value.len >= 2 && value.data[0] == '"') {
        const char *words
            = words_of(record->kind, field, (struct span){value.data + 1, value.len - 2});
        buffer_printf(out, "%s%s", words == NULL ? "" : " ", words == NULL ? "" : words);
    }
}

static void print_value(struct buffer *out, const struct record *record, struct span name,
                        struct span value)
{
    print_plain(out, value);
    print_meaning(out, record, name, value);
}

// Behind the id of a person the name.
static void print_reference(struct buffer *out, struct span value,
                            const struct record_people *people)
{
    struct buffer name;
    struct uuid id;
    if (value.len < 2 || !uuid_parse((struct span){value.data + 1, value.len - 2}, &id))
        return;
    buffer_init(&name, 4096);
    if (print_name(&name, &id, people))
        buffer_printf(out, " %.*s", (int)name.len, name.data);
    buffer_clear(&name);
}

// All values of a field that stand side by side, each with who and when.
static void print_conflict(struct buffer *out, const struct record *record, struct span name,
                           const struct record_people *people)
{
    struct record_value values[VALUES_MOST];
    size_t count = record_values(record, name, values, VALUES_MOST);
    buffer_append_text(out, "冲突 conflict\n");
    for (size_t i = 0; i < count && i < VALUES_MOST; i++) {
        char time[CLOCK_TEXT];
        clock_format(hlc_wall_ms(values[i].time), time);
        buffer_append_text(out, "      - ");
        print_value(out, record, name, values[i].value);
        buffer_append_text(out, "   (");
        print_person(out, &values[i].person, people);
        buffer_printf(out, ", %s)\n", time);
    }
}

static void print_field(struct buffer *out, const struct record *record, struct span name,
                        int64_t received_ms, const struct record_people *people)
{
    struct record_value shown;
    if (span_is(name, "deleted") && !record_field_conflicts(record, name)
        && !record_deleted(record))
        return;
    print_label(out, record, name);
    enum err err = kind_shown(record, name, received_ms, &shown);
    if (err == ERR_OK) {
        print_value(out, record, name, shown.value);
        print_reference(out, shown.value, people);
        buffer_append_text(out, record_field_conflicts(record, name) ? "   " : "\n");
    }
    if (record_field_conflicts(record, name))
        print_conflict(out, record, name, people);
}

void record_view_text(struct buffer *out, const struct record *record, int64_t received_ms,
                      const struct record_people *people)
{
    static _Thread_local struct span names[FIELDS_MOST];
    char id[UUID_TEXT], site[UUID_TEXT];
    const struct kind *kind = kind_find(record->kind);
    uuid_format(&record->id, id);
    uuid_format(&record->site, site);
    buffer_append(out, record->kind.data, record->kind.len);
    buffer_printf(out, "%s%s  %s\n", kind == NULL ? "" : " ", kind == NULL ? "" : kind->zh, id);
    if (!uuid_is_nil(&record->site))
        buffer_printf(out, "  site (工地): %s\n", site);
    if (record_deleted(record))
        buffer_append_text(out, "  已删除 deleted\n");
    size_t count = record_fields(record, names, FIELDS_MOST);
    for (size_t i = 0; i < count && i < FIELDS_MOST; i++)
        print_field(out, record, names[i], received_ms, people);
}

void record_view_line(struct buffer *out, const struct record *record, int64_t received_ms)
{
    static _Thread_local struct span names[FIELDS_MOST];
    char id[UUID_TEXT];
    size_t printed = 0, count = record_fields(record, names, FIELDS_MOST);
    uuid_format(&record->id, id);
    buffer_printf(out, "%s  ", id);
    buffer_append(out, record->kind.data, record->kind.len);
    for (size_t i = 0; i < count && i < FIELDS_MOST && printed < LINE_FIELDS; i++) {
        struct record_value shown;
        if (span_is(names[i], "deleted")
            || kind_shown(record, names[i], received_ms, &shown) != ERR_OK)
            continue;
        buffer_append_text(out, "  ");
        buffer_append(out, names[i].data, names[i].len);
        buffer_append_char(out, '=');
        print_value(out, record, names[i], shown.value);
        printed++;
    }
    if (record_conflicts(record, names, FIELDS_MOST) > 0)
        buffer_append_text(out, "  [冲突 conflict]");
    buffer_append_char(out, '\n');
}
