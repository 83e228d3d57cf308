// SPDX-License-Identifier: Apache-2.0
#include "server/sync/reply_lines.h"

#include "shared/wire/codec.h"
#include "shared/wire/persons_line.h"

void reply_lines_init(struct reply_lines *lines)
{
    *lines = (struct reply_lines){0};
    buffer_init(&lines->text, CODEC_BODY_MAX - (256 << 10)); // a header still fits
}

void reply_lines_clear(struct reply_lines *lines)
{
    buffer_clear(&lines->text);
    lines->count = 0;
}

void reply_lines_add(struct reply_lines *lines, const struct reply_line *line)
{
    reply_line_format(line, &lines->text);
    lines->count++;
}

void reply_lines_add_id(struct reply_lines *lines, enum reply_line_kind kind, const struct uuid *id)
{
    struct reply_line line = {.kind = kind, .id = *id};

    reply_lines_add(lines, &line);
}

void reply_lines_add_persons(struct reply_lines *lines, struct span list, const char *version)
{
    persons_line_format(list, version, &lines->text);
    lines->count++;
}
