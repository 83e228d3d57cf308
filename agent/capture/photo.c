// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/photo.h"

#include "agent/capture/exif.h"
#include "agent/capture/image_head.h"
#include "agent/capture/thumbnail.h"
#include "agent/store/outgoing.h"
#include "agent/store/replica.h"
#include "agent/store/shelf.h"
#include "shared/base/memory.h"

#include <string.h>

enum {
    HEAD_BYTES = 256 << 10,      // where cameras put what is read of a file
    THUMBNAIL_BYTES = 256 << 10, // more than THUMBNAIL_SIDE squared can take
    FIELDS_MAX = 14,
    VALUES_BYTES = 2048,
};

// A photo on its way in.
struct photo_taking {
    struct store *store;
    struct photo_options options;
    const struct photo_source *source;
    struct photo_result out;
    struct uuid site;
    struct shelf_draft *original, *small;
    char *chunk; // owned, PHOTO_CHUNK_BYTES
    char *head;  // owned, HEAD_BYTES
    size_t head_len;
    struct image_head image;
    struct exif_facts exif;
    uint64_t small_bytes;
    bool placed; // in a transaction that may yet fail
};

static enum err find_record(struct photo_taking *t, struct error *error)
{
    struct replica_row row = {0};
    enum err code = replica_get(t->store, &t->options.record, &row, error);

    if (!code && row.deleted)
        code = error_set(error, ERR_NOT_FOUND, "the record is deleted");
    t->site = row.site;
    return code;
}

static enum err take_chunk(struct photo_taking *t, size_t len, struct error *error)
{
    size_t room = HEAD_BYTES - t->head_len, kept = len < room ? len : room;

    if (t->out.size_bytes + len > PHOTO_BYTES_MAX)
        return error_set(error, ERR_TOO_LARGE, "a photo has at most 2 GiB");
    memcpy(t->head + t->head_len, t->chunk, kept);
    t->head_len += kept;
    t->out.size_bytes += len;
    return shelf_add(t->original, t->chunk, len, error);
}

static enum err stream(struct photo_taking *t, struct error *error)
{
    const struct store_options *given = store_given(t->store);
    size_t got = 0;
    enum err code = shelf_begin(given->disk, &given->random, &t->original, error);

    while (!code) {
        code = t->source->read(t->source->ctx, t->chunk, PHOTO_CHUNK_BYTES, &got);
        if (code)
            return error_set(error, code, "the file cannot be read");
        if (got == 0)
            break;
        code = take_chunk(t, got, error);
    }
    if (!code && t->out.size_bytes == 0)
        code = error_set(error, ERR_INVALID, "the file is empty");
    if (!code && image_head_is_svg((struct span){t->head, t->head_len}))
        code = error_set(error, ERR_INVALID, "SVG can carry scripts and is not taken");
    if (!code)
        code = shelf_seal(t->original, &t->out.digest, &t->out.size_bytes, error);
    return code;
}

static void look_at_head(struct photo_taking *t)
{
    image_head_read((struct span){t->head, t->head_len}, &t->image);
    exif_read(t->image.exif, &t->exif);
    t->out.mime = t->image.mime;
}

// Records that name the same bytes.
struct search {
    struct uuid *found; // owned, all records that name the blob
    size_t count, cap;
};

static bool collect_use(void *arg, const struct uuid *site, const struct uuid *record)
{
    struct search *search = arg;

    (void)site;
    search->found = mem_room(search->found, search->count, &search->cap, sizeof(*search->found));
    search->found[search->count++] = *record;
    return true;
}

static bool is_photo_of(struct photo_taking *t, const struct uuid *id)
{
    char value[UUID_TEXT + 2] = "\"";
    struct replica_row row;
    struct record_value of;
    struct record record;
    struct arena arena;
    bool same = false;

    if (replica_get(t->store, id, &row, NULL) != ERR_OK || row.deleted
        || !span_is(row.kind, "photo"))
        return false;
    uuid_format(&t->options.record, value + 1);
    value[UUID_TEXT] = '"';
    arena_init(&arena, RECORD_BYTES_MAX);
    if (record_parse(row.state, &arena, &record, NULL) == ERR_OK) {
        same = record_values(&record, span_of("of"), &of, 1) == 1
               && span_equal(of.value, (struct span){value, UUID_TEXT + 1});
        record_clear(&record);
    }
    arena_clear(&arena);
    return same;
}

// In a transaction, so that no other thread's call takes away what the store lends.
static enum err find_same(struct photo_taking *t, struct error *error)
{
    struct search search = {0};
    enum err code = store_begin(t->store, error);

    if (code)
        return code;
    code = outgoing_uses(t->store, &t->out.digest, collect_use, &search, error);
    for (size_t i = 0; !code && !t->out.already && i < search.count; i++) {
        t->out.already = is_photo_of(t, &search.found[i]);
        if (t->out.already)
            t->out.id = search.found[i];
    }
    mem_free(search.found);
    store_rollback(t->store);
    return code;
}

static enum err shelve_thumbnail(struct photo_taking *t, const struct buffer *jpeg,
                                 struct error *error)
{
    const struct store_options *given = store_given(t->store);
    enum err code = shelf_begin(given->disk, &given->random, &t->small, error);

    if (!code)
        code = shelf_add(t->small, jpeg->data, jpeg->len, error);
    if (!code)
        code = shelf_seal(t->small, &t->out.thumbnail, &t->small_bytes, error);
    t->out.has_thumbnail = code == ERR_OK;
    return code;
}

// A photo is worth having without a thumbnail: only a failing disk is an error.
static enum err make_thumbnail(struct photo_taking *t, struct error *error)
{
    struct thumbnail_facts facts = {.why_not = "the file is too large for a thumbnail"};
    struct buffer small;
    char *whole = NULL;
    size_t len = (size_t)t->out.size_bytes, got = 0;
    enum err code = ERR_OK;

    buffer_init(&small, THUMBNAIL_BYTES);
    if (!t->image.jpeg)
        facts.why_not = "缩略图只用于 JPEG thumbnails are made of JPEG only";
    else if (t->out.size_bytes <= THUMBNAIL_SOURCE_MAX)
        whole = mem_try(len);
    if (whole) {
        code = shelf_read_back(t->original, 0, whole, len, &got);
        if (code)
            error_set(error, code, "the file cannot be read again");
        else if (thumbnail_make((struct span){whole, got}, t->exif.orientation, &small, &facts))
            code = shelve_thumbnail(t, &small, error);
        t->image.width = facts.width;
        t->image.height = facts.height;
    }
    t->out.sidenote = facts.why_not;
    mem_free(whole);
    buffer_clear(&small);
    return code;
}

// The fields of the photo record, values in one buffer that does not move.
struct listing {
    struct field fields[FIELDS_MAX];
    size_t count;
    struct buffer values;
};

static void end_value(struct listing *listing, const char *name, size_t start)
{
    struct buffer *values = &listing->values;

    listing->fields[listing->count++]
        = (struct field){span_of(name), {values->data + start, values->len - start}};
}

static void list_text(struct listing *listing, const char *name, const char *text)
{
    size_t start = listing->values.len;

    canon_put_string(&listing->values, span_of(text));
    end_value(listing, name, start);
}

static void list_integer(struct listing *listing, const char *name, int64_t value)
{
    size_t start = listing->values.len;

    canon_put_integer(&listing->values, value);
    end_value(listing, name, start);
}

static void list_digest(struct listing *listing, const char *name, const struct digest *digest)
{
    char text[HASH_TEXT];

    digest_format(digest, text);
    list_text(listing, name, text);
}

// The name without folders, without what would have to be escaped, cut to a length.
static void list_name(struct listing *listing, const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    char name[PHOTO_NAME_BYTES + 1];

    text_copy(name, sizeof(name), span_of(slash ? slash + 1 : path));
    for (char *at = name; *at; at++)
        if ((unsigned char)*at < ' ' || *at == '"' || *at == '\\' || *at == 0x7F)
            *at = '_';
    if (name[0] && text_utf8_valid(name, strlen(name)))
        list_text(listing, "name", name);
}

static void list_fields(struct photo_taking *t, struct listing *listing)
{
    char of[UUID_TEXT];

    uuid_format(&t->options.record, of);
    list_text(listing, "of", of);
    list_digest(listing, "digest", &t->out.digest);
    list_integer(listing, "size", (int64_t)t->out.size_bytes);
    list_text(listing, "mime", t->out.mime);
    list_name(listing, t->options.name);
    if (t->options.moment)
        list_text(listing, "moment", t->options.moment);
    if (t->out.has_thumbnail)
        list_digest(listing, "thumbnail", &t->out.thumbnail);
    if (t->image.width > 0 && t->image.height > 0) {
        list_integer(listing, "width", t->image.width);
        list_integer(listing, "height", t->image.height);
    }
    if (!uuid_is_nil(&t->options.copy_of)) {
        uuid_format(&t->options.copy_of, of);
        list_text(listing, "copy_of", of);
    }
    if (t->exif.has_time || t->options.taken_ms > 0)
        list_integer(listing, "taken_at",
                     t->exif.has_time ? t->exif.taken_ms : t->options.taken_ms);
    if (t->exif.has_place) {
        list_text(listing, "latitude", t->exif.latitude);
        list_text(listing, "longitude", t->exif.longitude);
    }
}

static enum err append_record(struct photo_taking *t, const struct write_group *group,
                              struct error *error)
{
    struct listing listing = {.count = 0};
    struct draft draft = {.kind = span_of("photo"), .site = t->site, .fields = listing.fields};
    struct capture_edit edit = {.draft = &draft, .person = t->options.person, .group = *group};
    struct capture_result result;
    enum err code;

    buffer_init(&listing.values, VALUES_BYTES);
    buffer_reserve(&listing.values, VALUES_BYTES - 1);
    list_fields(t, &listing);
    draft.field_count = listing.count;
    code = capture_append(t->store, &edit, &result, error);
    if (!code) {
        t->out.id = result.id;
        t->out.dot = result.dot;
    }
    buffer_clear(&listing.values);
    return code;
}

// Makes a sealed file known and queues it, unless the office has it already.
static enum err queue(struct photo_taking *t, struct shelf_draft *draft, struct outgoing_row *row,
                      struct error *error)
{
    struct outgoing_row known;
    enum err code = outgoing_get(t->store, &row->digest, &known, error);

    if (code && code != ERR_NOT_FOUND)
        return code;
    row->state = OUTGOING_WAITING;
    row->site = t->site;
    row->record = t->out.id;
    row->added_ms = clock_wall_ms(&store_given(t->store)->clock);
    if (!code && (known.state == OUTGOING_WAITING || known.state == OUTGOING_DELIVERED)) {
        known.site = row->site;
        known.record = row->record;
        *row = known;
    }
    row->present = true;
    code = shelf_place(draft, error);
    return code ? code : outgoing_put(t->store, row, error);
}

enum err photo_place(struct photo_taking *t, const struct photo_spot *spot, struct error *error)
{
    struct outgoing_row original
        = {.digest = t->out.digest, .size = t->out.size_bytes, .lane = LANE_PHOTO};
    struct outgoing_row small
        = {.digest = t->out.thumbnail, .size = t->small_bytes, .lane = LANE_THUMBNAIL};
    enum err code;

    t->options.record = spot->record;
    t->site = spot->site;
    t->placed = true;
    if (spot->moment)
        t->options.moment = spot->moment;
    code = append_record(t, &spot->group, error);
    if (!code)
        code = queue(t, t->original, &original, error);
    if (!code && t->out.has_thumbnail)
        code = queue(t, t->small, &small, error);
    return code ? error_wrap(error, code, "photo") : ERR_OK;
}

// A file whose row did not come to be is no photo of ours: on a full disk it must not stay.
static void discard(struct photo_taking *t, const struct digest *digest)
{
    struct outgoing_row row;

    if (store_begin(t->store, NULL) != ERR_OK)
        return;
    if (outgoing_get(t->store, digest, &row, NULL) == ERR_NOT_FOUND)
        shelf_remove(store_given(t->store)->disk, digest, NULL);
    store_rollback(t->store);
}

void photo_end(struct photo_taking *t, enum err outcome)
{
    if (!t)
        return;
    if (t->placed && outcome != ERR_OK && outcome != ERR_UNKNOWN_COMMIT) {
        discard(t, &t->out.digest);
        if (t->out.has_thumbnail)
            discard(t, &t->out.thumbnail);
    }
    shelf_free(t->original);
    shelf_free(t->small);
    mem_free(t);
}

static enum err take(struct photo_taking *t, struct error *error)
{
    enum err code = uuid_is_nil(&t->options.record) ? ERR_OK : find_record(t, error);

    if (!code)
        code = stream(t, error);
    if (code)
        return code;
    look_at_head(t);
    if (!t->options.again && !uuid_is_nil(&t->options.record))
        code = find_same(t, error);
    return code || t->out.already ? code : make_thumbnail(t, error);
}

enum err photo_take(struct store *store, const struct photo_options *options,
                    const struct photo_source *source, struct photo_taking **out,
                    struct error *error)
{
    struct photo_taking *t = mem_alloc(sizeof(*t));
    enum err code;

    t->store = store;
    t->options = *options;
    t->source = source;
    t->chunk = mem_alloc(PHOTO_CHUNK_BYTES);
    t->head = mem_alloc(HEAD_BYTES);
    code = take(t, error);
    mem_free(t->chunk);
    mem_free(t->head);
    t->chunk = t->head = NULL;
    t->source = NULL;
    *out = code ? NULL : t;
    if (!code)
        return ERR_OK;
    photo_end(t, code);
    return error_wrap(error, code, "photo");
}

const struct photo_result *photo_outcome(const struct photo_taking *taking)
{
    return &taking->out;
}

const struct exif_facts *photo_facts(const struct photo_taking *taking)
{
    return &taking->exif;
}

static enum err save(struct photo_taking *t, struct error *error)
{
    struct photo_spot spot = {.record = t->options.record, .site = t->site};
    enum err code = store_begin(t->store, error);

    if (code)
        return code;
    code = photo_place(t, &spot, error);
    if (!code)
        return store_commit(t->store, error);
    store_rollback(t->store);
    return code;
}

enum err photo_add(struct store *store, const struct photo_options *options,
                   const struct photo_source *source, struct photo_result *out, struct error *error)
{
    struct photo_taking *taking = NULL;
    enum err code;

    *out = (struct photo_result){0};
    if (uuid_is_nil(&options->record))
        return error_set(error, ERR_NOT_FOUND, "photo: no record is named");
    code = photo_take(store, options, source, &taking, error);
    if (code)
        return code;
    if (!taking->out.already)
        code = save(taking, error);
    *out = taking->out;
    photo_end(taking, code);
    return code;
}
