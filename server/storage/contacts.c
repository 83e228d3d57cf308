// SPDX-License-Identifier: Apache-2.0
#include "server/storage/contacts.h"

#include "server/storage/row.h"

enum err contacts_put(struct storage *storage, const struct device_contact *contact,
                      struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_CONTACT_PUT);

    row_put_uuid(&row, &contact->device);
    row_put_integer(&row, contact->at_ms);
    row_put_integer(&row, contact->pulled_at_ms);
    row_put_text(&row, span_of(contact->agent));
    row_put_integer(&row, contact->clock_offset_ms);
    row_put_integer(&row, contact->storage_free);
    row_put_integer(&row, contact->unsent_writes);
    row_put_integer(&row, contact->unsent_blobs);
    row_put_integer(&row, contact->unsent_bytes);
    row_put_integer(&row, contact->unsent_oldest_ms);
    row_put_u64(&row, contact->cursor_commit);
    row_put_bytes(&row, contact->actors);
    return row_run(&row, error);
}

static enum err read_contact(struct row *row, struct device_contact *out, struct error *error)
{
    enum err code = row_step(row, error);

    if (code)
        return code;
    row_uuid(row, &out->device);
    out->at_ms = row_integer(row);
    out->pulled_at_ms = row_integer(row);
    row_text(row, out->agent, sizeof(out->agent));
    out->clock_offset_ms = row_integer(row);
    out->storage_free = row_integer(row);
    out->unsent_writes = row_integer(row);
    out->unsent_blobs = row_integer(row);
    out->unsent_bytes = row_integer(row);
    out->unsent_oldest_ms = row_integer(row);
    out->cursor_commit = row_u64(row);
    out->actors = row_bytes(row);
    return row_keep(row, (struct span *const[]){&out->actors}, 1, error);
}

enum err contacts_get(struct view *view, const struct uuid *device, struct device_contact *out,
                      struct error *error)
{
    struct row row = row_begin(view, STATEMENT_CONTACT_GET);

    row_put_uuid(&row, device);
    return read_contact(&row, out, error);
}

enum err contacts_at(struct view *view, const struct uuid *device, int64_t at_ms,
                     struct device_contact *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_CONTACT_AT);

    row_put_uuid(&row, device);
    row_put_integer(&row, at_ms);
    return read_contact(&row, out, error);
}

enum err contacts_thin(struct storage *storage, int64_t from_ms, int64_t until_ms,
                       struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_CONTACT_THIN);

    row_put_integer(&row, from_ms);
    row_put_integer(&row, until_ms);
    return row_run(&row, error);
}
