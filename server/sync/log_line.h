// SPDX-License-Identifier: Apache-2.0
// A line of the ledger about the sign-off log: the leaves of one commit and the signed head over
// them (docs/SCHEMA.md). It begins where its first leaf stands, and replaces whatever an earlier
// line said from there on.
#ifndef PLUMB_SERVER_SYNC_LOG_LINE_H
#define PLUMB_SERVER_SYNC_LOG_LINE_H

#include "server/storage/signoff_log.h"
#include "shared/base/memory.h"

enum { LOG_LINE_LEAVES_MAX = 256 };

struct log_line {
    struct commit_stamp stamp; // number and tag of the commit that was to bring it
    struct signoff_head head;
    struct signoff_leaf *leaves; // 1 … LOG_LINE_LEAVES_MAX, one after the other up to the head
    size_t count;
};
bool log_line_is(struct span text); // by its beginning
// Appends the text; false when the buffer is full.
bool log_line_format(const struct log_line *line, struct buffer *out);
// Everything lives in the arena or borrows from `text`. PARSE names the fault.
enum err log_line_parse(struct span text, struct arena *arena, struct log_line *out,
                        struct error *error);

#endif
