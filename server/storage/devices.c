// SPDX-License-Identifier: Apache-2.0
#include "server/storage/devices.h"

#include "server/storage/row.h"

static void read_device(struct row *row, struct device_row *out)
{
    row_uuid(row, &out->id);
    row_text(row, out->name, sizeof(out->name));
    out->state = (enum device_state)row_integer(row);
    out->version = row_u64(row);
    row_digest(row, &out->certificate);
    row_digest(row, &out->previous_certificate);
    row_digest(row, &out->public_key);
    out->public_der = row_bytes(row);
    out->enrolled_ms = row_integer(row);
    out->certificate_until_ms = row_integer(row);
    out->changed_ms = row_integer(row);
    row_text(row, out->reason, sizeof(out->reason));
}

enum err devices_get(struct view *view, const struct uuid *id, struct device_row *out,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_DEVICE_GET);
    enum err code;

    row_put_uuid(&row, id);
    code = row_step(&row, error);
    if (code)
        return code;
    read_device(&row, out);
    return row_keep(&row, (struct span *const[]){&out->public_der}, 1, error);
}

enum err devices_put(struct storage *storage, const struct device_row *device, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_DEVICE_PUT);

    row_put_uuid(&row, &device->id);
    row_put_text(&row, span_of(device->name));
    row_put_integer(&row, device->state);
    row_put_u64(&row, device->version);
    row_put_digest(&row, &device->certificate);
    row_put_digest(&row, &device->previous_certificate);
    row_put_digest(&row, &device->public_key);
    row_put_bytes(&row, device->public_der);
    row_put_integer(&row, device->enrolled_ms);
    row_put_integer(&row, device->certificate_until_ms);
    row_put_integer(&row, device->changed_ms);
    row_put_text(&row, span_of(device->reason));
    return row_run(&row, error);
}

enum err devices_list(struct view *view, devices_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_DEVICE_LIST);
    struct device_row device;

    while (row_next(&row, error)) {
        read_device(&row, &device);
        if (row_verdict(&row, error) || !each(arg, &device))
            break;
    }
    return row_done(&row, error);
}

enum err devices_person_put(struct storage *storage, const struct uuid *device,
                            const struct uuid *person, bool active, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_PERSON_PUT);

    row_put_uuid(&row, device);
    row_put_uuid(&row, person);
    row_put_integer(&row, active);
    return row_run(&row, error);
}

enum err devices_persons(struct view *view, const struct uuid *device, persons_each *each,
                         void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_PERSON_LIST);
    struct uuid person;
    bool active;

    row_put_uuid(&row, device);
    while (row_next(&row, error)) {
        row_uuid(&row, &person);
        active = row_flag(&row);
        if (row_verdict(&row, error) || !each(arg, &person, active))
            break;
    }
    return row_done(&row, error);
}

enum err devices_with_person(struct view *view, const struct uuid *person, uuid_each *each,
                             void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_PERSON_DEVICES);
    struct uuid device;

    row_put_uuid(&row, person);
    while (row_next(&row, error)) {
        row_uuid(&row, &device);
        if (row_verdict(&row, error) || !each(arg, &device))
            break;
    }
    return row_done(&row, error);
}
