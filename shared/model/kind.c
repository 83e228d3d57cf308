// SPDX-License-Identifier: Apache-2.0
#include "shared/model/kind.h"

#include "shared/base/calendar.h"
#include "shared/model/decimal.h"
#include "shared/model/hlc.h"
#include "shared/model/kind_choice.h"
#include "shared/model/kind_table.h"

#include <string.h>

// The years 1 BC to 9999: a tablet with a dead battery may well stand before 1970.
#define TIME_MAX_MS INT64_C(253402300799999)

static const char *const deleted_order[]
    = {"true", "false", NULL}; // an edit survives a concurrent deletion
static const struct kind_field deleted_field = {
    .name = "deleted",
    .type = TYPE_BOOLEAN,
    .policy = POLICY_WORST,
    .choice = deleted_order,
    .zh = "已删除",
    .en = "deleted",
};

const struct kind *kind_list(size_t *count)
{
    *count = kind_table_count;
    return kind_table;
}

// Most names differ in their first letter: every write looks its kind and fields up.
static char first_of(struct span name)
{
    return name.len ? name.data[0] : '\0';
}

const struct kind *kind_find(struct span name)
{
    char first = first_of(name);

    for (size_t i = 0; i < kind_table_count; i++)
        if (kind_table[i].name[0] == first && span_is(name, kind_table[i].name))
            return &kind_table[i];
    return NULL;
}

static bool listed(const char *const *list, struct span text)
{
    for (; *list; list++)
        if (span_is(text, *list))
            return true;
    return false;
}

bool kind_may_write(const struct kind *kind, struct span role)
{
    if (span_is(role, "auditor"))
        return false;
    return !kind || !kind->writers || listed(kind->writers, role)
           || !listed(kind_choice_roles, role);
}

const struct kind_field *kind_field_find(const struct kind *kind, struct span name)
{
    size_t count = kind ? kind->field_count : 0;
    char first = first_of(name);

    for (size_t i = 0; i < count; i++)
        if (kind->fields[i].name[0] == first && span_is(name, kind->fields[i].name))
            return &kind->fields[i];
    return span_is(name, deleted_field.name) ? &deleted_field : NULL;
}

// The text within the quotes of a string; false for any other value.
static bool inner_text(struct span value, struct span *text)
{
    if (value.data[0] != '"')
        return false;
    *text = (struct span){value.data + 1, value.len - 2};
    return true;
}

static bool within(const struct kind_field *field, int64_t number, int64_t low, int64_t high)
{
    if (field->min || field->max) {
        low = field->min;
        high = field->max;
    }
    return number >= low && number <= high;
}

static bool text_valid(const struct kind_field *field, struct span value)
{
    struct span text;

    return inner_text(value, &text) && within(field, (int64_t)text.len, 0, KIND_TEXT_MAX);
}

static bool integer_valid(const struct kind_field *field, struct span value)
{
    int64_t number;

    return text_parse_i64(value, &number)
           && within(field, number, -CANON_INTEGER_MAX, CANON_INTEGER_MAX);
}

static bool boolean_valid(const struct kind_field *field, struct span value)
{
    (void)field;
    return span_is(value, "true") || span_is(value, "false");
}

// The place of a value in the field's order, best first; -1 when it has none.
static int rank(const struct kind_field *field, struct span value)
{
    struct span text = value;

    inner_text(value, &text);
    for (int i = 0; field->choice[i]; i++)
        if (span_is(text, field->choice[i]))
            return i;
    return -1;
}

static bool choice_valid(const struct kind_field *field, struct span value)
{
    return value.data[0] == '"' && rank(field, value) >= 0;
}

static bool record_valid(const struct kind_field *field, struct span value)
{
    struct span text;
    struct uuid id;

    (void)field;
    return inner_text(value, &text) && uuid_parse(text, &id);
}

static bool digest_valid(const struct kind_field *field, struct span value)
{
    struct span text;
    struct digest digest;

    (void)field;
    return inner_text(value, &text) && digest_parse(text.data, text.len, &digest);
}

static bool decimal_number_valid(const struct kind_field *field, struct span value)
{
    struct span text;

    (void)field;
    return inner_text(value, &text) && decimal_valid(text);
}

static bool time_valid(const struct kind_field *field, struct span value)
{
    int64_t number;

    return text_parse_i64(value, &number) && within(field, number, -TIME_MAX_MS, TIME_MAX_MS);
}

static bool date_valid(const struct kind_field *field, struct span value)
{
    struct span text;
    int64_t day;

    (void)field;
    return inner_text(value, &text) && calendar_parse(text, &day);
}

static const struct {
    bool (*valid)(const struct kind_field *field, struct span value);
    const char *wanted;
} types[] = {
    [TYPE_TEXT] = {text_valid, "a text within its limits"},
    [TYPE_INTEGER] = {integer_valid, "an integer within its limits"},
    [TYPE_BOOLEAN] = {boolean_valid, "true or false"},
    [TYPE_CHOICE] = {choice_valid, "one of its choices"},
    [TYPE_RECORD] = {record_valid, "the id of a record"},
    [TYPE_DIGEST] = {digest_valid, "a digest of 64 lower-case hexadecimal digits"},
    [TYPE_DECIMAL] = {decimal_number_valid, "a decimal number in a string"},
    [TYPE_TIME] = {time_valid, "a time in Unix milliseconds"},
    [TYPE_DATE] = {date_valid, "a date, YYYY-MM-DD"},
};

static enum err refuse_field(const struct kind *kind, const char *name, struct span value,
                             const char *wanted, struct error *error)
{
    char shown[64];

    text_copy(shown, sizeof(shown), value);
    return error_set(error, ERR_INVALID, "%s.%s is %s; it must be %s", kind->name, name, shown,
                     wanted);
}

static enum err check_fields(const struct kind *kind, const struct write *write,
                             struct error *error)
{
    for (size_t i = 0; i < write->field_count; i++) {
        struct span value = write->fields[i].value;
        const struct kind_field *field = kind_field_find(kind, write->fields[i].name);

        if (!field)
            continue;
        if (span_is(value, "null")) {
            if (field->required)
                return refuse_field(kind, field->name, value, types[field->type].wanted, error);
        } else if (!types[field->type].valid(field, value)) {
            return refuse_field(kind, field->name, value, types[field->type].wanted, error);
        }
    }
    return ERR_OK;
}

static enum err check_required(const struct kind *kind, const struct write *write,
                               struct error *error)
{
    for (size_t i = 0; i < kind->field_count; i++)
        if (kind->fields[i].required && !write_field(write, kind->fields[i].name))
            return refuse_field(kind, kind->fields[i].name, span_of("missing"),
                                types[kind->fields[i].type].wanted, error);
    return ERR_OK;
}

static enum err check_site(const struct kind *kind, const struct write *write, struct error *error)
{
    char site[UUID_TEXT];

    if (kind->global ? uuid_is_nil(&write->site)
                     : !uuid_is_nil(&write->site)
                           && (!kind->own_site || uuid_equal(&write->site, &write->id)))
        return ERR_OK;
    uuid_format(&write->site, site);
    return error_set(error, ERR_INVALID, "%s: site is %s; it must be %s", kind->name, site,
                     kind->global     ? "nil, the kind belongs to no site"
                     : kind->own_site ? "the record's own id"
                                      : "the id of a site");
}

// A keyed record stays under the id of its key: whoever sets one of its key fields sets them all,
// as they are.
static enum err check_key(const struct kind *kind, const struct kind_question *question,
                          struct error *error)
{
    const struct write *write = question->write;
    char site[UUID_TEXT + 2] = "\"", id[UUID_TEXT];
    struct span values[KIND_KEY_MAX];
    bool set = question->creates, whole = true;
    size_t count = 0;
    struct uuid wanted;

    uuid_format(&write->site, site + 1);
    site[UUID_TEXT] = '"';
    for (; kind->key && kind->key[count]; count++) {
        const struct field *field = write_field(write, kind->key[count]);

        if (strcmp(kind->key[count], "site") == 0) {
            values[count] = (struct span){site, UUID_TEXT + 1};
            continue;
        }
        set = set || field;
        whole = whole && field;
        if (field)
            values[count] = field->value;
    }
    if (!count || !set)
        return ERR_OK;
    if (!whole)
        return error_set(error, ERR_INVALID, "%s: the fields of its key are set all together",
                         kind->name);
    wanted = kind_key_id(kind->name, values, count);
    if (uuid_equal(&wanted, &write->id))
        return ERR_OK;
    uuid_format(&wanted, id);
    return error_set(error, ERR_INVALID, "%s: the id of a record with this key is %s", kind->name,
                     id);
}

enum err kind_check(const struct kind_question *question, struct error *error)
{
    const struct write *write = question->write;
    const struct kind *kind = kind_find(write->kind);
    const struct field *deleted;
    enum err result;

    if (!kind)
        return ERR_OK;
    if (kind->office_only && question->from_tablet)
        return error_set(error, ERR_DENIED, "%s is written in the office only", kind->name);
    if (kind->write_once && !question->creates)
        return error_set(error, ERR_INVALID, "%s is written once and never changed", kind->name);
    deleted = write_field(write, deleted_field.name);
    if (kind->write_once && deleted && span_is(deleted->value, "true"))
        return error_set(error, ERR_INVALID, "%s is never deleted", kind->name);
    result = check_site(kind, write, error);
    if (result == ERR_OK)
        result = check_fields(kind, write, error);
    if (result == ERR_OK && question->creates)
        result = check_required(kind, write, error);
    if (result == ERR_OK)
        result = check_key(kind, question, error);
    return result;
}

static bool newer(const struct record_value *a, const struct record_value *b, int64_t received_ms)
{
    uint64_t a_time = hlc_counted(a->time, received_ms), b_time = hlc_counted(b->time, received_ms);

    return a_time != b_time ? a_time > b_time : dot_compare(a->dot, b->dot) > 0;
}

enum err kind_shown(const struct record *record, struct span field, int64_t received_ms,
                    struct record_value *out)
{
    const struct kind_field *rule = kind_field_find(kind_find(record->kind), field);
    enum kind_policy policy = rule ? rule->policy : POLICY_BOTH;
    struct record_value value, shown;

    if (record_values(record, field, out, 1) == 0)
        return ERR_NOT_FOUND;
    if (!record_field_conflicts(record, field))
        return ERR_OK;
    if (policy == POLICY_BOTH)
        return ERR_CONFLICT;
    shown = *out;
    for (size_t i = 0; i < record->write_count; i++) {
        if (!record_value_at(record, i, field, &value))
            continue;
        if (policy == POLICY_WORST && rank(rule, value.value) < 0)
            return ERR_CONFLICT;
        if (policy == POLICY_WORST ? rank(rule, value.value) > rank(rule, shown.value)
                                   : newer(&value, &shown, received_ms))
            shown = value;
    }
    *out = shown;
    return ERR_OK;
}

struct uuid kind_key_id(const char *kind, const struct span *values, size_t count)
{
    struct hash_stream *stream = hash_stream_create();
    struct digest digest;

    hash_stream_add(stream, "[\"", 2);
    hash_stream_add(stream, kind, strlen(kind));
    hash_stream_add(stream, "\"", 1);
    for (size_t i = 0; i < count; i++) {
        hash_stream_add(stream, ",", 1);
        hash_stream_add(stream, values[i].data, values[i].len);
    }
    hash_stream_add(stream, "]", 1);
    hash_stream_finish(stream, &digest);
    hash_stream_free(stream);
    return uuid_v8(digest.bytes);
}
