// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/author.h"

#include "agent/store/setting.h"
#include "shared/data/json.h"

#include <stdio.h>
#include <string.h>

enum { LIST_MAX = 1 << 20, NAMES_MAX = 160 };

// The list as it is stored: JSON without white space. NOT_FOUND: there is none.
static enum err read_list(struct store *store, struct buffer *out, struct error *error)
{
    buffer_init(out, LIST_MAX);
    return setting_read(store, "persons", out, error);
}

static enum err open_list(struct store *store, struct json **out, struct error *error)
{
    struct buffer value;
    enum err code = read_list(store, &value, error);

    if (code == ERR_NOT_FOUND)
        code = error_set(error, ERR_AUTH, "尚未登记 not enrolled: plumb enrol LINK");
    if (!code)
        code = json_parse((struct span){value.data, value.len}, &json_limits_default, out, error);
    buffer_clear(&value);
    return code;
}

static bool read_author(const struct json *item, struct author *out)
{
    const char *id = NULL;

    *out = (struct author){.name = "", .role = ""};
    json_text(json_member(item, "name"), &out->name);
    json_text(json_member(item, "role"), &out->role);
    return json_text(json_member(item, "id"), &id) && uuid_parse(span_of(id), &out->id);
}

enum err author_list(struct store *store, author_each *each, void *arg, struct error *error)
{
    struct json *list = NULL;
    struct author author;
    enum err code = open_list(store, &list, error);

    for (const struct json *item = json_first(list); item; item = json_next(item))
        if (read_author(item, &author) && !each(arg, &author))
            break;
    json_free(list);
    return code;
}

// Whom a text means, and who there is.
struct search {
    const char *text;
    struct uuid id;
    bool by_id;
    struct uuid *out;
    size_t count; // how many match
    struct buffer names;
};

static bool look(void *arg, const struct author *author)
{
    struct search *search = arg;

    if (author->name[0] != '\0')
        buffer_printf(&search->names, "%s%s", search->names.len ? ", " : "", author->name);
    if (search->by_id ? uuid_equal(&author->id, &search->id)
                      : strcmp(author->name, search->text) == 0) {
        *search->out = author->id;
        search->count++;
    }
    return true;
}

static enum err refuse(const struct search *search, struct error *error)
{
    return error_set(
        error, ERR_DENIED,
        "\"%s\" 不在本平板的名单上 is not on this tablet's list: %s; 办公室可加 the office adds "
        "a person",
        search->text, search->names.len ? search->names.data : "-");
}

enum err author_find(struct store *store, const char *text, struct uuid *out, struct error *error)
{
    struct search search = {.text = text, .out = out};
    enum err code;

    buffer_init(&search.names, NAMES_MAX);
    search.by_id = uuid_parse(span_of(text), &search.id);
    code = author_list(store, look, &search, error);
    if (!code && search.count == 0)
        code = refuse(&search, error);
    else if (!code && search.count > 1)
        code = error_set(
            error, ERR_INVALID,
            "\"%s\": 名单上有 %zu 人同名，请写编号 %zu of the list have this name: give "
            "the id",
            text, search.count, search.count);
    buffer_clear(&search.names);
    return code;
}

struct choice {
    struct uuid wanted, first;
    bool listed;
};

static bool choose(void *arg, const struct author *author)
{
    struct choice *choice = arg;

    if (uuid_is_nil(&choice->first))
        choice->first = author->id;
    choice->listed = uuid_equal(&author->id, &choice->wanted);
    return !choice->listed;
}

enum err author_default(struct store *store, struct uuid *out, struct error *error)
{
    struct choice choice = {.wanted = uuid_nil, .first = uuid_nil};
    struct buffer text;
    enum err code;

    buffer_init(&text, UUID_TEXT);
    code = setting_read(store, "person", &text, error);
    if (!code)
        uuid_parse((struct span){text.data, text.len}, &choice.wanted);
    buffer_clear(&text);
    if (code && code != ERR_NOT_FOUND)
        return code;
    code = author_list(store, choose, &choice, error);
    if (code)
        return code;
    *out = choice.listed ? choice.wanted : choice.first;
    return uuid_is_nil(out)
               ? error_set(error, ERR_DENIED,
                           "本平板的名单上没有人;已存的不会丢，请办公室加人 nobody is on this "
                           "tablet's list; what was saved is safe; the office adds a person")
               : ERR_OK;
}

// Words, not an id: on a screen it is the one who was writing.
static enum err refuse_person(struct store *store, const struct uuid *person, struct error *error)
{
    struct uuid found;
    struct search search = {.by_id = true, .id = *person, .out = &found};
    enum err code;

    buffer_init(&search.names, NAMES_MAX);
    code = author_list(store, look, &search, error);
    if (!code)
        code = error_set(
            error, ERR_DENIED,
            "这个人(已)不在本平板的名单上;已存的不会丢;名单 this person is not, or no "
            "longer, on this tablet's list; what was saved is safe; on it: %s; 办公室可加 "
            "the office adds a person",
            search.names.len ? search.names.data : "-");
    buffer_clear(&search.names);
    return code;
}

enum err author_check(struct store *store, const struct uuid *person, struct error *error)
{
    char wanted[UUID_TEXT + 8], id[UUID_TEXT];
    struct buffer list;
    enum err code = read_list(store, &list, error);
    bool listed;

    uuid_format(person, id);
    // Within a text a quote has a backslash before it: this is a person's id and nothing else.
    snprintf(wanted, sizeof wanted, "\"id\":\"%s\"", id);
    listed = code == ERR_OK && list.len > 0 && memmem(list.data, list.len, wanted, strlen(wanted));
    buffer_clear(&list);
    if (code)
        return code == ERR_NOT_FOUND ? ERR_OK : code;
    return listed ? ERR_OK : refuse_person(store, person, error);
}
