// SPDX-License-Identifier: Apache-2.0
// Files that a call names as photos: regular, and by their first bytes a picture.
#ifndef PLUMB_AGENT_CLI_PICTURE_FILE_H
#define PLUMB_AGENT_CLI_PICTURE_FILE_H

#include "agent/capture/photo.h"
#include "agent/sync/tablet.h"

struct picture_file {
    int fd;
    struct photo_source source; // reads it; valid while the struct stays where it is
};
// A name is relative to the caller's folder. INVALID: no file, or no picture of a kind we know.
enum err picture_file_open(const struct tablet *tablet, const char *name, struct picture_file *out,
                           struct error *error);
void picture_file_close(struct picture_file *file);

#endif
