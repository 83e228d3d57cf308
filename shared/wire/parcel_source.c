// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/parcel_source.h"

#include <string.h>

static enum err read_file(void *ctx, uint64_t offset, void *bytes, size_t len, size_t *got)
{
    const struct parcel_source_file *file = ctx;

    return file->disk->read(file->file, offset, bytes, len, got);
}

enum err parcel_source_of_file(struct parcel_source_file *file, struct parcel_source *out,
                               struct error *error)
{
    enum err code;

    *out = (struct parcel_source){.ctx = file, .read = read_file};
    code = file->disk->size(file->file, &out->size_bytes);
    return code ? error_set(error, code, "its size cannot be read") : ERR_OK;
}

static enum err read_bytes(void *ctx, uint64_t offset, void *bytes, size_t len, size_t *got)
{
    const struct span *all = ctx;

    *got = 0;
    if (offset >= all->len || len == 0)
        return ERR_OK;
    *got = all->len - (size_t)offset < len ? all->len - (size_t)offset : len;
    memcpy(bytes, all->data + offset, *got);
    return ERR_OK;
}

struct parcel_source parcel_source_of_bytes(struct span *bytes)
{
    return (struct parcel_source){bytes, read_bytes, bytes->len};
}

enum err parcel_source_read(const struct parcel_source *source, uint64_t offset, void *bytes,
                            size_t len, struct error *error)
{
    size_t done = 0;

    while (done < len) {
        size_t got = 0;
        enum err code
            = source->read(source->ctx, offset + done, (char *)bytes + done, len - done, &got);

        if (code)
            return error_set(error, code, "it cannot be read at byte %llu",
                             (unsigned long long)(offset + done));
        if (got == 0)
            return error_set(error, ERR_CORRUPT, "it ends at byte %llu",
                             (unsigned long long)(offset + done));
        done += got;
    }
    return ERR_OK;
}
