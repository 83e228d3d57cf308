// SPDX-License-Identifier: Apache-2.0
#include "shared/data/catalogue_compare.h"

#include "shared/data/json.h"

#include <string.h>

enum { COMPARE_PATH_MAX = 512, COMPARE_BYTES_MAX = 1 << 20, COMPARE_TOKENS_MAX = 40000 };

struct comparing {
    struct verb_output *output;
    struct json_writer json;
    char path[COMPARE_PATH_MAX];
    size_t path_len;
    size_t count;
};
static void compare(struct comparing *c, const struct json *a, const struct json *b);

// Appends to the path; returns its length before.
static size_t enter(struct comparing *c, const char *before, const char *name, const char *behind)
{
    size_t was = c->path_len;
    const char *const parts[] = {before, name, behind};

    for (size_t i = 0; i < 3; i++) {
        size_t room = sizeof(c->path) - c->path_len;

        text_copy(c->path + c->path_len, room, span_of(parts[i]));
        c->path_len += strlen(c->path + c->path_len);
    }
    return was;
}

static void leave(struct comparing *c, size_t was)
{
    c->path_len = was;
    c->path[was] = 0;
}

static void put_value(struct comparing *c, const char *sign, const struct json *value)
{
    struct buffer *out = &c->output->out;

    if (!value)
        return;
    buffer_printf(out, "    %s ", sign);
    json_print(value, out);
    buffer_append_char(out, '\n');
}

static void put_member(struct comparing *c, const char *name, const struct json *value)
{
    struct buffer text;

    if (!value)
        return;
    buffer_init(&text, COMPARE_BYTES_MAX);
    json_print(value, &text);
    json_put_raw(&c->json, name, (struct span){text.data, text.len});
    buffer_clear(&text);
}

static void report(struct comparing *c, const struct json *a, const struct json *b)
{
    c->count++;
    if (c->output->json) {
        json_object_open(&c->json, NULL);
        json_put_text(&c->json, "path", c->path);
        json_put_text(&c->json, "change", !a ? "added" : !b ? "removed" : "changed");
        put_member(c, "from", a);
        put_member(c, "to", b);
        json_object_close(&c->json);
        return;
    }
    buffer_printf(&c->output->out, "%s: %s\n",
                  !a   ? "新增 added"
                  : !b ? "删除 removed"
                       : "修改 changed",
                  c->path);
    put_value(c, "-", a);
    put_value(c, "+", b);
}

static void report_moved(struct comparing *c)
{
    c->count++;
    if (c->output->json) {
        json_object_open(&c->json, NULL);
        json_put_text(&c->json, "path", c->path);
        json_put_text(&c->json, "change", "moved");
        json_object_close(&c->json);
        return;
    }
    buffer_printf(&c->output->out, "次序改变 moved: %s\n", c->path);
}

static void compare_objects(struct comparing *c, const struct json *a, const struct json *b)
{
    const char *dot = c->path_len ? "." : "";
    size_t was;

    for (const struct json *item = json_first(a); item; item = json_next(item)) {
        was = enter(c, dot, json_key(item), "");
        compare(c, item, json_member(b, json_key(item)));
        leave(c, was);
    }
    for (const struct json *item = json_first(b); item; item = json_next(item)) {
        if (json_member(a, json_key(item)))
            continue;
        was = enter(c, dot, json_key(item), "");
        compare(c, NULL, item);
        leave(c, was);
    }
}

// What tells an entry of a list from the others; NULL: nothing does.
static const char *identity(const struct json *entry)
{
    static const char *const names[] = {"code", "name", "role", "en"};
    const char *text;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (json_text(json_member(entry, names[i]), &text))
            return text;
    return NULL;
}

// The entry of a list with this identity, and its place.
static const struct json *find(const struct json *list, const char *name, size_t *place)
{
    *place = 0;
    for (const struct json *item = json_first(list); item; item = json_next(item), ++*place) {
        const char *other = identity(item);

        if (other && strcmp(other, name) == 0)
            return item;
    }
    return NULL;
}

static void compare_lists(struct comparing *c, const struct json *a, const struct json *b)
{
    size_t place, reached = 0, was;
    bool moved = false;

    for (const struct json *item = json_first(a); item; item = json_next(item)) {
        const struct json *other = find(b, identity(item), &place);

        was = enter(c, "[", identity(item), "]");
        compare(c, item, other);
        if (other) {
            moved = moved || place < reached;
            reached = place;
        }
        leave(c, was);
    }
    for (const struct json *item = json_first(b); item; item = json_next(item)) {
        if (find(a, identity(item), &place))
            continue;
        was = enter(c, "[", identity(item), "]");
        compare(c, NULL, item);
        leave(c, was);
    }
    if (moved)
        report_moved(c);
}

// Whether each entry has an identity of its own.
static bool matchable(const struct json *list)
{
    size_t at = 0, place;

    for (const struct json *item = json_first(list); item; item = json_next(item), at++)
        if (!identity(item) || find(list, identity(item), &place) != item)
            return false;
    return json_is_array(list);
}

static bool same_text(const struct json *a, const struct json *b)
{
    struct buffer one, other;
    bool same;

    buffer_init(&one, COMPARE_BYTES_MAX);
    buffer_init(&other, COMPARE_BYTES_MAX);
    same = json_print(a, &one) && json_print(b, &other) && one.len == other.len
           && memcmp(one.data, other.data, one.len) == 0;
    buffer_clear(&one);
    buffer_clear(&other);
    return same;
}

static void compare(struct comparing *c, const struct json *a, const struct json *b)
{
    if (a && b && json_is_object(a) && json_is_object(b))
        compare_objects(c, a, b);
    else if (a && b && matchable(a) && matchable(b))
        compare_lists(c, a, b);
    else if (!a || !b || !same_text(a, b))
        report(c, a, b);
}

enum err catalogue_compare(struct span a, struct span b, struct verb_output *output, size_t *count,
                           struct error *error)
{
    static const struct json_limits limits = {COMPARE_BYTES_MAX, COMPARE_TOKENS_MAX};
    struct comparing comparing = {.output = output};
    struct json *one = NULL, *other = NULL;
    enum err code = json_parse(a, &limits, &one, error);

    *count = 0;
    if (code == ERR_OK)
        code = json_parse(b, &limits, &other, error);
    if (code == ERR_OK) {
        json_begin(&comparing.json, &output->out);
        if (output->json)
            json_array_open(&comparing.json, NULL);
        compare(&comparing, one, other);
        if (output->json) {
            json_array_close(&comparing.json);
            buffer_append_char(&output->out, '\n');
        }
        *count = comparing.count;
    }
    json_free(one);
    json_free(other);
    return code;
}
