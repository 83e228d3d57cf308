// SPDX-License-Identifier: Apache-2.0
#include "server/sync/edit_audit.h"

enum { VALUES_MOST = 16, AFTER_BYTES = 4 << 20 };

static void put_name(struct buffer *out, struct span name, bool first)
{
    buffer_append_char(out, first ? '{' : ',');
    buffer_append_json(out, name.data, name.len);
    buffer_append_char(out, ':');
}

static void put_standing(struct buffer *out, const struct record_value *values, size_t count)
{
    count = count < VALUES_MOST ? count : VALUES_MOST;
    if (count > 1)
        buffer_append_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_append_char(out, ',');
        buffer_append(out, values[i].value.data, values[i].value.len);
    }
    if (count > 1)
        buffer_append_char(out, ']');
}

void edit_audit_before(const struct office_edit *edit, const struct record *record,
                       struct buffer *out)
{
    struct record_value values[VALUES_MOST];
    bool first = true;

    for (size_t i = 0; i < edit->field_count; i++) {
        size_t count = record_values(record, edit->fields[i].name, values, VALUES_MOST);

        if (count == 0)
            continue;
        put_name(out, edit->fields[i].name, first);
        put_standing(out, values, count);
        first = false;
    }
    if (!first)
        buffer_append_char(out, '}');
}

static void put_after(const struct office_edit *edit, struct buffer *out)
{
    for (size_t i = 0; i < edit->field_count; i++) {
        put_name(out, edit->fields[i].name, i == 0);
        buffer_append(out, edit->fields[i].value.data, edit->fields[i].value.len);
    }
    if (edit->field_count)
        buffer_append_char(out, '}');
}

enum err edit_audit_put(struct storage *storage, const struct office_edit *edit,
                        const struct buffer *before, struct error *error)
{
    struct audit_row row = *edit->audit;
    struct buffer after;
    char id[UUID_TEXT];
    enum err result;

    buffer_init(&after, AFTER_BYTES);
    put_after(edit, &after);
    uuid_format(&edit->id, id);
    row.subject_kind = span_of(edit->kind);
    row.subject = span_of(id);
    row.site = edit->site;
    row.before = (struct span){before->data, before->len};
    row.after = (struct span){after.data, after.len};
    result = before->failed || after.failed
                 ? error_set(error, ERR_TOO_LARGE, "the edit is too long for the audit")
                 : audit_put(storage, &row, NULL, error);
    buffer_clear(&after);
    return result;
}
