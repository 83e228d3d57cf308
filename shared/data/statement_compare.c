// SPDX-License-Identifier: Apache-2.0
#include "shared/data/statement_compare.h"

#include <string.h>

const struct json_limits statement_compare_limits
    = {.bytes_max = STATEMENT_BYTES_MAX, .tokens_max = 200000};

enum { PATH_MAX_BYTES = 1024, VALUE_MAX_BYTES = 64 << 10 };

// Where the walk stands.
struct place {
    const struct place *parent;
    const char *key;     // member, or code in a list
    const char *zh, *en; // nearest words
};
struct comparing {
    statement_compare_each *each;
    void *arg;
    struct buffer path, before, after;
};

static void put_path(struct buffer *out, const struct place *place)
{
    if (!place->parent)
        return;
    put_path(out, place->parent);
    if (out->len)
        buffer_append_char(out, '/');
    buffer_append_text(out, place->key);
}

static const char *as_text(const struct json *value, struct buffer *out)
{
    buffer_reset(out);
    if (!value)
        return NULL;
    json_print(value, out);
    return out->failed ? "…" : out->data;
}

static void tell(struct comparing *c, const struct place *at, const struct json *before,
                 const struct json *after)
{
    struct statement_difference difference = {.member = at->key, .zh = at->zh, .en = at->en};

    buffer_reset(&c->path);
    buffer_append_text(&c->path, "");
    put_path(&c->path, at);
    difference.path = c->path.len ? c->path.data : "";
    difference.before = as_text(before, &c->before);
    difference.after = as_text(after, &c->after);
    c->each(c->arg, &difference);
}

// By what a member of a list is known; NULL: by its value.
static const char *name_of(const struct json *member)
{
    static const char *const names[] = {"code", "name", "point"};
    const char *text = NULL;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (json_text(json_member(member, names[i]), &text))
            return text;
    return NULL;
}

static bool same(struct comparing *c, const struct json *a, const struct json *b)
{
    const char *left = as_text(a, &c->before), *right = as_text(b, &c->after);

    return left && right && strcmp(left, right) == 0;
}

// The n-th of the list that is known as `like` is, so that codes that come twice pair up in order.
static const struct json *find(struct comparing *c, const struct json *list,
                               const struct json *like, size_t n)
{
    const char *name = name_of(like), *other;

    for (const struct json *at = json_first(list); at; at = json_next(at)) {
        other = name_of(at);
        if ((name ? other && strcmp(name, other) == 0 : !other && same(c, at, like)) && n-- == 0)
            return at;
    }
    return NULL;
}

// How many before `member` in its list are known as it is.
static size_t ordinal(struct comparing *c, const struct json *list, const struct json *member)
{
    size_t n = 0;

    while (find(c, list, member, n) != member)
        n++;
    return n;
}

static void walk(struct comparing *c, const struct place *at, const struct json *before,
                 const struct json *after);

static struct place inside(const struct place *at, const char *key, const struct json *value)
{
    struct place place = {.parent = at, .key = key, .zh = at->zh, .en = at->en};

    json_text(json_member(value, "zh"), &place.zh);
    json_text(json_member(value, "en"), &place.en);
    return place;
}

static void walk_list(struct comparing *c, const struct place *at, const struct json *before,
                      const struct json *after)
{
    const struct json *one, *other;
    struct place place;

    for (one = json_first(before); one; one = json_next(one)) {
        const char *name = name_of(one);

        other = find(c, after, one, ordinal(c, before, one));
        place = inside(at, name ? name : at->key, one);
        if (!name)
            place.parent = at->parent;
        if (other)
            walk(c, &place, one, other);
        else
            tell(c, &place, one, NULL);
    }
    for (one = json_first(after); one; one = json_next(one)) {
        const char *name = name_of(one);

        if (find(c, before, one, ordinal(c, after, one)))
            continue;
        place = inside(at, name ? name : at->key, one);
        if (!name)
            place.parent = at->parent;
        tell(c, &place, NULL, one);
    }
}

static void walk_object(struct comparing *c, const struct place *at, const struct json *before,
                        const struct json *after)
{
    const struct json *one;
    struct place place;

    for (one = json_first(before); one; one = json_next(one)) {
        place = inside(at, json_key(one), one);
        walk(c, &place, one, json_member(after, json_key(one)));
    }
    for (one = json_first(after); one; one = json_next(one)) {
        if (json_member(before, json_key(one)))
            continue;
        place = inside(at, json_key(one), one);
        tell(c, &place, NULL, one);
    }
}

// The guard lets at most JSON_DEPTH_MAX levels in.
static void walk(struct comparing *c, const struct place *at, const struct json *before,
                 const struct json *after)
{
    if (json_is_object(before) && json_is_object(after))
        walk_object(c, at, before, after);
    else if (json_is_array(before) && json_is_array(after))
        walk_list(c, at, before, after);
    else if (!same(c, before, after))
        tell(c, at, before, after);
}

enum err statement_compare(struct span before, struct span after, statement_compare_each *each,
                           void *arg, struct error *error)
{
    struct comparing c = {.each = each, .arg = arg};
    struct place root = {.zh = "", .en = ""};
    struct json *left = NULL, *right = NULL;
    enum err code = json_parse(before, &statement_compare_limits, &left, error);

    buffer_init(&c.path, PATH_MAX_BYTES);
    buffer_init(&c.before, VALUE_MAX_BYTES);
    buffer_init(&c.after, VALUE_MAX_BYTES);
    if (!code)
        code = json_parse(after, &statement_compare_limits, &right, error);
    if (!code && (!json_is_object(left) || !json_is_object(right)))
        code = error_set(error, ERR_PARSE, "a statement's content is an object");
    if (!code)
        walk(&c, &root, left, right);
    buffer_clear(&c.path);
    buffer_clear(&c.before);
    buffer_clear(&c.after);
    json_free(left);
    json_free(right);
    return code;
}
