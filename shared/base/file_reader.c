// SPDX-License-Identifier: Apache-2.0
#include "shared/base/file_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum err file_reader_open(const char *path, struct file_reader *out, struct error *error)
{
    struct stat found;

    out->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (out->fd < 0 || fstat(out->fd, &found) != 0) {
        int why = errno;

        return error_set(error, err_from_errno(why), "%s: %s", path, strerror(why));
    }
    if (!S_ISREG(found.st_mode))
        return error_set(error, ERR_INVALID, "%s is no file", path);
    out->size_bytes = (uint64_t)found.st_size;
    return ERR_OK;
}

enum err file_reader_read(void *reader, uint64_t offset, void *bytes, size_t len, size_t *got)
{
    const struct file_reader *file = reader;

    for (*got = 0; *got < len;) {
        ssize_t part = pread(file->fd, (char *)bytes + *got, len - *got, (off_t)(offset + *got));

        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            return err_from_errno(errno);
        if (part == 0)
            break;
        *got += (size_t)part;
    }
    return ERR_OK;
}

void file_reader_close(struct file_reader *reader)
{
    if (reader->fd >= 0)
        close(reader->fd);
    reader->fd = -1;
}
