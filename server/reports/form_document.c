// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_document.h"

#include "shared/data/json.h"
#include "shared/model/kind.h"

#include <stdlib.h>
#include <string.h>

#define FORMAT "plumbline-statement-1"
enum { FIELDS_MAX = 200 };

// A statement of 1 MiB has no more of them.
static const struct json_limits limits = {FORM_STATEMENT_MAX, 600000};

// The first fault sticks; readers after it give empty values.
struct reading {
    struct form_document *document;
    struct error *error;
    enum err err;
};

// Direction marks, embeddings, overrides, isolates; zero-width no-break space; line separators.
static bool unfit(unsigned long c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0)
           || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF
           || c == 0x2028 || c == 0x2029;
}

static unsigned long code_point(const char *at, size_t step)
{
    static const unsigned char first_mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    unsigned long c = (unsigned char)at[0] & first_mask[step];
    for (size_t i = 1; i < step; i++)
        c = c << 6 | ((unsigned char)at[i] & 0x3F);
    return c;
}

const char *form_document_clean(struct arena *arena, const char *text)
{
    size_t len = strlen(text), at = 0, used = 0;
    char *out = arena_take(arena, 3 * len + 1);
    while (out != NULL && at < len) {
        size_t step = text_utf8_step(text + at, len - at);
        if (step == 0 || unfit(code_point(text + at, step))) {
            memcpy(out + used, "\xEF\xBF\xBD", 3);
            used += 3;
        } else {
            memcpy(out + used, text + at, step);
            used += step;
        }
        at += step == 0 ? 1 : step;
    }
    return out;
}

static void fail(struct reading *r, enum err err, const char *what)
{
    if (r->err == ERR_OK)
        r->err = error_set(r->error, err, "statement: %s", what);
}

static void *take(struct reading *r, size_t count, size_t size)
{
    void *memory = arena_take(&r->document->arena, count * size + 1);
    if (memory == NULL)
        fail(r, ERR_TOO_LARGE, "more than a form can hold");
    return memory;
}

// An optional text: "" when it is missing or null.
static const char *text(struct reading *r, const struct json *object, const char *name)
{
    const struct json *member = json_member(object, name);
    const char *found = "";
    if (json_is_null(member))
        return "";
    if (!json_text(member, &found))
        fail(r, ERR_PARSE, name);
    if (strlen(found) > KIND_TEXT_MAX)
        fail(r, ERR_TOO_LARGE, name);
    if (r->err != ERR_OK)
        return "";
    found = form_document_clean(&r->document->arena, found);
    if (found == NULL)
        fail(r, ERR_TOO_LARGE, name);
    return found == NULL ? "" : found;
}

static int64_t integer(struct reading *r, const struct json *object, const char *name)
{
    const struct json *member = json_member(object, name);
    int64_t found = 0;
    if (!json_is_null(member) && !json_integer(member, &found))
        fail(r, ERR_PARSE, name);
    return found;
}

static struct form_label label(struct reading *r, const struct json *object)
{
    return (struct form_label){text(r, object, "zh"), text(r, object, "en")};
}

static bool truth(const struct json *object, const char *name)
{
    bool found = false;
    json_boolean(json_member(object, name), &found);
    return found;
}

static size_t length(const struct json *list)
{
    size_t count = 0;
    for (const struct json *at = json_first(list); at != NULL; at = json_next(at))
        count++;
    return count;
}

// An optional array: its length, and memory for as many structs.
static size_t array(struct reading *r, const struct json *list, size_t size, void **out)
{
    size_t count = length(list);
    if (!json_is_null(list) && !json_is_array(list))
        fail(r, ERR_PARSE, "a list is wanted");
    *out = take(r, count, size);
    return r->err == ERR_OK ? count : 0;
}

static void read_values(struct reading *r, const struct json *list, struct form_item *item)
{
    void *memory = NULL;
    item->value_count = array(r, list, sizeof(struct form_value), &memory);
    struct form_value *value = memory;
    item->values = memory;
    for (const struct json *at = json_first(list); r->err == ERR_OK && at != NULL;
         at = json_next(at), value++) {
        *value = (struct form_value){.point = text(r, at, "point"),
                                     .value = text(r, at, "value"),
                                     .unit = text(r, at, "unit"),
                                     .target = text(r, at, "target"),
                                     .conflict = truth(at, "conflict")};
        value->judged = json_boolean(json_member(at, "passes"), &value->passes);
    }
}

static void read_item(struct reading *r, const struct json *object, struct form_item *item)
{
    *item = (struct form_item){.code = text(r, object, "code"),
                               .group = text(r, object, "group"),
                               .note = text(r, object, "note"),
                               .room = text(r, object, "room"),
                               .rule = text(r, object, "rule"),
                               .result = text(r, object, "result"),
                               .record = text(r, object, "record"),
                               .minus = text(r, object, "minus"),
                               .plus = text(r, object, "plus"),
                               .label = label(r, object),
                               .conflict = truth(object, "conflict"),
                               .concealed = truth(object, "concealed")};
    item->priced = json_integer(json_member(object, "amount_fen"), &item->amount_fen);
    read_values(r, json_member(object, "values"), item);
    item->photo_count = length(json_member(object, "photos"));
}

static void read_items(struct reading *r, const struct json *list)
{
    void *memory = NULL;
    r->document->item_count = array(r, list, sizeof(struct form_item), &memory);
    struct form_item *item = memory;
    r->document->items = memory;
    for (const struct json *at = json_first(list); r->err == ERR_OK && at != NULL;
         at = json_next(at))
        read_item(r, at, item++);
}

static const struct json *find_named(const struct json *list, const char *name)
{
    const char *found = "";
    for (const struct json *at = json_first(list); at != NULL; at = json_next(at))
        if (json_text(json_member(at, "name"), &found) && strcmp(found, name) == 0)
            return at;
    return NULL;
}

// A field as it is covered by the signature; its words, and the name of a person in it, as shown.
static void read_field(struct reading *r, const struct json *signed_field,
                       const struct json *shown_field)
{
    struct form_document *d = r->document;
    struct form_field *field = (struct form_field *)&d->fields[d->field_count++];
    const struct json *value = json_member(signed_field, "value");
    const char *plain;
    *field = (struct form_field){.name = text(r, signed_field, "name"),
                                 .label = label(r, shown_field),
                                 .conflict = truth(signed_field, "conflict"),
                                 .truth = truth(signed_field, "value")};
    field->numeric = json_integer(value, &field->number);
    if (json_is_null(value) || json_text(value, &plain))
        field->text = text(r, signed_field, "value");
    if (field->label.zh[0] == '\0')
        field->label.zh = field->name;
    const char *person = text(r, shown_field, "person");
    if (person[0] != '\0')
        field->text = person;
}

// In the order in which they were shown; what was not shown stands behind.
static void read_fields(struct reading *r, const struct json *list, const struct json *shown)
{
    void *memory = NULL;
    size_t count = array(r, list, sizeof(struct form_field), &memory);
    const char *name = "";
    if (count > FIELDS_MAX || length(shown) > FIELDS_MAX)
        fail(r, ERR_TOO_LARGE, "more fields than a record has");
    r->document->fields = memory;
    for (const struct json *at = json_first(shown); r->err == ERR_OK && at != NULL;
         at = json_next(at)) {
        const struct json *found
            = json_text(json_member(at, "name"), &name) ? find_named(list, name) : NULL;
        if (found != NULL && r->document->field_count < count)
            read_field(r, found, at);
    }
    for (const struct json *at = json_first(list); r->err == ERR_OK && at != NULL;
         at = json_next(at))
        if ((!json_text(json_member(at, "name"), &name) || find_named(shown, name) == NULL)
            && r->document->field_count < count)
            read_field(r, at, NULL);
}

static void read_people(struct reading *r, const struct json *list)
{
    void *memory = NULL;
    r->document->person_count = array(r, list, sizeof(struct form_person), &memory);
    struct form_person *person = memory;
    r->document->people = memory;
    for (const struct json *at = json_first(list); r->err == ERR_OK && at != NULL;
         at = json_next(at))
        *person++
            = (struct form_person){text(r, at, "name"), text(r, at, "role"), integer(r, at, "at")};
}

static void read_rectifications(struct reading *r, const struct json *list)
{
    void *memory = NULL;
    r->document->rectification_count = array(r, list, sizeof(struct form_rectification), &memory);
    struct form_rectification *open = memory;
    r->document->rectifications = memory;
    for (const struct json *at = json_first(list); r->err == ERR_OK && at != NULL;
         at = json_next(at))
        *open++ = (struct form_rectification){.item = text(r, at, "item"),
                                              .severity = text(r, at, "severity"),
                                              .state = text(r, at, "state"),
                                              .summary = text(r, at, "summary"),
                                              .deadline_ms = integer(r, at, "deadline")};
}

// Photos, numbered as the paper shows them.
struct shown_photo {
    struct form_photo photo;
    bool numbered;
};
struct numbering {
    struct reading *r;
    struct shown_photo *shown; // sorted by digest, then by what they are of
    size_t shown_count;
    struct form_photo *out;
    size_t count;
};

static int compare_shown(const void *a, const void *b)
{
    const struct shown_photo *left = a, *right = b;
    int order = memcmp(left->photo.digest.bytes, right->photo.digest.bytes, HASH_BYTES);
    return order != 0 ? order : strcmp(left->photo.of, right->photo.of);
}

static void read_shown(struct numbering *n, const struct json *list)
{
    void *memory = NULL;
    n->shown_count = array(n->r, list, sizeof(struct shown_photo), &memory);
    n->shown = memory;
    struct shown_photo *shown = memory;
    for (const struct json *at = json_first(list); n->r->err == ERR_OK && at != NULL;
         at = json_next(at), shown++) {
        const char *hex = text(n->r, at, "digest");
        *shown = (struct shown_photo){.photo = {.name = text(n->r, at, "name"),
                                                .of = text(n->r, at, "of"),
                                                .latitude = text(n->r, at, "latitude"),
                                                .longitude = text(n->r, at, "longitude"),
                                                .person = text(n->r, at, "person"),
                                                .taken_ms = integer(n->r, at, "taken_at")}};
        if (!digest_parse(hex, strlen(hex), &shown->photo.digest))
            fail(n->r, ERR_PARSE, "digest of a photo");
    }
    if (n->r->err == ERR_OK && n->shown_count > 0)
        qsort(n->shown, n->shown_count, sizeof(struct shown_photo), compare_shown);
}

// What is told of a photo of an item; when it is told of another record only, that.
static struct shown_photo *find_shown(const struct numbering *n, const struct digest *digest,
                                      const char *of)
{
    size_t low = 0, high = n->shown_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(n->shown[middle].photo.digest.bytes, digest->bytes, HASH_BYTES) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    struct shown_photo *first = NULL;
    for (size_t i = low; i < n->shown_count && digest_equal(&n->shown[i].photo.digest, digest);
         i++) {
        if (strcmp(n->shown[i].photo.of, of) == 0)
            return &n->shown[i];
        if (first == NULL)
            first = &n->shown[i];
    }
    return first;
}

// Photos of an item, or (NULL) of what is signed itself.
static void number_list(struct numbering *n, const struct json *list, const struct form_item *item)
{
    const char *of = item == NULL ? "" : item->record;
    for (const struct json *at = json_first(list); n->r->err == ERR_OK && at != NULL;
         at = json_next(at)) {
        struct form_photo *photo = &n->out[n->count++];
        const char *hex = "";
        *photo = (struct form_photo){
            .name = "", .of = of, .latitude = "", .longitude = "", .person = ""};
        if (!json_text(at, &hex) || !digest_parse(hex, strlen(hex), &photo->digest)) {
            fail(n->r, ERR_PARSE, "digest of a photo");
            return;
        }
        struct shown_photo *shown = find_shown(n, &photo->digest, of);
        if (shown != NULL) {
            *photo = shown->photo;
            shown->numbered = true;
        }
        photo->item = item;
    }
}

// What is shown beside stands behind, in the statement's own order.
static void number_rest(struct numbering *n, const struct json *list)
{
    for (const struct json *at = json_first(list); at != NULL; at = json_next(at)) {
        struct digest digest;
        const char *hex = "", *of = "";
        json_text(json_member(at, "digest"), &hex);
        json_text(json_member(at, "of"), &of);
        struct shown_photo *found
            = digest_parse(hex, strlen(hex), &digest) ? find_shown(n, &digest, of) : NULL;
        if (found == NULL || found->numbered)
            continue;
        n->out[n->count++] = found->photo;
        found->numbered = true;
    }
}

static void number_photos(struct reading *r, const struct json *content, const struct json *shown)
{
    const struct json *items = json_member(content, "items");
    const struct json *own = json_member(content, "photos");
    struct form_item *item = (struct form_item *)r->document->items;
    struct numbering n = {.r = r};
    size_t total = length(own);
    read_shown(&n, shown);
    for (size_t i = 0; i < r->document->item_count; i++)
        total += item[i].photo_count;
    n.out = take(r, total + n.shown_count, sizeof(struct form_photo));
    r->document->photos = n.out;
    for (const struct json *at = json_first(items); r->err == ERR_OK && at != NULL;
         at = json_next(at), item++) {
        item->photo_first = n.count;
        number_list(&n, json_member(at, "photos"), item);
    }
    if (r->err == ERR_OK)
        number_list(&n, own, NULL);
    if (r->err == ERR_OK)
        number_rest(&n, shown);
    r->document->photo_count = n.count;
}

static void read_content(struct reading *r, const struct json *content, const struct json *shown)
{
    struct form_document *d = r->document;
    const struct json *form = json_member(content, "form"), *node = json_member(content, "node");
    const struct json *customer = json_member(content, "customer");
    if (!json_is_object(content) || !json_is_object(form))
        fail(r, ERR_PARSE, "\"content\" or \"form\" is missing");
    d->code = text(r, form, "code");
    d->rule = text(r, form, "rule");
    d->title = label(r, form);
    d->clause = label(r, json_member(content, "clause"));
    d->customer = text(r, customer, "name");
    d->address = text(r, customer, "address");
    d->contract = text(r, customer, "contract_number");
    d->of_kind = text(r, json_member(content, "of"), "kind");
    d->has_node = json_is_object(node);
    d->node_code = text(r, node, "code");
    d->node = label(r, node);
    d->attempt = integer(r, node, "n");
    d->has_budget = json_integer(json_member(content, "budget_fen"), &d->budget_fen);
    read_fields(r, json_member(content, "fields"), json_member(shown, "fields"));
    read_items(r, json_member(content, "items"));
}

enum err form_document_read(struct span statement, struct form_document *out, struct error *error)
{
    struct json *tree = NULL;
    struct reading r = {.document = out, .error = error};
    const char *format = "";
    *out = (struct form_document){0};
    arena_init(&out->arena, FORM_DOCUMENT_MEMORY_MAX);
    enum err err = json_parse(statement, &limits, &tree, error);
    if (err != ERR_OK)
        return error_wrap(error, err, "statement");
    if (!json_text(json_member(tree, "format"), &format))
        fail(&r, ERR_PARSE, "it has no \"format\"");
    else if (strcmp(format, FORMAT) != 0)
        fail(&r, ERR_VERSION, "its format is not " FORMAT);
    hash_once(statement.data, statement.len, &out->digest);
    out->catalogue = text(&r, tree, "catalogue");
    const struct json *content = json_member(tree, "content"), *shown = json_member(tree, "shown");
    read_content(&r, content, shown);
    read_people(&r, json_member(shown, "people"));
    read_rectifications(&r, json_member(shown, "rectifications"));
    if (r.err == ERR_OK)
        number_photos(&r, content, json_member(shown, "photos"));
    json_free(tree);
    return r.err;
}

void form_document_clear(struct form_document *document)
{
    arena_clear(&document->arena);
}
