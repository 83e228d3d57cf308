// SPDX-License-Identifier: Apache-2.0
#include "server/enrol/person_list.h"

#include "server/storage/records.h"
#include "shared/data/json.h"
#include "shared/model/kind.h"

struct list {
    struct view *view;
    const struct uuid *also;
    bool also_listed;
    struct json_writer writer;
    struct arena arena;
    enum err result;
    struct error *error;
};

// A text field as it is shown; null when nothing is.
static void put_field(struct list *list, const struct record *record, const char *name)
{
    struct record_value value;

    if (kind_shown(record, span_of(name), 0, &value) == ERR_OK)
        json_put_raw(&list->writer, name, value.value);
    else
        json_put_null(&list->writer, name);
}

static bool put_person(void *arg, const struct uuid *person, bool active)
{
    struct list *list = arg;
    struct record_row row;
    struct record record;
    char id[UUID_TEXT];

    if (!active)
        return true;
    if (uuid_equal(person, list->also))
        list->also_listed = true;
    list->result = records_get(list->view, person, &row, list->error);
    if (list->result == ERR_NOT_FOUND)
        list->result = ERR_OK;
    else if (list->result == ERR_OK) {
        arena_reset(&list->arena);
        list->result = record_parse(row.state, &list->arena, &record, list->error);
        if (list->result != ERR_OK)
            return false;
        uuid_format(person, id);
        json_object_open(&list->writer, NULL);
        json_put_text(&list->writer, "id", id);
        put_field(list, &record, "name");
        put_field(list, &record, "role");
        json_object_close(&list->writer);
        record_clear(&record);
    }
    return list->result == ERR_OK;
}

enum err person_list_format(struct view *view, const struct uuid *device, const struct uuid *also,
                            struct buffer *out, struct error *error)
{
    struct list list = {.view = view, .also = also, .error = error};
    enum err result;

    arena_init(&list.arena, 4 << 20);
    json_begin(&list.writer, out);
    json_array_open(&list.writer, NULL);
    result = devices_persons(view, device, put_person, &list, error);
    if (result == ERR_OK && list.result == ERR_OK && !list.also_listed && !uuid_is_nil(also))
        put_person(&list, also, true);
    json_array_close(&list.writer);
    arena_clear(&list.arena);
    if (result == ERR_OK)
        result = list.result;
    return result == ERR_OK && out->failed
               ? error_set(error, ERR_TOO_LARGE, "too many persons on the list")
               : result;
}
