// SPDX-License-Identifier: Apache-2.0
#include "server/reports/evidence_review.h"

#include <string.h>

// The file, as if it were written: its head, then the blobs where they lie.
struct reading {
    const struct evidence_file_options *options;
    const struct evidence_file *file;
    struct disk_file *open; // of blob `at`
    size_t at;
};

static void close_blob(struct reading *reading)
{
    blob_store_close_file(reading->options->blobs, reading->open);
    reading->open = NULL;
}

static enum err open_blob(struct reading *reading, size_t index)
{
    uint64_t size;

    if (reading->open && reading->at == index)
        return ERR_OK;
    close_blob(reading);
    reading->at = index;
    return blob_store_open_blob(reading->options->blobs, &reading->file->blobs[index].digest,
                                &reading->open, &size, NULL);
}

static uint64_t size_of(const struct evidence_file *file)
{
    uint64_t size = file->head.len;

    for (size_t i = 0; i < file->blob_count; i++)
        size += file->blobs[i].size_bytes;
    return size;
}

// One piece: up to the end of the part in which `offset` lies.
static enum err read_piece(struct reading *reading, uint64_t offset, void *bytes, size_t len,
                           size_t *got)
{
    const struct evidence_file *file = reading->file;
    uint64_t from = file->head.len;
    enum err err;

    *got = 0;
    if (offset < from) {
        *got = len < from - offset ? len : (size_t)(from - offset);
        memcpy(bytes, file->head.data + offset, *got);
        return ERR_OK;
    }
    for (size_t i = 0; i < file->blob_count; from += file->blobs[i++].size_bytes) {
        const uint64_t size = file->blobs[i].size_bytes;

        if (offset - from >= size)
            continue;
        if (len > size - (offset - from))
            len = (size_t)(size - (offset - from));
        err = open_blob(reading, i);
        return err == ERR_OK
                   ? reading->options->disk->read(reading->open, offset - from, bytes, len, got)
                   : err;
    }
    return ERR_OK;
}

static enum err read_source(void *ctx, uint64_t offset, void *bytes, size_t len, size_t *got)
{
    enum err err = ERR_OK;
    size_t piece = 1;

    for (*got = 0; err == ERR_OK && *got < len && piece; *got += piece)
        err = read_piece(ctx, offset + *got, (char *)bytes + *got, len - *got, &piece);
    return err;
}

enum err evidence_review_make(const struct evidence_file_options *options,
                              struct evidence_review *out, struct error *error)
{
    struct evidence_file_options unchecked = *options;
    struct reading reading = {.options = options, .file = &out->file};
    struct evidence_source source = {.ctx = &reading, .read = read_source};
    enum err err;

    *out = (struct evidence_review){.file = {.code = ""}};
    arena_init(&out->memory, EVIDENCE_MEMORY_MAX);
    unchecked.unchecked = true;
    err = evidence_file_read(&unchecked, &out->file, error);
    source.size_bytes = size_of(&out->file);
    if (err == ERR_OK)
        err = evidence_check(&source, options->ca_pem, &out->memory, &out->finding, error);
    close_blob(&reading);
    return err;
}

void evidence_review_clear(struct evidence_review *review)
{
    evidence_file_clear(&review->file);
    arena_clear(&review->memory);
}
