// SPDX-License-Identifier: Apache-2.0
#include "server/reports/evidence_file.h"

#include "server/storage/records.h"
#include "server/storage/signoff_log.h"
#include "server/sync/log_entry.h"
#include "shared/base/memory.h"
#include "shared/model/statement_originals.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_MAX = 16 << 20, PIECE = 64 << 10, NAME_MAX_BYTES = 255 };

// Putting one together.
struct packing {
    const struct evidence_file_options *options;
    struct evidence_file *out;
    struct arena arena;
    struct fact fact;
    struct record record;
    struct evidence_parts parts;
    struct signoff sealed; // of parts.sealed
    size_t cap;
};

static enum err no_memory(struct error *error)
{
    return error_set(error, ERR_TOO_LARGE, "the sign-off needs more memory than allowed");
}

// The record, whose seal must hold: a file that does not verify is not given to anybody.
static enum err load(struct packing *packing, struct error *error)
{
    const struct evidence_file_options *options = packing->options;
    struct error why = {0};
    char id[UUID_TEXT];
    struct record_row row;
    const char *copy;
    enum err result = records_get(options->view, &options->signoff, &row, error);

    uuid_format(&options->signoff, id);
    if (result == ERR_NOT_FOUND || (result == ERR_OK && !span_is(row.kind, "signoff")))
        return error_set(error, ERR_NOT_FOUND, "there is no sign-off %s", id);
    if (result != ERR_OK)
        return result;
    copy = arena_dup(&packing->arena, row.state.data, row.state.len);
    if (!copy)
        return no_memory(error);
    result = record_parse((struct span){copy, row.state.len}, &packing->arena, &packing->record,
                          error);
    if (result != ERR_OK)
        return result;
    packing->fact
        = (struct fact){.record = &packing->record, .kind = kind_find(packing->record.kind)};
    if (!options->unchecked && log_entry_check(&packing->fact, options->ca_pem, &why) != ERR_OK)
        return error_set(error, ERR_CORRUPT, "sign-off %s: %s", id, why.detail);
    return ERR_OK;
}

// A text of the record without its escapes.
static struct span text_of(struct packing *packing, const char *field)
{
    struct span text = {0};
    struct buffer plain;

    buffer_init(&plain, KIND_TEXT_MAX);
    if (fact_put_text(&packing->fact, field, &plain))
        text = (struct span){arena_dup(&packing->arena, plain.data, plain.len), plain.len};
    buffer_clear(&plain);
    return text;
}

static struct span keep(struct packing *packing, struct span span)
{
    return (struct span){arena_dup(&packing->arena, span.data, span.len), span.len};
}

static struct span encode(struct packing *packing, struct span bytes, bool base64)
{
    struct buffer text;
    struct span out;

    buffer_init(&text, KIND_TEXT_MAX);
    if (base64)
        buffer_append_base64(&text, bytes.data, bytes.len);
    else
        buffer_append_hex(&text, bytes.data, bytes.len);
    out = keep(packing, (struct span){text.data, text.len});
    buffer_clear(&text);
    return out;
}

// From the log itself, so that it needs no record and is never that of a lost timeline.
static enum err add_counter(struct packing *packing, struct error *error)
{
    struct view *view = packing->options->view;
    struct merkle_leaves tree = signoff_log_tree(view);
    struct evidence_parts *parts = &packing->parts;
    struct merkle_proof proof;
    struct signoff_leaf leaf;
    struct signoff_head head;
    enum err result = signoff_log_find(view, &packing->options->signoff, &leaf, error);

    if (result != ERR_OK)
        return result == ERR_NOT_FOUND ? ERR_OK : result;
    parts->leaf = keep(packing, leaf.leaf);
    result = signoff_log_over(view, leaf.index, &head, error);
    if (result != ERR_OK)
        return result == ERR_NOT_FOUND ? ERR_OK : result;
    parts->head = keep(packing, head.head);
    parts->head_seal = encode(packing, head.seal, false);
    parts->head_certificate = encode(packing, head.certificate, true);
    result = merkle_inclusion(&tree, leaf.index, head.size, &proof);
    if (result != ERR_OK)
        return error_set(error, result, "the tree of the sign-off log cannot be read");
    parts->proof
        = encode(packing, (struct span){(const char *)proof.hash, proof.count * HASH_BYTES}, false);
    parts->index = leaf.index;
    parts->countersigned = packing->out->countersigned = true;
    return ERR_OK;
}

static enum err add_blob(struct packing *packing, const struct digest *digest, struct error *error)
{
    struct evidence_file *out = packing->out;
    struct disk_file *file = NULL;
    uint64_t size = 0;
    enum err result = blob_store_open_blob(packing->options->blobs, digest, &file, &size, error);

    blob_store_close_file(packing->options->blobs, file);
    if (result != ERR_OK)
        return result;
    out->blobs = mem_room(out->blobs, out->blob_count, &packing->cap, sizeof(*out->blobs));
    out->blobs[out->blob_count++] = (struct evidence_blob){*digest, size};
    return ERR_OK;
}

static enum err add_paper(struct packing *packing, const struct digest *digest, const char *what,
                          struct error *error)
{
    enum err result = add_blob(packing, digest, error);

    return result == ERR_NOT_FOUND
               ? error_set(error, result, "%s has not arrived from the tablet yet", what)
               : result;
}

static enum err read_statement(struct packing *packing, struct buffer *out, struct error *error)
{
    const struct evidence_blob *blob = &packing->out->blobs[0];
    struct disk_file *file = NULL;
    struct digest digest;
    uint64_t size = 0;
    size_t got = 0;
    char *at;
    enum err result
        = blob_store_open_blob(packing->options->blobs, &blob->digest, &file, &size, error);

    if (result != ERR_OK)
        return result;
    at = size <= STATEMENT_BYTES_MAX ? buffer_reserve(out, (size_t)size) : NULL;
    result = at ? packing->options->disk->read(file, 0, at, (size_t)size, &got)
                : error_set(error, ERR_CORRUPT, "the statement is too long");
    blob_store_close_file(packing->options->blobs, file);
    out->len = got;
    hash_once(out->data, out->len, &digest);
    if (result == ERR_OK && !packing->options->unchecked && !digest_equal(&digest, &blob->digest))
        result = error_set(error, ERR_CORRUPT, "the statement is not what was signed");
    return result;
}

// Photos that the office has; one that is still on a tablet can be added by another export later.
static enum err add_photos(struct packing *packing, struct error *error)
{
    struct buffer statement;
    struct digest *photos = NULL;
    enum err result;

    buffer_init(&statement, STATEMENT_BYTES_MAX);
    result = read_statement(packing, &statement, error);
    if (result == ERR_OK)
        result = statement_originals_list((struct span){statement.data, statement.len},
                                          &packing->arena, &photos, &packing->out->photos, error);
    buffer_clear(&statement);
    for (size_t i = 0; i < packing->out->photos && result == ERR_OK; i++) {
        if (packing->options->without_photos)
            break;
        result = add_blob(packing, &photos[i], NULL);
        packing->out->inside += result == ERR_OK;
        if (result == ERR_NOT_FOUND)
            result = ERR_OK;
        else if (result != ERR_OK)
            error_set(error, result, "photo %zu cannot be read", i + 1);
    }
    return result;
}

static enum err add_blobs(struct packing *packing, struct error *error)
{
    const struct signoff *sealed = &packing->sealed;
    enum err result = add_paper(packing, &sealed->statement, "the statement", error);

    if (result == ERR_OK && sealed->handwritten)
        result = add_paper(packing, &sealed->handwriting, "the handwriting", error);
    if (result == ERR_OK && sealed->handwritten)
        result = add_paper(packing, &sealed->rendering, "the drawing of the handwriting", error);
    return result == ERR_OK ? add_photos(packing, error) : result;
}

static enum err pack(struct packing *packing, struct error *error)
{
    struct evidence_parts *parts = &packing->parts;
    char hex[HASH_TEXT];
    struct digest digest;
    enum err result = load(packing, error);

    if (result != ERR_OK)
        return result;
    parts->sealed = text_of(packing, "sealed");
    parts->seal = text_of(packing, "seal");
    parts->certificate = text_of(packing, "certificate");
    hash_once(parts->sealed.data, parts->sealed.len, &digest);
    digest_format(&digest, hex);
    snprintf(packing->out->code, sizeof(packing->out->code), "%.4s-%.4s", hex, hex + 4);
    result = signoff_parse(parts->sealed, &packing->sealed, error);
    if (result == ERR_OK)
        result = add_counter(packing, error);
    if (result == ERR_OK)
        result = add_blobs(packing, error);
    if (result == ERR_OK && packing->arena.failed)
        result = no_memory(error);
    if (result != ERR_OK)
        return result;
    parts->blobs = packing->out->blobs;
    parts->blob_count = packing->out->blob_count;
    return evidence_format(parts, &packing->out->head, error);
}

enum err evidence_file_read(const struct evidence_file_options *options, struct evidence_file *out,
                            struct error *error)
{
    struct packing packing = {.options = options, .out = out};
    enum err result;

    *out = (struct evidence_file){0};
    buffer_init(&out->head, EVIDENCE_MANIFEST_MAX + sizeof(EVIDENCE_FIRST_LINE));
    arena_init(&packing.arena, ARENA_MAX);
    result = pack(&packing, error);
    record_clear(&packing.record);
    arena_clear(&packing.arena);
    return result;
}

void evidence_file_clear(struct evidence_file *file)
{
    buffer_clear(&file->head);
    mem_free(file->blobs);
    *file = (struct evidence_file){0};
}

// Writing one.
struct writing {
    const struct evidence_file_options *options;
    const struct disk *to;
    struct disk_file *file;
    uint64_t at;
    uint8_t *piece; // PIECE bytes
};

static enum err write_blob(struct writing *writing, const struct evidence_blob *blob,
                           struct error *error)
{
    struct hash_stream *stream = hash_stream_create();
    struct disk_file *in = NULL;
    struct digest digest;
    uint64_t size = 0, done = 0;
    size_t got = 1;
    enum err result
        = blob_store_open_blob(writing->options->blobs, &blob->digest, &in, &size, error);

    while (result == ERR_OK && got > 0 && done < blob->size_bytes) {
        result = writing->options->disk->read(in, done, writing->piece, PIECE, &got);
        if (result == ERR_OK)
            result = writing->to->write(writing->file, writing->at, writing->piece, got);
        hash_stream_add(stream, writing->piece, got);
        writing->at += got;
        done += got;
    }
    blob_store_close_file(writing->options->blobs, in);
    hash_stream_finish(stream, &digest);
    hash_stream_free(stream);
    if (result == ERR_OK && (done != blob->size_bytes || !digest_equal(&digest, &blob->digest)))
        result = error_set(error, ERR_CORRUPT,
                           "a photo or paper is not what its name says: run plumbd verify");
    return result;
}

static enum err write_all(struct writing *writing, const struct evidence_file *file,
                          struct error *error)
{
    enum err result = writing->to->write(writing->file, 0, file->head.data, file->head.len);

    writing->at = file->head.len;
    for (size_t i = 0; i < file->blob_count && result == ERR_OK; i++)
        result = write_blob(writing, &file->blobs[i], error);
    return result == ERR_OK ? writing->to->sync(writing->file) : result;
}

enum err evidence_file_write(const struct evidence_file_options *options,
                             const struct evidence_file *file, const struct disk *to,
                             const char *name, struct error *error)
{
    struct writing writing = {.options = options, .to = to};
    char part[NAME_MAX_BYTES + 8];
    enum err result;

    snprintf(part, sizeof(part), "%.*s.part", NAME_MAX_BYTES, name);
    if (!disk_path_valid(part))
        return error_set(error, ERR_INVALID,
                         "\"%s\": a file name has letters, digits, '.', '_' and '-'", name);
    to->remove(to->ctx, part); // of an export that was interrupted
    result = to->open(to->ctx, part, DISK_CREATE, &writing.file, error);
    if (result != ERR_OK)
        return result;
    writing.piece = mem_alloc(PIECE);
    result = write_all(&writing, file, error);
    mem_free(writing.piece);
    to->close(writing.file);
    if (result == ERR_OK)
        result = to->rename(to->ctx, part, name);
    if (result == ERR_OK)
        result = to->sync_folder(to->ctx, "");
    else
        to->remove(to->ctx, part);
    return result == ERR_OK ? ERR_OK : error_wrap(error, result, "%s", name);
}
