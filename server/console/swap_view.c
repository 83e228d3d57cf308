// SPDX-License-Identifier: Apache-2.0
#include "server/console/swap_view.h"

#include "server/storage/parcels.h"
#include "server/storage/swaps.h"
#include "server/sync/office_swap.h"
#include "shared/data/fact_json.h"

struct brought {
    const struct swap_row *swap;
    int64_t count, open, newest_ms; // handover files of the old one since it was begun
};

static bool count_parcel(void *arg, const struct parcel_row *parcel)
{
    struct brought *brought = arg;

    if (!uuid_equal(&parcel->device, &brought->swap->old)
        || parcel->arrived_ms < brought->swap->begun_ms)
        return true;
    brought->count++;
    brought->open += parcel->state == PARCEL_ARRIVED || parcel->state == PARCEL_WAITS;
    if (parcel->arrived_ms > brought->newest_ms)
        brought->newest_ms = parcel->arrived_ms;
    return true;
}

static enum err put_brought(struct json_writer *json, struct view *view,
                            const struct swap_row *swap, struct error *error)
{
    struct brought brought = {.swap = swap};
    enum err err = parcels_list(view, false, count_parcel, &brought, error);

    json_object_open(json, "handover");
    json_put_integer(json, "count", brought.count);
    json_put_integer(json, "open", brought.open);
    json_put_known(json, "newest_ms", brought.count > 0, brought.newest_ms);
    json_object_close(json);
    return err;
}

static void put_tablet(struct json_writer *json, const char *key, const struct device_book *book,
                       const struct uuid *id)
{
    const struct book_device *device = uuid_is_nil(id) ? NULL : device_book_find(book, id);

    if (!device) {
        json_put_null(json, key);
        return;
    }
    json_object_open(json, key);
    fact_json_id(json, "id", id);
    json_put_text(json, "name", device->row.name);
    json_put_integer(json, "enrolled_ms", device->row.enrolled_ms);
    json_put_known(json, "last_contact_ms", device->night->last_contact_ms > 0,
                   device->night->last_contact_ms);
    json_object_close(json);
}

static enum err put_swap(struct json_writer *json, struct view *view,
                         const struct device_book *book, const struct swap_row *swap,
                         struct error *error)
{
    const struct book_person *person = people_book_find(&book->people, &swap->person);
    struct swap_guest came = {.until_ms = 0};
    enum err err = office_swap_came(view, swap, book->night.cut_ms, &came, error);

    json_object_open(json, "swap");
    json_put_integer(json, "begun_ms", swap->begun_ms);
    json_put_text(json, "begun_by", swap->begun_by);
    json_object_open(json, "person");
    fact_json_id(json, "id", &swap->person);
    json_put_text(json, "name", person ? person->name : NULL);
    json_object_close(json);
    json_put_known(json, "invited_until_ms", came.until_ms > 0, came.until_ms);
    put_tablet(json, "successor", book, &came.device);
    json_put_known(json, "confirmed_ms", swap->confirmed_ms > 0, swap->confirmed_ms);
    json_put_known(json, "ended_ms", swap->ended_ms > 0, swap->ended_ms);
    if (err == ERR_OK)
        err = put_brought(json, view, swap, error);
    json_object_close(json);
    return err;
}

enum err swap_view_put(struct json_writer *json, struct view *view, const struct device_book *book,
                       const struct uuid *device, struct error *error)
{
    struct swap_row swap;
    enum err err = swaps_of(view, device, &swap, error);

    if (err == ERR_OK)
        err = put_swap(json, view, book, &swap, error);
    else if (err == ERR_NOT_FOUND)
        json_put_null(json, "swap");
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    err = swaps_to(view, device, &swap, error);
    put_tablet(json, "replaces", book, err == ERR_OK ? &swap.old : &uuid_nil);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
