// SPDX-License-Identifier: Apache-2.0
#include "shared/base/memory.h"
#include "tests/sim/sim_disk.h"

#include <stdio.h>
#include <string.h>

struct disk_file {
    struct sim_disk *disk;
    struct sim_inode *inode;
};

static enum err folder_open(void *ctx, const char *path, enum disk_mode mode,
                            struct disk_file **out, struct error *error)
{
    struct sim_disk *disk = ctx;
    struct sim_inode *inode = NULL;
    enum err err = ERR_OK;
    if (!disk_path_valid(path))
        return error_set(error, ERR_DENIED, "%s: not a path of the folder", path);
    if (mode == DISK_CREATE)
        err = sim_create(disk, path, &inode);
    else if ((err = sim_operate(disk)) == ERR_OK && (inode = sim_lookup(disk, path)) == NULL)
        err = ERR_NOT_FOUND;
    if (err != ERR_OK)
        return error_set(error, err, "%s", path);
    *out = mem_alloc(sizeof **out);
    (*out)->disk = disk;
    (*out)->inode = inode;
    inode->handles++;
    return ERR_OK;
}

static void folder_close(struct disk_file *file)
{
    if (file == NULL)
        return;
    sim_release(file->disk, file->inode);
    mem_free(file);
}

static enum err folder_read(struct disk_file *file, uint64_t offset, void *bytes, size_t len,
                            size_t *got)
{
    const struct buffer *image = &file->inode->image;
    size_t there = offset < image->len ? image->len - (size_t)offset : 0;
    *got = there < len ? there : len;
    if (*got > 0)
        memcpy(bytes, image->data + offset, *got);
    return sim_operate(file->disk);
}

static enum err folder_write(struct disk_file *file, uint64_t offset, const void *bytes, size_t len)
{
    return sim_write(file->disk, file->inode, offset, bytes, len);
}

static enum err folder_truncate(struct disk_file *file, uint64_t len)
{
    return sim_truncate(file->disk, file->inode, len);
}

static enum err folder_sync(struct disk_file *file)
{
    return sim_sync(file->disk, file->inode);
}

static enum err folder_size(struct disk_file *file, uint64_t *out)
{
    *out = file->inode->image.len;
    return sim_operate(file->disk);
}

static enum err folder_rename(void *ctx, const char *from, const char *to)
{
    struct sim_inode *inode = sim_lookup(ctx, from);
    enum err err = sim_operate(ctx);
    if (err != ERR_OK || inode == NULL)
        return err != ERR_OK ? err : ERR_NOT_FOUND;
    sim_disk_rename_name(ctx, from, to, inode);
    return ERR_OK;
}

static enum err folder_remove(void *ctx, const char *path)
{
    return sim_unlink(ctx, path);
}

static enum err folder_make(void *ctx, const char *path)
{
    enum err err = sim_operate(ctx);
    if (err == ERR_OK)
        sim_disk_make_folder_name(ctx, path);
    return err;
}

static enum err folder_sync_names(void *ctx, const char *path)
{
    return sim_sync_folder(ctx, path);
}

static enum err folder_list(void *ctx, const char *path, bool (*each)(void *arg, const char *name),
                            void *arg)
{
    struct sim_disk *disk = ctx;
    size_t len = strlen(path), count = 0, at = 0;
    enum err err = sim_operate(disk);
    char(*found)[SIM_NAME] = NULL;
    for (struct sim_name *name = disk->names; name != NULL; name = name->next)
        count++;
    found = mem_alloc_array(count + 1, sizeof *found); // `each` may change the folder
    for (struct sim_name *name = disk->names; name != NULL; name = name->next) {
        const char *rest = name->path + (len == 0 ? 0 : len + 1);
        if ((len == 0 || (strncmp(name->path, path, len) == 0 && name->path[len] == '/'))
            && strchr(rest, '/') == NULL)
            snprintf(found[at++], SIM_NAME, "%s", rest);
    }
    for (size_t i = 0; err == ERR_OK && i < at && each(arg, found[i]); i++)
        continue;
    mem_free(found);
    return err;
}

static enum err folder_free_bytes(void *ctx, uint64_t *out)
{
    struct sim_disk *disk = ctx;
    *out = disk->capacity_bytes - disk->used_bytes;
    return sim_operate(disk);
}

struct disk sim_disk_handle(struct sim_disk *disk)
{
    return (struct disk){.ctx = disk,
                         .sqlite_vfs = "sim",
                         .root = disk->root,
                         .open = folder_open,
                         .close = folder_close,
                         .read = folder_read,
                         .write = folder_write,
                         .truncate = folder_truncate,
                         .sync = folder_sync,
                         .size = folder_size,
                         .rename = folder_rename,
                         .remove = folder_remove,
                         .make_folder = folder_make,
                         .sync_folder = folder_sync_names,
                         .list = folder_list,
                         .free_bytes = folder_free_bytes};
}
