// SPDX-License-Identifier: Apache-2.0
#include "agent/store/head_marker.h"

#include <string.h>

enum { HEAD_BYTES_MAX = 256, BOOT_TEXT = 17 };

static const char head_path[] = "head";

// Takes the next word off a line of single spaces.
static struct span next_word(struct span *line)
{
    const char *space = line->len ? memchr(line->data, ' ', line->len) : NULL;
    struct span word = {line->data, space ? (size_t)(space - line->data) : line->len};
    size_t used = word.len + (space ? 1 : 0);

    line->data += used;
    line->len -= used;
    return word;
}

// "plumbline-head <identity> <actor> <boot>\n"
static bool parse(struct span line, struct head_marker *out)
{
    uint8_t boot[8];
    struct span word;

    if (line.len == 0 || line.data[line.len - 1] != '\n')
        return false;
    line.len--;
    if (!span_is(next_word(&line), "plumbline-head")
        || !uuid_parse(next_word(&line), &out->identity)
        || !actor_parse(next_word(&line), &out->actor))
        return false;
    word = next_word(&line);
    return text_parse_hex(word, boot, sizeof(boot)) && line.len == 0
           && text_copy(out->boot, sizeof(out->boot), word);
}

enum err head_marker_read(const struct disk *disk, struct head_marker *out, struct error *error)
{
    struct buffer text;
    enum err code;

    *out = (struct head_marker){0};
    buffer_init(&text, HEAD_BYTES_MAX);
    code = disk_read_file(disk, head_path, &text, error);
    if (code == ERR_TOO_LARGE || (!code && !parse((struct span){text.data, text.len}, out)))
        code = error_set(error, ERR_CORRUPT, "%s is no head marker", head_path);
    buffer_clear(&text);
    return code;
}

enum err head_marker_write(const struct disk *disk, const struct head_marker *marker,
                           struct error *error)
{
    char identity[UUID_TEXT], actor[ACTOR_TEXT];
    struct buffer text;
    enum err code;

    uuid_format(&marker->identity, identity);
    actor_format(marker->actor, actor);
    buffer_init(&text, HEAD_BYTES_MAX);
    buffer_printf(&text, "plumbline-head %s %s %s\n", identity, actor, marker->boot);
    code = disk_write_file(disk, head_path, text.data, text.len, error);
    buffer_clear(&text);
    return code;
}
