// SPDX-License-Identifier: Apache-2.0
// The lines of a reply as they gather.
#ifndef PLUMB_SERVER_SYNC_REPLY_LINES_H
#define PLUMB_SERVER_SYNC_REPLY_LINES_H

#include "shared/wire/reply_line.h"

struct reply_lines {
    struct buffer text;
    int64_t count;
};
void reply_lines_init(struct reply_lines *lines);
void reply_lines_clear(struct reply_lines *lines);
// A line that does not fit marks the text failed.
void reply_lines_add(struct reply_lines *lines, const struct reply_line *line);
void reply_lines_add_id(struct reply_lines *lines, enum reply_line_kind kind,
                        const struct uuid *id);
// A tablet's list of persons, a JSON array, and its version.
void reply_lines_add_persons(struct reply_lines *lines, struct span list, const char *version);

#endif
