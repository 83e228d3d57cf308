// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/picture_file.h"

#include "agent/capture/image_head.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 64 };

static enum err read_descriptor(void *ctx, void *bytes, size_t len, size_t *got)
{
    const int *fd = ctx;
    ssize_t count = read(*fd, bytes, len);

    *got = count > 0 ? (size_t)count : 0;
    return count < 0 ? err_from_errno(errno) : ERR_OK;
}

// A regular file whose first bytes are those of a picture; anything else gives an error.
static enum err look_at_file(int fd, const char *name, struct error *error)
{
    char head[HEAD_BYTES];
    struct image_head image;
    struct stat stat;
    ssize_t got;

    if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
        return error_set(error, ERR_INVALID, "%s is no file", name);
    got = pread(fd, head, sizeof(head), 0);
    if (got < 0)
        return error_set(error, err_from_errno(errno), "%s: %s", name, strerror(errno));
    image_head_read((struct span){head, (size_t)got}, &image);
    if (strcmp(image.mime, "application/octet-stream") == 0)
        return error_set(error, ERR_INVALID, "%s is no picture of a kind we know", name);
    return ERR_OK;
}

enum err picture_file_open(const struct tablet *tablet, const char *name, struct picture_file *out,
                           struct error *error)
{
    char path[4096];
    bool relative = name[0] != '/' && tablet->cwd != NULL;
    int len = snprintf(path, sizeof(path), "%s%s%s", relative ? tablet->cwd : "",
                       relative ? "/" : "", name);
    enum err err;

    *out = (struct picture_file){.fd = -1};
    if (len < 0 || (size_t)len >= sizeof(path))
        return error_set(error, ERR_INVALID, "%s: the path is too long", name);
    out->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe must not keep us waiting
    if (out->fd < 0)
        return error_set(error, err_from_errno(errno), "%s: %s", name, strerror(errno));
    err = look_at_file(out->fd, name, error);
    if (err != ERR_OK)
        picture_file_close(out);
    else
        out->source = (struct photo_source){&out->fd, read_descriptor};
    return err;
}

void picture_file_close(struct picture_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}
