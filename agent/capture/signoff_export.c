// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/signoff_export.h"

#include "agent/capture/signoff_state.h"
#include "agent/capture/site_facts.h"
#include "agent/store/replica.h"
#include "agent/store/shelf.h"
#include "shared/model/statement_originals.h"

#include <string.h>

enum { ARENA_MAX = 16 << 20, CHUNK_BYTES = 64 << 10 };

struct packing {
    const struct signoff_export_options *options;
    struct signoff_export *out;
    struct arena arena;
    struct site_facts facts;
    struct signoff_state state;
    struct buffer statement;
    struct evidence_parts parts;
    size_t cap;
};

// A text of a record, unescaped into the arena; empty when there is none.
static struct span text_of(struct packing *p, const struct fact *fact, const char *field)
{
    struct span text = {0};
    struct buffer plain;

    buffer_init(&plain, KIND_TEXT_MAX);
    if (fact_put_text(fact, field, &plain) && plain.len)
        text = (struct span){arena_dup(&p->arena, plain.data, plain.len), plain.len};
    buffer_clear(&plain);
    return text.data ? text : (struct span){0};
}

static enum err add_blob(struct packing *p, const struct digest *digest, struct error *error)
{
    struct evidence_blob blob = {.digest = *digest};
    enum err code
        = shelf_size(store_given(p->options->store)->disk, digest, &blob.size_bytes, error);

    if (code)
        return code;
    p->out->blobs = mem_room(p->out->blobs, p->out->blob_count, &p->cap, sizeof(*p->out->blobs));
    p->out->blobs[p->out->blob_count++] = blob;
    return ERR_OK;
}

static enum err add_paper(struct packing *p, const char *field, struct error *error)
{
    struct digest digest;
    struct span hex;
    enum err code;

    if (!fact_text(p->state.record, field, &hex) || !digest_parse(hex.data, hex.len, &digest))
        return ERR_OK; // refused and absent have no handwriting
    code = add_blob(p, &digest, error);
    return code ? error_wrap(error, code, "%s of the sign-off is not on this tablet", field)
                : ERR_OK;
}

static enum err add_photos(struct packing *p, struct error *error)
{
    struct span statement = {p->statement.data, p->statement.len};
    struct digest *photos = NULL;
    enum err code = statement_originals_list(statement, &p->arena, &photos, &p->out->photos, error);

    for (size_t i = 0; !code && !p->options->without_photos && i < p->out->photos; i++) {
        code = add_blob(p, &photos[i], error);
        p->out->inside += code == ERR_OK;
        code = code == ERR_NOT_FOUND ? ERR_OK : code;
    }
    return code;
}

static void fill_parts(struct packing *p)
{
    const struct fact *record = p->state.record, *counter = p->state.counter;
    int64_t index = 0;

    p->parts = (struct evidence_parts){
        .sealed = text_of(p, record, "sealed"),
        .seal = text_of(p, record, "seal"),
        .certificate = text_of(p, record, "certificate"),
        .countersigned = counter && fact_integer(counter, "log_index", &index) && index >= 0,
        .leaf = text_of(p, counter, "leaf"),
        .proof = text_of(p, counter, "proof"),
        .head = text_of(p, counter, "head"),
        .head_seal = text_of(p, counter, "head_seal"),
        .head_certificate = text_of(p, counter, "certificate"),
        .blobs = p->out->blobs,
        .blob_count = p->out->blob_count,
    };
    p->parts.index = (uint64_t)index;
    p->out->countersigned = p->parts.countersigned;
    p->out->sealed = p->state.sealed;
}

static enum err find(struct packing *p, struct error *error)
{
    const struct uuid *id = &p->options->signoff;
    const struct fact *record;
    struct replica_row row;
    char text[UUID_TEXT];
    enum err code = replica_get(p->options->store, id, &row, error);

    uuid_format(id, text);
    if (!code && !span_is(row.kind, "signoff"))
        code = ERR_NOT_FOUND;
    if (code == ERR_NOT_FOUND)
        return error_set(error, code, "%s: no such sign-off is on this tablet", text);
    if (!code)
        code = site_facts_load(p->options->store, &(struct site_facts_options){.site = row.site},
                               &p->facts, error);
    record = code ? NULL : facts_find(&p->facts.facts, id);
    if (!code && !record)
        code = error_set(error, ERR_NOT_FOUND, "%s", text);
    if (!code)
        signoff_state_read(&p->facts.facts, record, &p->state);
    return code;
}

static enum err pack(struct packing *p, struct error *error)
{
    enum err code = find(p, error);

    if (!code)
        code = signoff_state_statement(p->options->store, p->state.record, &p->statement, error);
    if (!code)
        code = add_paper(p, "statement", error);
    if (!code)
        code = add_paper(p, "handwriting", error);
    if (!code)
        code = add_paper(p, "rendering", error);
    if (!code)
        code = add_photos(p, error);
    if (code)
        return code;
    fill_parts(p);
    return evidence_format(&p->parts, &p->out->head, error);
}

// In a transaction, so that no other thread's call takes away what the store lends.
enum err signoff_export_read(const struct signoff_export_options *options,
                             struct signoff_export *out, struct error *error)
{
    struct packing packing = {.options = options, .out = out};
    enum err code;

    *out = (struct signoff_export){0};
    buffer_init(&out->head, EVIDENCE_MANIFEST_MAX + sizeof(EVIDENCE_FIRST_LINE));
    arena_init(&packing.arena, ARENA_MAX);
    buffer_init(&packing.statement, STATEMENT_BYTES_MAX);
    code = store_begin(options->store, error);
    if (!code) {
        code = pack(&packing, error);
        store_rollback(options->store);
    }
    site_facts_clear(&packing.facts);
    buffer_clear(&packing.statement);
    arena_clear(&packing.arena);
    return code ? error_wrap(error, code, "export") : ERR_OK;
}

void signoff_export_clear(struct signoff_export *package)
{
    buffer_clear(&package->head);
    mem_free(package->blobs);
    *package = (struct signoff_export){0};
}

// One blob on its way out.
struct copying {
    const struct disk *disk;
    signoff_export_sink *write;
    void *ctx;
    uint8_t *chunk; // owned, CHUNK_BYTES
};

static enum err copy(const struct copying *c, const struct evidence_blob *blob, struct error *error)
{
    struct hash_stream *hash = hash_stream_create();
    struct disk_file *file = NULL;
    struct digest found;
    char name[HASH_TEXT];
    size_t got = 0;
    enum err code = shelf_open(c->disk, &blob->digest, &file, error);

    digest_format(&blob->digest, name);
    for (uint64_t at = 0; !code && at < blob->size_bytes; at += got) {
        uint64_t left = blob->size_bytes - at;

        code = c->disk->read(file, at, c->chunk, left < CHUNK_BYTES ? (size_t)left : CHUNK_BYTES,
                             &got);
        if (!code && got == 0)
            code = ERR_CORRUPT;
        if (!code)
            code = c->write(c->ctx, c->chunk, got);
        if (!code)
            hash_stream_add(hash, c->chunk, got);
        else
            error_set(error, code, "blob %s cannot be copied", name);
    }
    hash_stream_finish(hash, &found);
    hash_stream_free(hash);
    c->disk->close(file);
    if (!code && !digest_equal(&found, &blob->digest))
        code = error_set(error, ERR_CORRUPT, "blob %s: its bytes on this tablet are others", name);
    return code;
}

enum err signoff_export_write(struct store *store, const struct signoff_export *package,
                              signoff_export_sink *write, void *ctx, struct error *error)
{
    struct copying copying = {.disk = store_given(store)->disk, .write = write, .ctx = ctx};
    enum err code = write(ctx, package->head.data, package->head.len);

    if (code)
        return error_set(error, code, "the file cannot be written");
    copying.chunk = mem_alloc(CHUNK_BYTES);
    for (size_t i = 0; !code && i < package->blob_count; i++)
        code = copy(&copying, &package->blobs[i], error);
    mem_free(copying.chunk);
    return code;
}
