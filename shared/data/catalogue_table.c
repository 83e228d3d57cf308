// SPDX-License-Identifier: Apache-2.0
#include "shared/data/catalogue_table.h"

#include "shared/base/suggest.h"
#include "shared/model/catalogue.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 1000, DECIMAL_DIGITS_MAX = 9 };

void catalogue_table_init(struct catalogue_reading *reading, struct arena *arena,
                          struct error *error)
{
    *reading = (struct catalogue_reading){.arena = arena, .error = error};
    reading->pending_end = &reading->pending;
}

// Appends to the path, which may be cut; returns its length before.
static size_t enter(struct catalogue_reading *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static size_t enter(struct catalogue_reading *r, const char *format, ...)
{
    size_t before = r->path_len;
    va_list args;
    int added;

    va_start(args, format);
    added = vsnprintf(r->path + before, sizeof(r->path) - before, format, args);
    va_end(args);
    r->path_len += (size_t)added;
    if (r->path_len >= sizeof(r->path))
        r->path_len = sizeof(r->path) - 1;
    text_flatten(r->path + before); // it may quote what somebody wrote
    return before;
}

static void leave(struct catalogue_reading *r, size_t before)
{
    r->path_len = before;
    r->path[before] = 0;
}

static enum err refuse(struct catalogue_reading *r, const char *what)
{
    return error_set(r->error, ERR_INVALID, "%s%s%s", r->path, r->path_len ? ": " : "", what);
}

static enum err full(struct catalogue_reading *r)
{
    return error_set(r->error, ERR_TOO_LARGE, "the catalogue takes too much memory");
}

bool catalogue_table_code(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return text.len > 0 && text.len <= CATALOGUE_CODE_MAX;
}

bool catalogue_table_role(struct span text)
{
    const struct kind_field *role = kind_field_find(kind_find(span_of("person")), span_of("role"));

    if (span_is(text, "customer"))
        return true;
    for (size_t i = 0; role->choice[i]; i++)
        if (span_is(text, role->choice[i]))
            return true;
    return false;
}

static size_t digits(struct span text, size_t at)
{
    size_t count = 0;

    while (at + count < text.len && text.data[at + count] >= '0' && text.data[at + count] <= '9')
        count++;
    return count;
}

// "D3.11"
static bool rule_valid(struct span text)
{
    size_t at = 1, count;

    if (text.len == 0 || text.data[0] != 'D')
        return false;
    for (;;) {
        count = digits(text, at);
        at += count;
        if (count == 0 || count > 3)
            return false;
        if (at == text.len)
            return true;
        if (text.data[at++] != '.')
            return false;
    }
}

static bool decimal_valid(struct span text, bool signed_too)
{
    size_t at = signed_too && text.len && text.data[0] == '-', whole = digits(text, at), parts;

    if (whole == 0 || whole > DECIMAL_DIGITS_MAX || (whole > 1 && text.data[at] == '0'))
        return false;
    at += whole;
    if (at == text.len)
        return true;
    parts = digits(text, at + 1);
    return text.data[at] == '.' && parts > 0 && parts <= DECIMAL_DIGITS_MAX
           && at + 1 + parts == text.len;
}

static const char *words_fault(struct span text, size_t most)
{
    if (text_blank(text))
        return "it is empty";
    if (text.len > most)
        return "it is too long";
    return text_plain(text) ? NULL : "a control character stands in it";
}

// What is wrong with a text for this member, or NULL.
static const char *text_fault(const struct catalogue_member *member, struct span text)
{
    switch (member->type) {
    case CATALOGUE_CODE:
    case CATALOGUE_CODES:
        return catalogue_table_code(text) ? NULL : "a code has 1 to 40 of a-z, 0-9 and _";
    case CATALOGUE_RULE:
        return rule_valid(text) ? NULL : "a rule is written like D3.8";
    case CATALOGUE_ROLE:
    case CATALOGUE_ROLES:
        return catalogue_table_role(text) ? NULL : "it is neither customer nor a role";
    case CATALOGUE_DECIMAL:
        return decimal_valid(text, member->min < 0) ? NULL : "expected a decimal number like 0.5";
    case CATALOGUE_CONDITION: // its own reader tells more
        return NULL;
    default:
        return words_fault(text, member->max ? (size_t)member->max : TEXT_MAX);
    }
}

// A text into the arena.
static enum err read_text(struct catalogue_reading *r, const struct catalogue_member *member,
                          const struct json *value, struct span *out)
{
    const char *text, *fault, *copy;
    struct span given;

    if (!json_text(value, &text))
        return refuse(r, "expected a text");
    given = span_of(text);
    fault = text_fault(member, given);
    if (fault) {
        enter(r, " '%.60s'", text);
        return refuse(r, fault);
    }
    copy = arena_dup(r->arena, given.data, given.len);
    if (!copy)
        return full(r);
    *out = (struct span){copy, given.len};
    return ERR_OK;
}

// Whether the code at `index` stands before in the list.
static bool repeated(const char *list, size_t size, size_t offset, size_t index)
{
    struct span code, other;

    memcpy(&code, list + index * size + offset, sizeof(code));
    for (size_t i = 0; i < index; i++) {
        memcpy(&other, list + i * size + offset, sizeof(other));
        if (span_equal(code, other))
            return true;
    }
    return false;
}

// Where in an entry its key lies.
static size_t key_offset(const struct catalogue_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->key && strcmp(table->members[i].name, table->key) == 0)
            return table->members[i].offset;
    return CATALOGUE_NOWHERE;
}

static size_t length(const struct json *list)
{
    size_t count = 0;

    for (const struct json *item = json_first(list); item; item = json_next(item))
        count++;
    return count;
}

static void put_list(const struct catalogue_member *member, void *out, const void *list,
                     size_t count)
{
    memcpy((char *)out + member->offset, &list, sizeof(list));
    memcpy((char *)out + member->second, &count, sizeof(count));
}

static enum err read_codes(struct catalogue_reading *r, const struct catalogue_member *member,
                           const struct json *value, void *out)
{
    size_t count = length(value), at = 0, before;
    struct span *list = arena_take(r->arena, (count + 1) * sizeof(*list));
    enum err code;

    if (!list)
        return full(r);
    for (const struct json *item = json_first(value); item; item = json_next(item), at++) {
        before = enter(r, "[%zu]", at);
        code = read_text(r, member, item, &list[at]);
        if (code == ERR_OK && repeated((const char *)list, sizeof(*list), 0, at))
            code = refuse(r, "it stands here twice");
        if (code)
            return code;
        leave(r, before);
    }
    put_list(member, out, list, count);
    return ERR_OK;
}

// One entry of a list, with its code in the path.
static enum err read_entry(struct catalogue_reading *r, const struct catalogue_table *table,
                           const struct json *item, void *out)
{
    const char *key;

    if (table->key && json_text(json_member(item, table->key), &key))
        enter(r, " \"%.40s\"", key);
    return catalogue_table_read(r, table, item, out);
}

static enum err read_list(struct catalogue_reading *r, const struct catalogue_member *member,
                          const struct json *value, void *out)
{
    const struct catalogue_table *table = member->of;
    size_t count = length(value), at = 0, key = key_offset(table), before;
    char *list = arena_take(r->arena, (count + 1) * table->size);
    enum err code;

    if (!list)
        return full(r);
    for (const struct json *item = json_first(value); item; item = json_next(item), at++) {
        before = enter(r, "[%zu]", at);
        code = read_entry(r, table, item, list + at * table->size);
        if (code == ERR_OK && key != CATALOGUE_NOWHERE && repeated(list, table->size, key, at))
            code = refuse(r, "it stands here twice");
        if (code)
            return code;
        leave(r, before);
    }
    put_list(member, out, list, count);
    return ERR_OK;
}

// Keeps a condition for later: what it names may stand further down in the file.
static enum err read_condition(struct catalogue_reading *r, const struct catalogue_member *member,
                               const struct json *value, void *out)
{
    struct catalogue_pending *pending = arena_take(r->arena, sizeof(*pending));
    struct span text;
    enum err code = read_text(r, member, value, &text);

    if (code)
        return code;
    if (pending)
        pending->path = arena_dup(r->arena, r->path, r->path_len);
    if (!pending || !pending->path)
        return full(r);
    pending->text = text;
    pending->slot = (const struct expression **)(void *)((char *)out + member->second);
    pending->owner = out;
    pending->scope = member->scope;
    *r->pending_end = pending;
    r->pending_end = &pending->next;
    if (member->offset != CATALOGUE_NOWHERE)
        memcpy((char *)out + member->offset, &text, sizeof(text));
    return ERR_OK;
}

static enum err read_kind(struct catalogue_reading *r, const struct json *value,
                          const struct kind **out)
{
    const char *text;

    if (!json_text(value, &text))
        return refuse(r, "expected a text");
    *out = kind_find(span_of(text));
    if (*out)
        return ERR_OK;
    enter(r, " '%.60s'", text);
    return refuse(r, "there is no such kind of record");
}

static enum err read_choice(struct catalogue_reading *r, const struct catalogue_member *member,
                            const struct json *value, void *out)
{
    const char *text;

    if (!json_text(value, &text))
        return refuse(r, "expected a text");
    for (unsigned i = 0; member->choice[i]; i++) {
        if (strcmp(text, member->choice[i]) != 0)
            continue;
        memcpy(out, &i, sizeof(i));
        return ERR_OK;
    }
    enter(r, " '%.60s'", text);
    return refuse(r, "it is none of the words that can stand here");
}

static enum err read_integer(struct catalogue_reading *r, const struct catalogue_member *member,
                             const struct json *value, int64_t *out)
{
    if (!json_integer(value, out))
        return refuse(r, "expected an integer");
    if (*out >= member->min && *out <= member->max)
        return ERR_OK;
    return error_set(r->error, ERR_INVALID, "%s: %lld is not from %lld to %lld", r->path,
                     (long long)*out, (long long)member->min, (long long)member->max);
}

static enum err read_member(struct catalogue_reading *r, const struct catalogue_member *member,
                            const struct json *value, void *out)
{
    void *to = (char *)out + member->offset;
    bool many = member->type == CATALOGUE_LIST || member->type == CATALOGUE_CODES
                || member->type == CATALOGUE_ROLES;

    if (many && !json_is_array(value))
        return refuse(r, "expected a list");
    switch (member->type) {
    case CATALOGUE_INTEGER:
        return read_integer(r, member, value, to);
    case CATALOGUE_BOOLEAN:
        return json_boolean(value, to) ? ERR_OK : refuse(r, "expected true or false");
    case CATALOGUE_CHOICE:
        return read_choice(r, member, value, to);
    case CATALOGUE_KIND:
        return read_kind(r, value, to);
    case CATALOGUE_CODES:
    case CATALOGUE_ROLES:
        return read_codes(r, member, value, out);
    case CATALOGUE_OBJECT:
        return catalogue_table_read(r, member->of, value, to);
    case CATALOGUE_LIST:
        return read_list(r, member, value, out);
    case CATALOGUE_CONDITION:
        return read_condition(r, member, value, out);
    default:
        return read_text(r, member, value, to);
    }
}

// A member that no table names is most likely a misspelt one.
static enum err refuse_unknown(struct catalogue_reading *r, const struct catalogue_table *table,
                               const char *name)
{
    struct suggest suggest;

    suggest_init(&suggest, name);
    for (size_t i = 0; i < table->count; i++)
        suggest_offer(&suggest, table->members[i].name);
    enter(r, "%s%.40s", r->path_len ? "." : "", name);
    if (!suggest.best)
        return refuse(r, "there is no such member here");
    return error_set(r->error, ERR_INVALID, "%s: there is no such member here; did you mean '%s'?",
                     r->path, suggest.best);
}

static const struct catalogue_member *find(const struct catalogue_table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->members[i].name, name) == 0)
            return &table->members[i];
    return NULL;
}

enum err catalogue_table_read(struct catalogue_reading *r, const struct catalogue_table *table,
                              const struct json *object, void *out)
{
    size_t before;
    enum err code;

    if (!json_is_object(object))
        return refuse(r, "expected an object");
    for (const struct json *item = json_first(object); item; item = json_next(item))
        if (!find(table, json_key(item)))
            return refuse_unknown(r, table, json_key(item));
    for (size_t i = 0; i < table->count; i++) {
        const struct catalogue_member *member = &table->members[i];
        const struct json *value = json_member(object, member->name);

        if (!value && !member->required)
            continue;
        before = enter(r, "%s%s", r->path_len ? "." : "", member->name);
        if (!value)
            return refuse(r, "it is missing");
        code = read_member(r, member, value, out);
        if (code)
            return code;
        leave(r, before);
    }
    return ERR_OK;
}
