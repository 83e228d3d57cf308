// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/photo_verbs.h"

#include "agent/blobs/fetch.h"
#include "agent/cli/given_file.h"
#include "agent/cli/named.h"
#include "agent/store/shelf.h"
#include "agent/sync/syncing.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"

#include <stdio.h>
#include <string.h>

enum { PHOTOS_MAX = 5000, PHOTO_ARENA = 1 << 20, PATH_BYTES = 4096 + 128, COPY_BYTES = 64 << 10 };

// One photo record that was named.
struct wanted_photo {
    struct uuid id;
    struct digest digest;
    char ending[8]; // of a file of its type
    bool here;
    bool absent; // the office does not have it yet
    uint64_t size;
};
struct getting {
    struct tablet *tablet;
    struct wanted_photo *photos; // PHOTOS_MAX
    size_t count, missing;
    bool too_many;
    struct arena arena;
    struct buffer state;
};

static bool gather(void *arg, const struct replica_row *row)
{
    struct getting *g = arg;

    g->too_many = g->count == PHOTOS_MAX;
    if (!g->too_many)
        g->photos[g->count++].id = row->id;
    return !g->too_many;
}

static enum err name_photos(struct getting *g, const struct verb_call *call, struct error *error)
{
    static const char *const kinds[] = {"photo", NULL};
    const char *site = verb_text(call, "site");
    struct replica_filter filter = {.kind = span_of("photo"), .by_site = true};
    enum err err = ERR_OK;

    if ((site == NULL) == (call->positional_count == 0))
        return error_set(error, ERR_USAGE, "PHOTO… or --site S: one of the two");
    for (size_t i = 0; err == ERR_OK && i < call->positional_count; i++) {
        struct named_question question = {kinds, "PHOTO", call->positionals[i]};
        struct named_record found;

        err = named_record(g->tablet->store, &question, &found, error);
        if (err == ERR_OK)
            g->photos[g->count++].id = found.id;
    }
    if (err == ERR_OK && site != NULL)
        err = named_site(g->tablet->store, "--site", site, &filter.site, error);
    if (err == ERR_OK && site != NULL)
        err = replica_list(g->tablet->store, &filter, gather, g, error);
    if (err == ERR_OK && g->too_many)
        err = error_set(error, ERR_TOO_LARGE, "more than %d photos: name them", PHOTOS_MAX);
    return err;
}

static bool text_of(const struct record *record, const char *field, struct span *out)
{
    struct record_value value;

    if (record_values(record, span_of(field), &value, 1) == 0 || value.value.len < 2)
        return false;
    *out = (struct span){value.value.data + 1, value.value.len - 2};
    return true;
}

// "image/jpeg" is .jpg; what is no plain word gets none.
static void put_ending(const struct record *record, char out[8])
{
    struct span mime;
    const char *slash;
    size_t len = 0;

    out[0] = '\0';
    if (!text_of(record, "mime", &mime) || (slash = memchr(mime.data, '/', mime.len)) == NULL)
        return;
    for (const char *c = slash + 1; c < mime.data + mime.len && len < 6; c++) {
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9')))
            return;
        out[++len] = *c;
    }
    out[0] = '.';
    out[++len] = '\0';
    if (strcmp(out, ".jpeg") == 0)
        memcpy(out, ".jpg", sizeof ".jpg");
}

// Asks for what is not here of one photo.
static enum err ask(struct getting *g, struct wanted_photo *photo, struct error *error)
{
    struct replica_row row;
    struct record record;
    struct span digest;
    size_t asked = 0;
    enum err err = replica_get(g->tablet->store, &photo->id, &row, error);

    if (err != ERR_OK)
        return err;
    arena_reset(&g->arena);
    buffer_reset(&g->state);
    buffer_append(&g->state, row.state.data, row.state.len);
    err = record_parse((struct span){g->state.data, g->state.len}, &g->arena, &record, error);
    if (err != ERR_OK)
        return err;
    put_ending(&record, photo->ending);
    if (!text_of(&record, "digest", &digest)
        || !digest_parse(digest.data, digest.len, &photo->digest))
        err = error_set(error, ERR_CORRUPT, "the photo names no file");
    else
        err = incoming_ask(g->tablet->store, &record, &asked, error);
    g->missing += asked;
    record_clear(&record);
    return err;
}

static void look(struct getting *g, struct wanted_photo *photo)
{
    struct outgoing_row row = {0};
    enum err err = outgoing_get(g->tablet->store, &photo->digest, &row, NULL);

    photo->here = err == ERR_OK && row.present
                  && shelf_size(&g->tablet->disk, &photo->digest, &photo->size, NULL) == ERR_OK;
    photo->absent = err == ERR_OK && row.state == OUTGOING_ABSENT;
}

// Copies the original, as it is, to a file of the person's.
static enum err write_out(struct getting *g, const struct wanted_photo *photo, const char *name,
                          struct error *error)
{
    const struct disk *disk = &g->tablet->disk;
    struct given_file file;
    struct disk_file *from = NULL;
    char *chunk;
    size_t got = 0;
    uint64_t at = 0;
    enum err err = shelf_verify(disk, &photo->digest, photo->size, error);

    if (err == ERR_OK)
        err = given_file_begin(g->tablet, name, &file, error);
    if (err != ERR_OK)
        return err;
    chunk = mem_alloc(COPY_BYTES);
    err = shelf_open(disk, &photo->digest, &from, error);
    do {
        if (err == ERR_OK)
            err = disk->read(from, at, chunk, COPY_BYTES, &got);
        if (err == ERR_OK && got > 0)
            err = given_file_add(&file, chunk, got);
        at += got;
    } while (err == ERR_OK && got == COPY_BYTES);
    disk->close(from);
    mem_free(chunk);
    return given_file_end(&file, err, error);
}

static void print(const struct wanted_photo *photo, const char *file, struct verb_output *output)
{
    char id[UUID_TEXT], digest[HASH_TEXT];
    struct json_writer json;

    uuid_format(&photo->id, id);
    digest_format(&photo->digest, digest);
    if (!output->json) {
        buffer_printf(&output->out, "%s  %s  %s\n",
                      photo->here     ? "已在本机 here"
                      : photo->absent ? "办公室还没有 not at the office yet"
                                      : "待取 to be fetched",
                      id, photo->here ? file : digest);
        return;
    }
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    json_put_text(&json, "id", id);
    json_put_text(&json, "digest", digest);
    json_put_boolean(&json, "here", photo->here);
    json_put_boolean(&json, "absent", photo->absent);
    json_put_text(&json, "file", photo->here ? file : NULL);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

static enum err hand_out(struct getting *g, const char *folder, struct wanted_photo *photo,
                         struct verb_output *output, struct error *error)
{
    char file[PATH_BYTES], name[HASH_TEXT];
    enum err err = ERR_OK;

    look(g, photo);
    digest_format(&photo->digest, name);
    if (folder == NULL)
        snprintf(file, sizeof file, "%s/blobs/%s", g->tablet->folder, name);
    else
        snprintf(file, sizeof file, "%s/%.16s%s", folder, name, photo->ending);
    if (photo->here && folder != NULL)
        err = write_out(g, photo, file, error);
    if (err == ERR_OK)
        print(photo, file, output);
    return err;
}

static void sync_progress(void *arg, struct session *session)
{
    struct session_figures figures;

    session_figures(session, &figures);
    verb_output_progress(arg, "files", figures.blobs_fetched, 0);
}

// What could not be fetched comes with a later sync: that is said, and why.
static enum err fetch(struct getting *g, struct verb_output *output, struct error *error)
{
    struct session_figures figures = {0};
    enum err err = tablet_require_enrolled(g->tablet, error);

    if (err == ERR_OK)
        err = syncing_once(g->tablet, sync_progress, output, &figures, error);
    return err == ERR_OK ? ERR_OK
                         : error_wrap(error, err, "asked for; they come with a later sync");
}

static enum err get_all(struct getting *g, const struct verb_call *call, struct verb_output *output,
                        struct error *error)
{
    size_t lacking = 0;
    enum err synced = ERR_OK, err = name_photos(g, call, error);

    for (size_t i = 0; err == ERR_OK && i < g->count; i++)
        err = ask(g, &g->photos[i], error);
    if (err == ERR_OK && g->missing > 0)
        synced = fetch(g, output, error);
    for (size_t i = 0; err == ERR_OK && i < g->count; i++) {
        struct error why;

        error_clear(&why);
        err = hand_out(g, verb_text(call, "out"), &g->photos[i], output, &why);
        lacking += !g->photos[i].here;
        if (err != ERR_OK)
            error_set(error, err, "%s", why.detail);
    }
    if (err != ERR_OK || synced != ERR_OK)
        return err != ERR_OK ? err : synced;
    return lacking == 0 ? ERR_OK
                        : error_set(error, ERR_NOT_FOUND,
                                    "%zu of %zu are not at the office yet, or storage here is "
                                    "short; they come by themselves with a later sync",
                                    lacking, g->count);
}

static enum err photo_get(void *ctx, const struct verb_call *call, struct verb_output *output,
                          struct error *error)
{
    struct getting getting = {.tablet = ctx};

    getting.photos = mem_alloc_array(PHOTOS_MAX, sizeof *getting.photos);
    arena_init(&getting.arena, PHOTO_ARENA);
    buffer_init(&getting.state, RECORD_BYTES_MAX);
    enum err err = get_all(&getting, call, output, error);
    buffer_clear(&getting.state);
    arena_clear(&getting.arena);
    mem_free(getting.photos);
    return err;
}

static enum err photo_room(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error)
{
    struct tablet *tablet = ctx;
    struct incoming_figures figures;
    struct json_writer json;
    char text[24] = "";
    uint64_t mib = FETCH_MOST_MIB;
    enum err err = ERR_OK;

    if (call->positional_count == 1 && !text_parse_u64(span_of(call->positionals[0]), &mib))
        return error_set(error, ERR_USAGE, "MIB: \"%s\" is no number", call->positionals[0]);
    snprintf(text, sizeof text, "%llu", (unsigned long long)mib);
    if (call->positional_count == 1)
        err = setting_write(tablet->store, FETCH_MOST_SETTING, span_of(text), error);
    else
        err = tablet_setting(tablet, FETCH_MOST_SETTING, text, sizeof text, error);
    if (err == ERR_OK)
        err = incoming_figures(tablet->store, &figures, error);
    if (err != ERR_OK)
        return err;
    text_parse_u64(span_of(text), &mib);
    if (!output->json) {
        buffer_printf(&output->out,
                      "他人的文件最多占用 files of others may take: %llu MiB\n已占用 taken: %lld "
                      "MiB\n待取 to be fetched: %lld, 办公室还没有 not at the office yet: %lld\n",
                      (unsigned long long)mib, (long long)(figures.small_bytes >> 20),
                      (long long)figures.wanted, (long long)figures.absent);
        return ERR_OK;
    }
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    json_put_u64(&json, "most_mib", mib);
    json_put_integer(&json, "bytes", figures.small_bytes);
    json_put_integer(&json, "wanted", figures.wanted);
    json_put_integer(&json, "absent", figures.absent);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
    return ERR_OK;
}

static const struct option get_options[] = {
    {.name = "site",
     .type = OPTION_TEXT,
     .placeholder = "S",
     .help_zh = "这个工地的全部照片",
     .help_en = "all photos of this site"},
    {.name = "out",
     .type = OPTION_TEXT,
     .placeholder = "FOLDER",
     .help_zh = "把原图另存到这个文件夹",
     .help_en = "copy the originals to this folder"},
};
const struct verb photo_verb_get = {.group = "photo",
                                    .name = "get",
                                    .arguments = "PHOTO…",
                                    .positional_max = 1000,
                                    .options = get_options,
                                    .option_count = 2,
                                    .summary_zh = "从办公室取他人照片的原图",
                                    .summary_en = "fetch the originals of others' photos",
                                    .exec = photo_get};
const struct verb photo_verb_room
    = {.group = "photo",
       .name = "room",
       .arguments = "[MIB]",
       .positional_max = 1,
       .summary_zh = "他人的签署内容、笔迹、缩略图最多占多少空间",
       .summary_en = "how much storage papers and thumbnails of others may take",
       .exec = photo_room};
