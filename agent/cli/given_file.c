// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/given_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK_BYTES = 64 << 10 };

static enum err place(const struct tablet *tablet, const char *name, char *out, size_t size,
                      struct error *error)
{
    bool relative = name[0] != '/' && tablet->cwd != NULL;
    int len = snprintf(out, size, "%s%s%s", relative ? tablet->cwd : "", relative ? "/" : "", name);

    if (name[0] == '\0' || len < 0 || (size_t)len >= size)
        return error_set(error, ERR_INVALID, "\"%.80s\" is no path, or a too long one", name);
    return ERR_OK;
}

static enum err failed(const char *name, struct error *error)
{
    int why = errno;

    return error_set(error, err_from_errno(why), "%s: %s", name, strerror(why));
}

static enum err read_all(int fd, const char *name, struct buffer *out, struct error *error)
{
    for (;;) {
        char chunk[CHUNK_BYTES];
        ssize_t got = read(fd, chunk, sizeof chunk);

        if (got < 0)
            return failed(name, error);
        if (got == 0)
            return ERR_OK;
        if (!buffer_append(out, chunk, (size_t)got))
            return error_set(error, ERR_TOO_LARGE, "%s: more than %zu bytes", name, out->max);
    }
}

enum err given_file_read(const struct tablet *tablet, const char *name, struct buffer *out,
                         struct error *error)
{
    char path[4096];
    struct stat stat;
    enum err err = place(tablet, name, path, sizeof path, error);
    if (err != ERR_OK)
        return err;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe must not keep us waiting
    if (fd < 0)
        return failed(name, error);
    buffer_reset(out);
    if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
        err = error_set(error, ERR_INVALID, "%s is no file", name);
    else
        err = read_all(fd, name, out, error);
    close(fd);
    return err;
}

enum err given_file_begin(const struct tablet *tablet, const char *name, struct given_file *out,
                          struct error *error)
{
    struct stat found;
    enum err err;

    *out = (struct given_file){.fd = -1};
    if (strcmp(name, "-") == 0)
        return error_set(error, ERR_INVALID, "\"-\": 只写入文件 it goes into a file");
    err = place(tablet, name, out->path, sizeof out->path, error);
    if (err != ERR_OK)
        return err;
    if (stat(out->path, &found) == 0 && !S_ISREG(found.st_mode))
        return error_set(error, ERR_INVALID, "%s is no file", name);
    snprintf(out->beside, sizeof out->beside, "%s.%016llx", out->path,
             (unsigned long long)random_u64(&tablet->random));
    out->fd = open(out->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    return out->fd < 0 ? failed(name, error) : ERR_OK;
}

enum err given_file_add(void *file, const void *bytes, size_t len)
{
    const struct given_file *given = file;
    const char *at = bytes;

    while (len > 0) {
        ssize_t done = write(given->fd, at, len);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return err_from_errno(errno);
        at += done;
        len -= (size_t)done;
    }
    return ERR_OK;
}

static enum err sync_folder(const struct given_file *file)
{
    char folder[sizeof file->path];
    char *slash;
    int fd;
    enum err err = ERR_OK;

    memcpy(folder, file->path, sizeof folder);
    slash = strrchr(folder, '/');
    if (slash != NULL)
        slash[slash == folder] = '\0';
    fd = open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        err = err_from_errno(errno);
    if (fd >= 0)
        close(fd);
    return err;
}

enum err given_file_end(struct given_file *file, enum err code, struct error *error)
{
    if (file->fd < 0)
        return code;
    if (code == ERR_OK && fsync(file->fd) != 0)
        code = failed(file->path, error);
    close(file->fd);
    file->fd = -1;
    if (code == ERR_OK && rename(file->beside, file->path) != 0)
        code = failed(file->path, error);
    if (code != ERR_OK) {
        unlink(file->beside);
        return code;
    }
    code = sync_folder(file);
    return code == ERR_OK ? ERR_OK : error_set(error, code, "the folder of %s", file->path);
}
