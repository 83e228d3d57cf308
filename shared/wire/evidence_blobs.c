// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/evidence_blobs.h"

#include <string.h>

enum { CHUNK_BYTES = 64 << 10 };

enum evidence_role evidence_blobs_role(const struct evidence_manifest *manifest, size_t index)
{
    if (index >= evidence_blobs_fixed(manifest))
        return EVIDENCE_PHOTO;
    return (enum evidence_role)index;
}

size_t evidence_blobs_fixed(const struct evidence_manifest *manifest)
{
    return manifest->signoff.handwritten ? 3 : 1;
}

const struct digest *evidence_blobs_sealed(const struct evidence_manifest *manifest, size_t index)
{
    const struct signoff *signoff = &manifest->signoff;
    const struct digest *fixed[]
        = {&signoff->statement, &signoff->handwriting, &signoff->rendering};

    return index < evidence_blobs_fixed(manifest) ? fixed[index] : NULL;
}

// SHA-256 of a range that lies within the file.
static enum err hash_range(const struct evidence_source *source, uint64_t from, uint64_t len,
                           struct digest *out)
{
    struct hash_stream *stream = hash_stream_create();
    uint8_t *chunk = mem_alloc(CHUNK_BYTES);
    enum err err = ERR_OK;

    while (len && !err) {
        size_t want = len < CHUNK_BYTES ? (size_t)len : CHUNK_BYTES, got = 0;

        err = source->read(source->ctx, from, chunk, want, &got);
        if (!err && got != want)
            err = ERR_STALE; // somebody cuts the file while we read it
        hash_stream_add(stream, chunk, err ? 0 : got);
        from += want;
        len -= want;
    }
    hash_stream_finish(stream, out);
    hash_stream_free(stream);
    mem_free(chunk);
    return err;
}

// Where the last blob would end; the largest number when the sum does not fit.
static uint64_t expected_end(const struct evidence_manifest *manifest)
{
    uint64_t end = manifest->end;

    for (size_t i = 0; i < manifest->blob_count; i++)
        if (__builtin_add_overflow(end, manifest->blobs[i].size_bytes, &end))
            return UINT64_MAX;
    return end;
}

void evidence_blobs_blame_list(const struct evidence_manifest *manifest, size_t index,
                               struct evidence_blobs_fault *out)
{
    out->in_list = true;
    out->index = index;
    out->range = manifest->blob_ranges[index];
    out->zh = "清单中的摘要或大小与这一部分的字节不符";
    out->en = "the list says another digest or size than these bytes have";
}

static void blame_bytes(struct evidence_blobs_fault *out, size_t index, uint64_t from, uint64_t to)
{
    out->index = index;
    out->range = (struct evidence_range){from, to};
    out->zh = "这一部分的字节与其摘要不符";
    out->en = "these bytes do not have their digest";
}

// The list and the file do not agree about sizes: is it the size of this blob that was changed?
static enum err fits_when_mended(const struct evidence_source *source,
                                 const struct evidence_manifest *manifest, size_t index,
                                 uint64_t from, bool *fits)
{
    uint64_t others = 0, room = source->size_bytes - from;
    struct digest digest;
    enum err err;

    *fits = false;
    for (size_t i = index + 1; i < manifest->blob_count; i++)
        if (__builtin_add_overflow(others, manifest->blobs[i].size_bytes, &others))
            return ERR_OK;
    if (others >= room)
        return ERR_OK;
    err = hash_range(source, from, room - others, &digest);
    *fits = !err && digest_equal(&digest, &manifest->blobs[index].digest);
    return err;
}

// A blob whose bytes are not what the list says, or that does not end within the file.
static enum err blame_blob(const struct evidence_source *source,
                           const struct evidence_manifest *manifest, size_t index, uint64_t from,
                           struct evidence_blobs_fault *out)
{
    const struct evidence_blob *blob = &manifest->blobs[index];
    const struct digest *sealed = evidence_blobs_sealed(manifest, index);
    const uint64_t end = expected_end(manifest), size = source->size_bytes;
    const bool whole = blob->size_bytes <= size - from;
    bool mended = false;
    enum err err = ERR_OK;

    if (end != size)
        err = fits_when_mended(source, manifest, index, from, &mended);
    if (err)
        return err;
    if (mended) {
        evidence_blobs_blame_list(manifest, index, out);
        return ERR_OK;
    }
    if (!whole) {
        out->rest = true;
        out->range = (struct evidence_range){size, end};
        out->zh = "文件在这里中断";
        out->en = "the file breaks off here";
        return ERR_OK;
    }
    err = hash_range(source, from, blob->size_bytes, &out->found);
    if (!err && sealed && digest_equal(&out->found, sealed))
        evidence_blobs_blame_list(manifest, index, out);
    else if (!err)
        blame_bytes(out, index, from, from + blob->size_bytes);
    return err;
}

enum err evidence_blobs_judge(const struct evidence_source *source,
                              const struct evidence_manifest *manifest, uint64_t *offsets,
                              struct evidence_blobs_fault *out)
{
    uint64_t at = manifest->end;
    struct digest digest;
    enum err err;

    *out = (struct evidence_blobs_fault){.zh = NULL};
    for (size_t i = 0; i < manifest->blob_count; i++) {
        const struct evidence_blob *blob = &manifest->blobs[i];

        offsets[i] = at;
        if (blob->size_bytes > source->size_bytes - at)
            return blame_blob(source, manifest, i, at, out);
        err = hash_range(source, at, blob->size_bytes, &digest);
        if (err)
            return err;
        if (!digest_equal(&digest, &blob->digest))
            return blame_blob(source, manifest, i, at, out);
        at += blob->size_bytes;
    }
    if (at != source->size_bytes) {
        out->rest = true;
        out->range = (struct evidence_range){at, source->size_bytes};
        out->zh = "末尾有多余的字节";
        out->en = "something follows the last part";
    }
    return ERR_OK;
}

enum err evidence_blobs_read(const struct evidence_source *source, struct evidence_range range,
                             size_t max, struct arena *memory, struct span *out)
{
    const uint64_t len = range.to - range.from;
    char *bytes;
    size_t got = 0;
    enum err err;

    if (len > max)
        return ERR_TOO_LARGE;
    bytes = arena_take(memory, (size_t)len + 1);
    if (!bytes)
        return ERR_TOO_LARGE;
    err = source->read(source->ctx, range.from, bytes, (size_t)len, &got);
    if (!err && got != len)
        err = ERR_STALE;
    *out = (struct span){bytes, (size_t)len};
    return err;
}
