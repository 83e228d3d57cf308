// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/photo_view.h"

#include "agent/store/outgoing.h"
#include "shared/data/fact_json.h"

#include <stdlib.h>

struct photo_row {
    struct uuid of;
    bool copy;
    int64_t taken_ms;
    const struct fact *fact;
};
// The photos of the site by what they are of.
struct photo_view {
    struct photo_row *rows;
    size_t count;
};

static int by_place(const void *a, const void *b)
{
    const struct photo_row *one = a, *other = b;
    int order = uuid_compare(&one->of, &other->of);

    if (!order)
        order = one->copy - other->copy;
    if (!order)
        order = (one->taken_ms > other->taken_ms) - (one->taken_ms < other->taken_ms);
    if (!order)
        order = (one->fact->time > other->fact->time) - (one->fact->time < other->fact->time);
    return order ? order : uuid_compare(&one->fact->record->id, &other->fact->record->id);
}

static struct photo_view *make(struct reading *reading)
{
    size_t count = 0;
    const struct fact *list = facts_of_kind(reading->facts, "photo", &count);
    struct photo_view *view = arena_take(reading->arena, sizeof(*view));
    struct uuid original;

    if (view)
        view->rows = arena_take(reading->arena, (count + 1) * sizeof(*view->rows));
    if (!view || !view->rows)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        struct photo_row *row = &view->rows[view->count];

        if (record_deleted(list[i].record) || !fact_uuid(&list[i], "of", &row->of))
            continue;
        row->fact = &list[i];
        row->copy = fact_uuid(&list[i], "copy_of", &original);
        fact_integer(&list[i], "taken_at", &row->taken_ms);
        view->count++;
    }
    qsort(view->rows, view->count, sizeof(*view->rows), by_place);
    return view;
}

// Those of a record; NULL: none.
static const struct photo_row *find(struct reading *reading, const struct uuid *of, size_t *count)
{
    size_t low = 0, high, end;

    *count = 0;
    if (!reading->photos)
        reading->photos = make(reading);
    if (!reading->photos)
        return NULL;
    high = reading->photos->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (uuid_compare(&reading->photos->rows[middle].of, of) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < reading->photos->count && uuid_equal(&reading->photos->rows[end].of, of);
         end++)
        continue;
    *count = end - low;
    return reading->photos->rows + low;
}

// Whether the file that a field names is on this tablet.
static bool is_here(const struct reading *reading, const struct fact *photo, const char *field)
{
    struct outgoing_row row;
    struct digest digest;
    struct span hex;

    return fact_text(photo, field, &hex) && digest_parse(hex.data, hex.len, &digest)
           && outgoing_get(reading->store, &digest, &row, NULL) == ERR_OK && row.present;
}

static void put_one(struct reading *reading, const struct fact *photo)
{
    static const char *const fields[]
        = {"of",       "name",     "moment",    "width",   "height", "size",
           "taken_at", "latitude", "longitude", "copy_of", NULL};
    struct json_writer *json = reading->json;
    const bool here = is_here(reading, photo, "digest");
    struct span thumbnail;

    json_object_open(json, NULL);
    fact_json_id(json, "id", &photo->record->id);
    fact_json_values(json, photo, fields);
    fact_json_person_of(json, "person", reading->facts, photo, NULL);
    json_put_boolean(
        json, "thumbnail",
        fact_text(photo, "thumbnail", &thumbnail) ? is_here(reading, photo, "thumbnail") : here);
    json_put_boolean(json, "unsent", unsent_has(&reading->unsent, &photo->record->id));
    json_put_boolean(json, "here", here);
    json_object_close(json);
}

static bool is_of_moment(const struct fact *photo, const char *moment)
{
    if (!moment)
        return true;
    return moment[0] == '!' ? !fact_is(photo, "moment", moment + 1)
                            : fact_is(photo, "moment", moment);
}

void photo_view_put(struct reading *reading, const char *key, const struct uuid *of,
                    const char *moment)
{
    size_t count;
    const struct photo_row *rows = find(reading, of, &count);

    json_array_open(reading->json, key);
    for (size_t i = 0; i < count; i++)
        if (is_of_moment(rows[i].fact, moment))
            put_one(reading, rows[i].fact);
    json_array_close(reading->json);
}

size_t photo_view_count(struct reading *reading, const struct uuid *of, struct uuid *first)
{
    size_t count, counted = 0;
    const struct photo_row *rows = find(reading, of, &count);

    *first = uuid_nil;
    for (; counted < count && !rows[counted].copy; counted++)
        continue;
    if (counted)
        *first = rows[0].fact->record->id;
    return counted;
}
