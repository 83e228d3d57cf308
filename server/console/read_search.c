// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_search.h"

#include "server/console/console.h"
#include "server/storage/devices.h"
#include "server/storage/records.h"
#include "shared/base/memory.h"
#include "shared/model/canon.h"
#include "shared/model/kind.h"
#include "shared/model/kind_word.h"
#include "shared/web/route.h"

#include <stdlib.h>
#include <string.h>

enum {
    TEXT_MAX = 100, // of what is searched
    WORDS_MAX = 8,
    SHOWN = 8, // of each kind
    FOUND_MAX = 20000,
    RECORD_BYTES = 4 << 20,
    PLAIN_BYTES = 16 << 10,
};

enum found_kind { FOUND_SITE, FOUND_CUSTOMER, FOUND_DEVICE, FOUND_PERSON, FOUND_KINDS };
static const char *const kind_names[] = {"site", "customer", "device", "person"};

struct found {
    enum found_kind kind;
    struct uuid id;
    bool begins; // a word stands at the beginning of its title
    const char *title, *sub;
    const struct kind_word *role; // of a person
};

struct search {
    struct route_call *call;
    struct arena *arena; // of the call
    char text[TEXT_MAX * 4 + 1];
    const char *words[WORDS_MAX]; // in `text`, in lower case; each must be found
    size_t word_count;
    struct found *found;
    size_t count, room;
    bool personal; // something personal is among it
    enum err err;
    struct error *error;
};

// ---- texts ----

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

// Bytes of the space at the start of `text`, the wide one of Chinese keyboards included.
static size_t space_at(const char *text)
{
    return strchr(" \t\r\n", *text) && *text ? 1 : strncmp(text, "\u3000", 3) == 0 ? 3 : 0;
}

static void take_words(struct search *search, const char *text)
{
    char *at = search->text;

    text_copy(search->text, sizeof(search->text), span_of(text));
    while (search->word_count < WORDS_MAX) {
        while (space_at(at))
            at += space_at(at);
        if (!*at)
            return;
        search->words[search->word_count++] = at;
        for (; *at && !space_at(at); at++)
            *at = lower(*at);
        if (*at) {
            size_t len = space_at(at);

            *at = '\0';
            at += len;
        }
    }
}

// A field as it is shown, plain; "" when there is none. Lies in the call's arena.
static const char *read_text(struct search *search, const struct record *record, const char *name)
{
    struct record_value value;
    struct buffer plain;
    const char *text = NULL;

    buffer_init(&plain, PLAIN_BYTES);
    if (kind_shown(record, span_of(name), 0, &value) != ERR_NOT_FOUND && value.value.len >= 2
        && value.value.data[0] == '"'
        && canon_unescape((struct span){value.value.data + 1, value.value.len - 2}, &plain))
        text = arena_dup(search->arena, plain.data, plain.len);
    buffer_clear(&plain);
    return text ? text : "";
}

static bool begins(const char *text, const char *word)
{
    for (; *word; text++, word++)
        if (lower(*text) != *word)
            return false;
    return true;
}

static bool holds(const char *text, const char *word)
{
    for (; *text; text++)
        if (begins(text, word))
            return true;
    return false;
}

// Whether every word is in one of the texts.
static bool has_words(const struct search *search, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < search->word_count; i++) {
        bool found = false;

        for (size_t k = 0; k < count && !found; k++)
            found = holds(texts[k], search->words[i]);
        if (!found)
            return false;
    }
    return search->word_count > 0;
}

// ---- what is found ----

static struct found *add_found(struct search *search, enum found_kind kind, const struct uuid *id)
{
    struct found *found;

    if (search->count == FOUND_MAX)
        return NULL;
    search->found = mem_room(search->found, search->count, &search->room, sizeof(*search->found));
    found = &search->found[search->count++];
    *found = (struct found){.kind = kind, .id = *id, .title = "", .sub = ""};
    return found;
}

static void name_found(const struct search *search, struct found *found, const char *title,
                       const char *sub)
{
    found->title = title;
    found->sub = sub;
    for (size_t i = 0; i < search->word_count; i++)
        found->begins |= begins(title, search->words[i]);
}

static const char *join(struct search *search, const char *first, const char *second)
{
    static const char between[] = " · ";
    size_t len = strlen(first), more = strlen(second);
    char *text;

    if (!len || !more)
        return len ? first : second;
    text = arena_take(search->arena, len + more + sizeof(between));
    if (!text)
        return first;
    memcpy(text, first, len);
    memcpy(text + len, between, sizeof(between) - 1);
    memcpy(text + len + sizeof(between) - 1, second, more + 1);
    return text;
}

static bool reads(struct search *search, enum err err, const struct error *error)
{
    if (err != ERR_OK) {
        search->err = err;
        *search->error = *error;
    }
    return err == ERR_OK;
}

// A site without the right to personal data is found by its contract only.
static void look_at_site(struct search *search, const struct uuid *id, const struct record *record)
{
    const char *store = read_text(search, record, "store");
    const char *contract = read_text(search, record, "contract_number");
    const char *customer, *phone, *address;
    bool personal = console_may(search->call, CONSOLE_PERSONAL, span_of(store));
    struct found *found;

    if (!personal && !console_may(search->call, CONSOLE_SEE, span_of(store)))
        return;
    customer = personal ? read_text(search, record, "customer_name") : "";
    phone = personal ? read_text(search, record, "customer_phone") : "";
    address = personal ? read_text(search, record, "address") : "";
    const char *const place[] = {contract, address, store};
    const char *const all[] = {contract, address, store, customer, phone};

    if (has_words(search, place, 3))
        found = add_found(search, FOUND_SITE, id);
    else if (has_words(search, all, 5))
        found = add_found(search, FOUND_CUSTOMER, id);
    else
        return;
    search->personal |= personal;
    if (found && found->kind == FOUND_SITE)
        name_found(search, found, *address ? address : contract,
                   join(search, *address ? contract : "", customer));
    else if (found)
        name_found(search, found, customer, join(search, phone, address));
}

static bool take_site(void *arg, const struct record_row *row)
{
    struct search *search = arg;
    struct record record = {0};
    struct arena arena;
    struct error error = {0};

    if (row->deleted)
        return true;
    arena_init(&arena, RECORD_BYTES);
    if (reads(search, record_parse(row->state, &arena, &record, &error), &error))
        look_at_site(search, &row->id, &record);
    record_clear(&record);
    arena_clear(&arena);
    return search->err == ERR_OK;
}

static bool take_person(void *arg, const struct record_row *row)
{
    struct search *search = arg;
    struct record record = {0};
    struct arena arena;
    struct error error = {0};

    if (row->deleted)
        return true;
    arena_init(&arena, RECORD_BYTES);
    if (reads(search, record_parse(row->state, &arena, &record, &error), &error)) {
        const char *name = read_text(search, &record, "name");
        const char *phone = read_text(search, &record, "phone");
        const char *const all[] = {name, phone};
        struct found *found
            = has_words(search, all, 2) ? add_found(search, FOUND_PERSON, &row->id) : NULL;

        if (found) {
            search->personal = true;
            name_found(search, found, name, phone);
            found->role
                = kind_word_find(span_of("person"), span_of(read_text(search, &record, "role")));
        }
    }
    record_clear(&record);
    arena_clear(&arena);
    return search->err == ERR_OK;
}

static bool take_device(void *arg, const struct device_row *device)
{
    struct search *search = arg;
    char id[UUID_TEXT];
    const char *name = arena_dup(search->arena, device->name, strlen(device->name));
    const char *text;
    struct found *found;

    uuid_format(&device->id, id);
    text = arena_dup(search->arena, id, strlen(id));
    if (!name || !text)
        return true;
    const char *const all[] = {name, text};
    found = has_words(search, all, 2) ? add_found(search, FOUND_DEVICE, &device->id) : NULL;
    if (found)
        name_found(search, found, name, text);
    return true;
}

// ---- the answer ----

static int compare(const void *left, const void *right)
{
    const struct found *a = left, *b = right;
    int by_title;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->begins != b->begins)
        return a->begins ? -1 : 1;
    by_title = strcmp(a->title, b->title);
    return by_title ? by_title : memcmp(a->id.bytes, b->id.bytes, UUID_BYTES);
}

static void put_found(struct json_writer *json, const struct found *found)
{
    char id[UUID_TEXT];

    uuid_format(&found->id, id);
    json_object_open(json, NULL);
    json_put_text(json, "kind", kind_names[found->kind]);
    json_put_text(json, "id", id);
    json_put_text(json, "title", found->title);
    json_put_text(json, "sub", found->sub);
    if (found->role) {
        json_object_open(json, "role");
        json_put_text(json, "zh", found->role->zh);
        json_put_text(json, "en", found->role->en);
        json_object_close(json);
    }
    json_object_close(json);
}

static void put_all(struct search *search)
{
    struct json_writer *json = route_answer(search->call);
    size_t shown[FOUND_KINDS] = {0};

    if (search->count)
        qsort(search->found, search->count, sizeof(*search->found), compare);
    json_array_open(json, "rows");
    for (size_t i = 0; i < search->count; i++)
        if (shown[search->found[i].kind]++ < SHOWN)
            put_found(json, &search->found[i]);
    json_array_close(json);
    json_put_integer(json, "total", (int64_t)search->count);
}

static enum err list_all(struct search *search, struct view *view, struct error *error)
{
    const struct span everywhere = {0};
    const struct records_filter sites = {.every_site = true, .kind = span_of("site")};
    const struct records_filter persons = {.every_site = true, .kind = span_of("person")};
    enum err err = records_list(view, &sites, take_site, search, error);

    if (err == ERR_OK && search->err == ERR_OK
        && console_may(search->call, CONSOLE_PEOPLE | CONSOLE_AUDIT, everywhere))
        err = records_list(view, &persons, take_person, search, error);
    if (err == ERR_OK && search->err == ERR_OK
        && console_may(search->call, CONSOLE_DEVICES | CONSOLE_AUDIT, everywhere))
        err = devices_list(view, take_device, search, error);
    return err == ERR_OK ? search->err : err;
}

static enum err search_all(struct route_call *call, struct error *error)
{
    struct search search = {.call = call, .arena = route_arena(call), .error = error};
    struct view *view = console_view(call, error);
    enum err err;

    if (!view)
        return error->code;
    take_words(&search, route_text(call, "text"));
    err = list_all(&search, view, error);
    if (err == ERR_OK && search.arena->failed)
        err = error_set(error, ERR_TOO_LARGE,
                        "找到的太多，请输入更多 too much was found: type more to narrow it down");
    if (err == ERR_OK && search.personal)
        err = console_read_audit(call, "search", NULL, error);
    if (err == ERR_OK)
        put_all(&search);
    mem_free(search.found);
    return err;
}

static const struct route_parameter parameters[] = {
    {.name = "text", .type = ROUTE_TEXT, .required = true, .max = TEXT_MAX},
};
const struct route read_search_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/search",
     .access = CONSOLE_SEE | CONSOLE_PERSONAL | CONSOLE_PEOPLE | CONSOLE_DEVICES | CONSOLE_AUDIT,
     .parameters = parameters,
     .parameter_count = 1,
     .handler = search_all,
     .purpose = "sites, customers, tablets, persons in which every word of `text` is found: at "
                "most 8 of each, `total` of them"},
};
const size_t read_search_route_count = 1;
