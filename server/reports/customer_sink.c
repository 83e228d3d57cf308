// SPDX-License-Identifier: Apache-2.0
#include "server/reports/customer_sink.h"

#include "shared/base/text.h"

#include <string.h>

static enum err begin(void *ctx, const char *path, struct error *error)
{
    struct customer_sink_folder *to = ctx;
    const char *name = strrchr(path, '/');
    enum err result = ERR_OK;

    text_copy(to->folder, sizeof(to->folder),
              (struct span){path, name ? (size_t)(name - path) : 0});
    if (to->folder[0])
        result = to->disk->make_folder(to->disk->ctx, to->folder);
    if (result != ERR_OK)
        return error_set(error, result, "%s cannot be made", to->folder);
    to->at = 0;
    return to->disk->open(to->disk->ctx, path, DISK_CREATE, &to->file, error);
}

static enum err add(void *ctx, const void *bytes, size_t len, struct error *error)
{
    struct customer_sink_folder *to = ctx;
    enum err result = len > 0 ? to->disk->write(to->file, to->at, bytes, len) : ERR_OK;

    to->at += len;
    return result == ERR_OK ? ERR_OK : error_set(error, result, "a file cannot be written");
}

static enum err end(void *ctx, struct error *error)
{
    struct customer_sink_folder *to = ctx;
    enum err result = to->disk->sync(to->file);

    customer_sink_folder_close(to);
    if (result == ERR_OK)
        result = to->disk->sync_folder(to->disk->ctx, to->folder);
    return result == ERR_OK ? ERR_OK : error_set(error, result, "a file cannot be written");
}

struct customer_sink customer_sink_of_folder(struct customer_sink_folder *folder)
{
    return (struct customer_sink){.ctx = folder, .begin = begin, .add = add, .end = end};
}

void customer_sink_folder_close(struct customer_sink_folder *folder)
{
    if (folder->disk)
        folder->disk->close(folder->file);
    folder->file = NULL;
}
