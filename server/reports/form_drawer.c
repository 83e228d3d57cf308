// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_drawer.h"

#include "server/blobs/blob_store.h"
#include "server/reports/form_pdf.h"
#include "shared/data/json.h"

#include <string.h>

static const struct json_limits limits = {FORM_JOB_MAX, 60000};

// The job on the side that draws.
struct drawer {
    struct disk disk;
    struct blob_store *blobs;
    struct arena arena;
    struct json *tree;
    struct buffer statement;
    struct form_signoff *signoffs;
    struct form_term *terms;
    struct strokes *hands; // one a sign-off
    size_t signoff_count, term_count;
    struct error *error;
    enum err err;
};

// Appends a blob. NOT_FOUND: it is not here. CORRUPT: its bytes are not those of its name.
static enum err read_blob(struct blob_store *blobs, const struct disk *disk,
                          const struct digest *digest, struct buffer *out, struct error *error)
{
    struct disk_file *file = NULL;
    struct digest found;
    uint64_t size = 0;
    size_t got = 0;
    enum err err = blob_store_open_blob(blobs, digest, &file, &size, error);
    if (err != ERR_OK)
        return err;
    char *at = size <= out->max ? buffer_reserve(out, (size_t)size) : NULL;
    err = at == NULL
              ? error_set(error, ERR_TOO_LARGE, "a file of %llu bytes", (unsigned long long)size)
              : disk->read(file, 0, at, (size_t)size, &got);
    blob_store_close_file(blobs, file);
    if (err != ERR_OK)
        return err;
    out->len += got;
    hash_once(at, got, &found);
    return digest_equal(&found, digest)
               ? ERR_OK
               : error_set(error, ERR_CORRUPT, "a file is not what its digest says");
}

static enum err read_photo(void *ctx, const struct digest *digest, struct buffer *out,
                           struct error *error)
{
    struct drawer *d = ctx;
    return read_blob(d->blobs, &d->disk, digest, out, error);
}

static void fail(struct drawer *d, const char *member)
{
    if (d->err == ERR_OK)
        d->err = error_set(d->error, ERR_PARSE, "job: \"%s\"", member);
}

// Fit for paper, and kept.
static const char *text(struct drawer *d, const struct json *object, const char *name)
{
    const char *found = "", *kept;
    if (!json_text(json_member(object, name), &found))
        fail(d, name);
    kept = form_document_clean(&d->arena, found);
    if (kept == NULL)
        fail(d, name);
    return kept == NULL ? "" : kept;
}

static int64_t integer(struct drawer *d, const struct json *object, const char *name)
{
    int64_t found = 0;
    if (!json_integer(json_member(object, name), &found))
        fail(d, name);
    return found;
}

static bool truth(struct drawer *d, const struct json *object, const char *name)
{
    bool found = false;
    if (!json_boolean(json_member(object, name), &found))
        fail(d, name);
    return found;
}

static struct digest digest_of(struct drawer *d, const struct json *object, const char *name)
{
    struct digest digest = {{0}};
    const char *hex = "";
    if (!json_text(json_member(object, name), &hex) || !digest_parse(hex, strlen(hex), &digest))
        fail(d, name);
    return digest;
}

// Handwriting that is not here, or cannot be read, is told on the paper in words.
static void read_hand(struct drawer *d, const struct json *object, size_t index)
{
    struct form_signoff *signoff = &d->signoffs[index];
    struct digest digest;
    struct buffer bytes;
    signoff->handwritten = !json_is_null(json_member(object, "handwriting"));
    if (!signoff->handwritten)
        return;
    digest = digest_of(d, object, "handwriting");
    buffer_init(&bytes, STROKES_BYTES_MAX);
    if (d->err == ERR_OK && read_blob(d->blobs, &d->disk, &digest, &bytes, NULL) == ERR_OK
        && strokes_parse((struct span){bytes.data, bytes.len}, &d->arena, &d->hands[index], NULL)
               == ERR_OK)
        signoff->strokes = &d->hands[index];
    buffer_clear(&bytes);
}

static void read_signoff(struct drawer *d, const struct json *object)
{
    size_t index = d->signoff_count++;
    d->signoffs[index] = (struct form_signoff){.role = text(d, object, "role"),
                                               .name = text(d, object, "name"),
                                               .verdict = text(d, object, "verdict"),
                                               .reason = text(d, object, "reason"),
                                               .latitude = text(d, object, "latitude"),
                                               .longitude = text(d, object, "longitude"),
                                               .score = integer(d, object, "score"),
                                               .signed_ms = integer(d, object, "signed"),
                                               .statement = digest_of(d, object, "statement"),
                                               .sealed = digest_of(d, object, "sealed"),
                                               .voided = truth(d, object, "voided"),
                                               .changed = truth(d, object, "changed"),
                                               .broken = truth(d, object, "broken"),
                                               .voided_ms = integer(d, object, "voided_at"),
                                               .voided_why = text(d, object, "voided_why"),
                                               .voided_by = text(d, object, "voided_by")};
    read_hand(d, object, index);
}

static void read_lists(struct drawer *d)
{
    d->signoffs = arena_take(&d->arena, FORM_JOB_SIGNOFFS_MAX * sizeof *d->signoffs);
    d->hands = arena_take(&d->arena, FORM_JOB_SIGNOFFS_MAX * sizeof *d->hands);
    d->terms = arena_take(&d->arena, FORM_JOB_TERMS_MAX * sizeof *d->terms);
    for (const struct json *at = json_first(json_member(d->tree, "signoffs"));
         d->err == ERR_OK && at != NULL; at = json_next(at)) {
        if (d->signoff_count == FORM_JOB_SIGNOFFS_MAX)
            fail(d, "signoffs");
        else
            read_signoff(d, at);
    }
    for (const struct json *at = json_first(json_member(d->tree, "terms"));
         d->err == ERR_OK && at != NULL && d->term_count < FORM_JOB_TERMS_MAX; at = json_next(at))
        d->terms[d->term_count++]
            = (struct form_term){text(d, at, "code"), {text(d, at, "zh"), text(d, at, "en")}};
}

static enum err open_drawer(struct drawer *d, struct span job)
{
    struct digest statement;
    const char *folder = "";
    enum err err = json_parse(job, &limits, &d->tree, d->error);
    if (err != ERR_OK)
        return err;
    if (!json_text(json_member(d->tree, "folder"), &folder))
        fail(d, "folder");
    if (d->err == ERR_OK)
        d->err = disk_system_open(folder, false, &d->disk, d->error);
    if (d->err == ERR_OK)
        d->err = blob_store_open(&d->disk, &d->blobs, d->error);
    if (d->err != ERR_OK)
        return d->err;
    statement = digest_of(d, d->tree, "statement");
    if (d->err == ERR_OK)
        d->err = read_blob(d->blobs, &d->disk, &statement, &d->statement, d->error);
    if (d->err == ERR_NOT_FOUND)
        error_set(d->error, d->err, "the statement has not arrived yet: the tablet sends it first");
    if (d->err == ERR_OK)
        read_lists(d);
    return d->err;
}

enum err form_drawer_draw(struct span job, const struct form_drawer_sink *sink, struct error *error)
{
    struct drawer d = {.error = error};
    arena_init(&d.arena, 64 << 20);
    buffer_init(&d.statement, FORM_STATEMENT_MAX);
    enum err err = open_drawer(&d, job);
    if (err == ERR_OK) {
        struct form_pdf_options options = {.statement = {d.statement.data, d.statement.len},
                                           .signoffs = d.signoffs,
                                           .signoff_count = d.signoff_count,
                                           .terms = {d.terms, d.term_count},
                                           .company = text(&d, d.tree, "company"),
                                           .photo_ctx = &d,
                                           .photo = read_photo,
                                           .sink_ctx = sink->ctx,
                                           .sink = sink->write};
        err = d.err == ERR_OK ? form_pdf_draw(&options, error) : d.err;
    }
    json_free(d.tree);
    buffer_clear(&d.statement);
    arena_clear(&d.arena);
    blob_store_close(d.blobs);
    disk_system_close(&d.disk);
    return err;
}
