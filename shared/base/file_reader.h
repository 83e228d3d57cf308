// SPDX-License-Identifier: Apache-2.0
// A regular file that a person names, read at any place: for readers that never hold it whole.
#ifndef PLUMB_SHARED_BASE_FILE_READER_H
#define PLUMB_SHARED_BASE_FILE_READER_H

#include "shared/base/err.h"

#include <stddef.h>
#include <stdint.h>

struct file_reader {
    int fd; // -1: not open
    uint64_t size_bytes;
};
// INVALID: it is no regular file; else what the system said, with the path. Never waits for the
// other end of a pipe. To be closed also after an error.
enum err file_reader_open(const char *path, struct file_reader *out, struct error *error);
// `reader` is a struct file_reader. *got is less than len only at the end of the file.
enum err file_reader_read(void *reader, uint64_t offset, void *bytes, size_t len, size_t *got);
void file_reader_close(struct file_reader *reader);

#endif
