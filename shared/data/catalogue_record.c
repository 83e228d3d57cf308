// SPDX-License-Identifier: Apache-2.0
#include "shared/data/catalogue_record.h"

#include "shared/data/catalogue_file.h"
#include "shared/model/canon_from.h"
#include "shared/model/kind.h"

// Appends the text of a field without its escapes; false when it is no text.
static bool plain_field(const struct write *write, const char *name, struct buffer *out)
{
    const struct field *field = write_field(write, name);

    return field && field->value.len >= 2 && field->value.data[0] == '"'
           && canon_unescape((struct span){field->value.data + 1, field->value.len - 2}, out);
}

static enum err check_content(struct span content, struct span version, struct error *error)
{
    const struct catalogue *catalogue;
    struct arena arena;
    enum err code;

    arena_init(&arena, CATALOGUE_ARENA_MAX);
    code = catalogue_file_read(content, &arena, &catalogue, error);
    if (code == ERR_OK && !span_equal(catalogue->version, version))
        code = error_set(error, ERR_INVALID, "the content is of version %.*s, the record of %.*s",
                         (int)catalogue->version.len, catalogue->version.data, (int)version.len,
                         version.data);
    if (code)
        error_wrap(error, code, "catalogue");
    arena_clear(&arena);
    return code;
}

enum err catalogue_record_check(const struct write *write, struct error *error)
{
    struct buffer content, version;
    enum err code;

    buffer_init(&content, WRITE_BYTES_MAX);
    buffer_init(&version, WRITE_BYTES_MAX);
    if (plain_field(write, "content", &content) && plain_field(write, "version", &version))
        code = check_content((struct span){content.data, content.len},
                             (struct span){version.data, version.len}, error);
    else
        code = error_set(error, ERR_INVALID, "a catalogue has version and content, both texts");
    buffer_clear(&content);
    buffer_clear(&version);
    return code;
}

// As a text of a record a file is longer: its quotes and line ends are escaped.
static enum err check_size(struct span content, struct error *error)
{
    const struct kind_field *field
        = kind_field_find(kind_find(span_of("catalogue")), span_of("content"));

    if (content.data && content.len <= (size_t)field->max + 2)
        return ERR_OK;
    return error_set(error, ERR_TOO_LARGE,
                     "as a record it would take %zu bytes, at most %lld fit; without indentation "
                     "it is shorter",
                     content.len, (long long)field->max);
}

// A canonical value in the arena, of what `out` holds; empties it.
static struct span keep(struct buffer *out, struct arena *arena)
{
    char *copy = out->failed ? NULL : arena_dup(arena, out->data, out->len);
    struct span kept = {copy, copy ? out->len : 0};

    buffer_reset(out);
    return kept;
}

enum err catalogue_record_make(struct span file, int64_t published_ms, struct arena *arena,
                               struct catalogue_record *out, struct error *error)
{
    const struct catalogue *catalogue;
    struct span content, published, title, version;
    struct buffer value;
    enum err code = catalogue_file_read(file, arena, &catalogue, error);

    if (code)
        return code;
    buffer_init(&value, WRITE_BYTES_MAX);
    canon_put_string(&value, file);
    content = keep(&value, arena);
    code = check_size(content, error);
    canon_put_integer(&value, published_ms);
    published = keep(&value, arena);
    canon_put_string(&value, catalogue->title.zh);
    title = keep(&value, arena);
    canon_put_string(&value, catalogue->version);
    version = keep(&value, arena);
    buffer_clear(&value);
    if (code)
        return code;
    if (!published.data || !title.data || !version.data)
        return error_set(error, ERR_TOO_LARGE, "the catalogue is larger than a record may be");
    *out = (struct catalogue_record){
        .fields = {{span_of("content"), content},
                   {span_of("published_at"), published},
                   {span_of("title"), title},
                   {span_of("version"), version}},
        .version = catalogue->version,
        .id = kind_key_id("catalogue", &version, 1),
    };
    return ERR_OK;
}

bool catalogue_record_same(struct span a, struct span b)
{
    struct buffer one, other;
    bool same;

    buffer_init(&one, WRITE_BYTES_MAX);
    buffer_init(&other, WRITE_BYTES_MAX);
    same = canon_from_json(a, &one, NULL) == ERR_OK && canon_from_json(b, &other, NULL) == ERR_OK
           && span_equal((struct span){one.data, one.len}, (struct span){other.data, other.len});
    buffer_clear(&one);
    buffer_clear(&other);
    return same;
}
