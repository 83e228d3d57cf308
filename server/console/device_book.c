// SPDX-License-Identifier: Apache-2.0
#include "server/console/device_book.h"

#include "server/console/held_words.h"
#include "server/reconcile/night_tablets.h"
#include "server/storage/proofs.h"

#include <string.h>

enum { NAMES_BYTES = 2000 };

struct reading {
    struct device_book *book;
    struct buffer names;
};

const char *const device_book_states[] = {"active", "revoked", "wipe", "returning", NULL};

const char *device_book_state(enum device_state state, const char **en)
{
    static const char *const words[][2] = {[DEVICE_ACTIVE] = {"在用", "in use"},
                                           [DEVICE_REVOKED] = {"已停用", "revoked"},
                                           [DEVICE_WIPE] = {"停用并清空", "to be wiped"},
                                           [DEVICE_RETURNING] = {"登记已丢失", "not known"}};

    *en = words[state][1];
    return words[state][0];
}

struct book_device *device_book_find(const struct device_book *book, const struct uuid *device)
{
    for (size_t i = 0; i < book->count; i++)
        if (uuid_equal(&book->list[i].row.id, device))
            return &book->list[i];
    return NULL;
}

static bool note_device(void *arg, const struct device_row *row)
{
    struct device_book *book = arg;

    book->list = mem_room(book->list, book->count, &book->room, sizeof(*book->list));
    book->list[book->count] = (struct book_device){.row = *row, .persons = ""};
    book->list[book->count++].row.public_der = (struct span){0};
    return true;
}

static bool note_held(void *arg, const struct held_row *held)
{
    struct book_device *device = device_book_find(arg, &held->device);

    if (device)
        device->held += held_words_standing(held) == HELD_OPEN;
    return true;
}

static bool note_asked(void *arg, const struct uuid *id, int64_t at_ms)
{
    struct book_device *device = device_book_find(arg, id);

    if (device)
        device->asked_ms = at_ms;
    return true;
}

static bool note_person(void *arg, const struct uuid *id, bool active)
{
    struct reading *reading = arg;
    const struct book_person *person = people_book_find(&reading->book->people, id);

    if (active)
        buffer_printf(&reading->names, "%s%s", reading->names.len ? "、" : "",
                      person ? person->name : "?");
    return true;
}

static enum err read_persons(struct view *view, struct device_book *book, struct arena *arena,
                             struct error *error)
{
    struct reading reading = {.book = book};
    enum err err = ERR_OK;

    buffer_init(&reading.names, NAMES_BYTES);
    for (size_t i = 0; err == ERR_OK && i < book->count; i++) {
        buffer_reset(&reading.names);
        err = devices_persons(view, &book->list[i].row.id, note_person, &reading, error);
        if (reading.names.len)
            book->list[i].persons = arena_dup(arena, reading.names.data, reading.names.len);
        if (err == ERR_OK && !book->list[i].persons)
            err = error_set(error, ERR_TOO_LARGE, "the tablets do not fit in memory");
    }
    buffer_clear(&reading.names);
    return err;
}

// As the night reads them, of the newest commit.
static enum err read_night(struct view *view, int64_t now_ms, struct night *night,
                           struct error *error)
{
    enum err err;

    night->cut_ms = now_ms;
    night->newest = true;
    err = commit_head(view, &night->commit, error);
    if (err == ERR_NOT_FOUND)
        err = ERR_OK; // nothing happened yet
    return err == ERR_OK ? night_tablets_read(view, night, error) : err;
}

enum err device_book_read(struct view *view, struct arena *arena, int64_t now_ms,
                          struct device_book *out, struct error *error)
{
    const struct held_filter open = {.open_only = true};
    enum err err;

    *out = (struct device_book){.count = 0};
    night_init(&out->night);
    err = people_book_read(view, arena, &out->people, error);
    if (err == ERR_OK)
        err = devices_list(view, note_device, out, error);
    if (err == ERR_OK)
        err = read_persons(view, out, arena, error);
    if (err == ERR_OK)
        err = held_list(view, &open, note_held, out, error);
    if (err == ERR_OK)
        err = proofs_asked(view, note_asked, out, error);
    if (err == ERR_OK)
        err = read_night(view, now_ms, &out->night, error);
    for (size_t i = 0; err == ERR_OK && i < out->night.device_count; i++) {
        struct book_device *device = device_book_find(out, &out->night.devices[i].id);

        if (device)
            device->night = &out->night.devices[i];
    }
    for (size_t i = 0; err == ERR_OK && i < out->count; i++)
        if (!out->list[i].night)
            err = error_set(error, ERR_INTERNAL, "a tablet without its figures");
    return err;
}

void device_book_clear(struct device_book *book)
{
    people_book_clear(&book->people);
    night_clear(&book->night);
    mem_free(book->list);
    book->list = NULL;
}
