// SPDX-License-Identifier: Apache-2.0
// Files that a call names: read whole, or written so that they are there complete or not at all.
#ifndef PLUMB_AGENT_CLI_GIVEN_FILE_H
#define PLUMB_AGENT_CLI_GIVEN_FILE_H

#include "agent/sync/tablet.h"

// A regular file, relative to the caller's folder. TOO_LARGE above out->max.
enum err given_file_read(const struct tablet *tablet, const char *name, struct buffer *out,
                         struct error *error);

// Being written beside its place. End puts it there, replacing what was there, when `code` is OK;
// else it is removed. After any error nothing of it is left.
struct given_file {
    char path[4096], beside[4096 + 20];
    int fd;
};
enum err given_file_begin(const struct tablet *tablet, const char *name, struct given_file *out,
                          struct error *error);
enum err given_file_add(void *file, const void *bytes, size_t len); // ctx of a sink
enum err given_file_end(struct given_file *file, enum err code, struct error *error);

#endif
