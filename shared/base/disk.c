// SPDX-License-Identifier: Apache-2.0
#include "shared/base/disk.h"

#include "shared/base/memory.h"
#include "shared/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { DISK_PATH_BYTES = 512 };

// One open file of the machine's disk.
struct disk_file {
    int fd;
};

// The machine's data folder: everything is reached relative to this descriptor.
struct machine_disk {
    int fd;
    char *root;
};

static bool name_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.'
           || c == '_' || c == '-';
}

static bool part_valid(struct span part)
{
    if (part.len == 0 || part.len > 255 || span_is(part, ".") || span_is(part, ".."))
        return false;
    for (size_t i = 0; i < part.len; i++)
        if (!name_char(part.data[i]))
            return false;
    return true;
}

bool disk_path_valid(const char *path)
{
    if (!path || strlen(path) >= DISK_PATH_BYTES)
        return false;
    for (;;) {
        size_t len = strcspn(path, "/");

        if (!part_valid((struct span){path, len}))
            return false;
        if (!path[len])
            return true;
        path += len + 1;
    }
}

enum err disk_read_file(const struct disk *disk, const char *path, struct buffer *out,
                        struct error *error)
{
    struct disk_file *file = NULL;
    uint64_t size = 0;
    size_t got = 0;
    char *room;
    enum err code;

    buffer_reset(out);
    code = disk->open(disk->ctx, path, DISK_READ, &file, error);
    if (code)
        return code;
    code = disk->size(file, &size);
    if (code) {
        error_set(error, code, "%s: its size cannot be read", path);
        goto done;
    }
    if (size > out->max) {
        code = error_set(error, ERR_TOO_LARGE, "%s: %llu bytes, at most %zu", path,
                         (unsigned long long)size, out->max);
        goto done;
    }
    room = buffer_reserve(out, (size_t)size);
    if (!room) {
        code = error_set(error, ERR_BUSY, "%s: no memory for %llu bytes", path,
                         (unsigned long long)size);
        goto done;
    }
    code = disk->read(file, 0, room, (size_t)size, &got);
    if (code)
        error_set(error, code, "%s: it cannot be read", path);
    else
        out->len = got;
    room[out->len] = '\0';

done:
    disk->close(file);
    return code;
}

static enum err write_new(const struct disk *disk, const char *path, struct span bytes,
                          struct error *error)
{
    struct disk_file *file = NULL;
    enum err code = disk->remove(disk->ctx, path); // of a crash in mid-write

    if (code && code != ERR_NOT_FOUND)
        return error_set(error, code, "%s: what a crash left cannot be removed", path);
    code = disk->open(disk->ctx, path, DISK_CREATE, &file, error);
    if (code)
        return code;
    code = disk->write(file, 0, bytes.data, bytes.len);
    if (!code)
        code = disk->sync(file);
    disk->close(file);
    if (code)
        error_set(error, code, "%s: it cannot be written", path);
    return code;
}

enum err disk_write_file(const struct disk *disk, const char *path, const void *bytes, size_t len,
                         struct error *error)
{
    char temporary[DISK_PATH_BYTES], folder[DISK_PATH_BYTES];
    const char *slash;
    enum err code;
    int made;

    if (!disk_path_valid(path))
        return error_set(error, ERR_INVALID, "'%s' is not a path inside the data folder", path);
    made = snprintf(temporary, sizeof(temporary), "%s.new", path);
    if (made < 0 || (size_t)made >= sizeof(temporary))
        return error_set(error, ERR_INVALID, "'%s' is too long", path);
    slash = strrchr(path, '/');
    text_copy(folder, sizeof(folder), (struct span){path, slash ? (size_t)(slash - path) : 0});

    code = write_new(disk, temporary, (struct span){bytes, len}, error);
    if (code)
        goto failed;
    code = disk->rename(disk->ctx, temporary, path);
    if (code) {
        error_set(error, code, "%s: it cannot be put in place", path);
        goto failed;
    }
    code = disk->sync_folder(disk->ctx, folder);
    if (code)
        error_set(error, code, "%s: its folder cannot be synced", path);
    return code;

failed:
    disk->remove(disk->ctx, temporary);
    return code;
}

// A link or a file where a folder should be is somebody's plant: ENOTDIR is what O_NOFOLLOW says
// then.
static enum err code_of_errno(void)
{
    return errno == ENOTDIR ? ERR_DENIED : err_from_errno(errno);
}

static void close_quietly(int fd)
{
    if (fd >= 0)
        close(fd);
}

// Opens the folder of the first `len` bytes of a valid path (0: the data folder), never through a
// link.
static enum err folder_open(const struct machine_disk *machine, const char *path, size_t len,
                            int *out)
{
    char part[DISK_PATH_BYTES];
    // Opened anew rather than duplicated: a duplicate would share the position of a listing.
    int fd = openat(machine->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    for (size_t at = 0; fd >= 0 && at < len;) {
        size_t part_len = strcspn(path + at, "/");
        int inner;

        text_copy(part, sizeof(part), (struct span){path + at, part_len});
        inner = openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner < 0) {
            enum err code = code_of_errno();

            close(fd);
            return code;
        }
        close(fd);
        fd = inner;
        at += part_len + 1;
    }
    *out = fd;
    return fd < 0 ? code_of_errno() : ERR_OK;
}

// Opens the folder that holds the path's last part, which *name then borrows.
static enum err parent_open(const struct machine_disk *machine, const char *path, int *out,
                            const char **name)
{
    const char *slash;

    if (!disk_path_valid(path))
        return ERR_INVALID;
    slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    return folder_open(machine, path, slash ? (size_t)(slash - path) : 0, out);
}

static enum err machine_open(void *ctx, const char *path, enum disk_mode mode,
                             struct disk_file **out, struct error *error)
{
    // O_NONBLOCK: a planted pipe must not hang us before it is recognised as one.
    int flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, folder = -1, fd = -1;
    const char *name = NULL;
    struct stat stat;
    enum err code = parent_open(ctx, path, &folder, &name);

    if (code)
        goto done;
    flags |= mode == DISK_READ ? O_RDONLY : O_RDWR;
    flags |= mode == DISK_CREATE ? O_CREAT | O_EXCL : 0;
    fd = openat(folder, name, flags, 0600);
    if (fd < 0 || fstat(fd, &stat))
        code = code_of_errno();
    else if (!S_ISREG(stat.st_mode))
        code = ERR_DENIED;
    if (code)
        goto done;
    *out = mem_alloc(sizeof(**out));
    (*out)->fd = fd;
    fd = -1;

done:
    close_quietly(fd);
    close_quietly(folder);
    return code ? error_set(error, code, "'%s' cannot be opened", path) : ERR_OK;
}

static void machine_close(struct disk_file *file)
{
    if (file)
        close(file->fd);
    mem_free(file);
}

static enum err machine_read(struct disk_file *file, uint64_t offset, void *bytes, size_t len,
                             size_t *got)
{
    *got = 0;
    if (offset > INT64_MAX || len > INT64_MAX - offset)
        return ERR_INVALID;
    while (*got < len) {
        ssize_t step = pread(file->fd, (char *)bytes + *got, len - *got, (off_t)(offset + *got));

        if (step < 0 && errno == EINTR)
            continue;
        if (step < 0)
            return code_of_errno();
        if (step == 0)
            break;
        *got += (size_t)step;
    }
    return ERR_OK;
}

static enum err machine_write(struct disk_file *file, uint64_t offset, const void *bytes,
                              size_t len)
{
    size_t put = 0;

    if (offset > INT64_MAX || len > INT64_MAX - offset)
        return ERR_INVALID;
    while (put < len) {
        ssize_t step
            = pwrite(file->fd, (const char *)bytes + put, len - put, (off_t)(offset + put));

        if (step < 0 && errno == EINTR)
            continue;
        if (step <= 0)
            return step < 0 ? code_of_errno() : ERR_IO;
        put += (size_t)step;
    }
    return ERR_OK;
}

static enum err machine_truncate(struct disk_file *file, uint64_t len)
{
    if (len > INT64_MAX)
        return ERR_INVALID;
    return ftruncate(file->fd, (off_t)len) ? code_of_errno() : ERR_OK;
}

static enum err machine_sync(struct disk_file *file)
{
    return fsync(file->fd) ? code_of_errno() : ERR_OK;
}

static enum err machine_size(struct disk_file *file, uint64_t *out)
{
    struct stat stat;

    if (fstat(file->fd, &stat))
        return code_of_errno();
    *out = (uint64_t)stat.st_size;
    return ERR_OK;
}

static enum err machine_rename(void *ctx, const char *from, const char *to)
{
    const char *from_name = NULL, *to_name = NULL;
    int from_folder = -1, to_folder = -1;
    enum err code = parent_open(ctx, from, &from_folder, &from_name);

    if (!code)
        code = parent_open(ctx, to, &to_folder, &to_name);
    if (!code && renameat(from_folder, from_name, to_folder, to_name))
        code = code_of_errno();
    close_quietly(from_folder);
    close_quietly(to_folder);
    return code;
}

static enum err machine_remove(void *ctx, const char *path)
{
    const char *name = NULL;
    int folder = -1;
    enum err code = parent_open(ctx, path, &folder, &name);

    if (!code && unlinkat(folder, name, 0))
        code = code_of_errno();
    close_quietly(folder);
    return code;
}

static enum err machine_make_folder(void *ctx, const char *path)
{
    const char *name = NULL;
    struct stat stat;
    int folder = -1;
    enum err code = parent_open(ctx, path, &folder, &name);

    if (code || mkdirat(folder, name, 0700) == 0)
        goto done;
    code = code_of_errno();
    if (code == ERR_EXISTS && fstatat(folder, name, &stat, AT_SYMLINK_NOFOLLOW) == 0)
        code = S_ISDIR(stat.st_mode) ? ERR_OK : S_ISLNK(stat.st_mode) ? ERR_DENIED : ERR_EXISTS;

done:
    close_quietly(folder);
    return code;
}

// As folder_open for a whole path, where "" is the data folder.
static enum err folder_open_path(const struct machine_disk *machine, const char *path, int *out)
{
    if (path[0] && !disk_path_valid(path))
        return ERR_INVALID;
    return folder_open(machine, path, strlen(path), out);
}

static enum err machine_sync_folder(void *ctx, const char *path)
{
    int fd = -1;
    enum err code = folder_open_path(ctx, path, &fd);

    if (!code && fsync(fd))
        code = code_of_errno();
    close_quietly(fd);
    return code;
}

static enum err machine_list(void *ctx, const char *path, bool (*each)(void *arg, const char *name),
                             void *arg)
{
    struct dirent *entry;
    DIR *folder = NULL;
    int fd = -1;
    enum err code = folder_open_path(ctx, path, &fd);

    if (code)
        return code;
    folder = fdopendir(fd);
    if (!folder) {
        code = code_of_errno();
        close(fd);
        return code;
    }
    for (;;) {
        errno = 0;
        entry = readdir(folder);
        if (!entry)
            break;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (!each(arg, entry->d_name))
            break;
    }
    if (!entry && errno)
        code = code_of_errno();
    closedir(folder);
    return code;
}

static enum err machine_free_bytes(void *ctx, uint64_t *out)
{
    const struct machine_disk *machine = ctx;
    struct statvfs figures;

    if (fstatvfs(machine->fd, &figures))
        return code_of_errno();
    *out = (uint64_t)figures.f_bavail * figures.f_frsize;
    return ERR_OK;
}

// mkdir -p, private to the user from the first missing folder on.
static enum err make_folders(const char *folder)
{
    char *path = mem_dup_text(folder);
    enum err code = ERR_OK;

    for (char *at = path; !code && *at;) {
        char *end = at + 1 + strcspn(at + 1, "/"), kept = *end;

        *end = '\0';
        if (mkdir(path, 0700) && errno != EEXIST)
            code = code_of_errno();
        *end = kept;
        at = end;
    }
    mem_free(path);
    return code;
}

enum err disk_system_open(const char *folder, bool create, struct disk *out, struct error *error)
{
    struct machine_disk *machine = NULL;
    int fd;

    *out = (struct disk){0};
    if (create) {
        enum err code = make_folders(folder);

        if (code)
            return error_set(error, code, "folder '%s' cannot be made", folder);
    }
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return error_set(error, code_of_errno(), "folder '%s' cannot be opened", folder);
    machine = mem_alloc(sizeof(*machine));
    machine->fd = fd;
    machine->root = realpath(folder, NULL);
    if (!machine->root)
        machine->root = mem_dup_text(folder);
    *out = (struct disk){
        .ctx = machine,
        .root = machine->root,
        .open = machine_open,
        .close = machine_close,
        .read = machine_read,
        .write = machine_write,
        .truncate = machine_truncate,
        .sync = machine_sync,
        .size = machine_size,
        .rename = machine_rename,
        .remove = machine_remove,
        .make_folder = machine_make_folder,
        .sync_folder = machine_sync_folder,
        .list = machine_list,
        .free_bytes = machine_free_bytes,
    };
    return ERR_OK;
}

void disk_system_close(struct disk *disk)
{
    struct machine_disk *machine = disk->ctx;

    if (machine) {
        close(machine->fd);
        mem_free(machine->root);
        mem_free(machine);
    }
    *disk = (struct disk){0};
}

bool disk_system_owns(const struct disk *disk)
{
    return disk->open == machine_open;
}

int disk_system_descriptor(struct disk_file *file)
{
    return file ? file->fd : -1;
}
