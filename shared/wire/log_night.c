// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/log_night.h"

#include "shared/model/shape.h"

#include <string.h>

#define FORMAT "plumbline-night-leaf-1"
static const char start[] = "{\"commit\":";

bool log_night_is(struct span leaf)
{
    return leaf.len >= sizeof(start) - 1 && memcmp(leaf.data, start, sizeof(start) - 1) == 0;
}

bool log_night_format(const struct log_night *night, struct buffer *out)
{
    char digest[HASH_TEXT];

    digest_format(&night->digest, digest);
    buffer_append_text(out, start);
    canon_put_u64(out, night->commit);
    buffer_append_text(out, ",\"cut_ms\":");
    canon_put_integer(out, night->cut_ms);
    buffer_printf(out, ",\"date\":\"%s\",\"digest\":\"%s\",\"format\":\"" FORMAT "\"}", night->date,
                  digest);
    return !out->failed;
}

static bool read_commit(struct canon_reader *reader, void *into)
{
    return canon_u64(reader, &((struct log_night *)into)->commit);
}

static bool read_cut(struct canon_reader *reader, void *into)
{
    struct log_night *night = into;

    if (canon_integer(reader, &night->cut_ms) && night->cut_ms < 0)
        canon_refuse(reader, "a time cannot be negative");
    return !reader->fault;
}

static bool read_date(struct canon_reader *reader, void *into)
{
    struct log_night *night = into;
    struct span text;
    int64_t day;

    if (!canon_string(reader, &text))
        return false;
    if (!calendar_parse(text, &day) || !text_copy(night->date, sizeof(night->date), text))
        canon_refuse(reader, "expected a date");
    return !reader->fault;
}

static bool read_digest(struct canon_reader *reader, void *into)
{
    struct log_night *night = into;
    struct span text;

    if (!canon_string(reader, &text))
        return false;
    if (!digest_parse(text.data, text.len, &night->digest))
        canon_refuse(reader, "expected a digest");
    return !reader->fault;
}

static bool read_format(struct canon_reader *reader, void *into)
{
    struct span text;

    (void)into;
    if (!canon_string(reader, &text))
        return false;
    if (!span_is(text, FORMAT))
        canon_refuse(reader, "expected " FORMAT);
    return !reader->fault;
}

enum err log_night_parse(struct span leaf, struct log_night *out, struct error *error)
{
    static const struct shape_member members[] = {
        {"commit", read_commit, false}, {"cut_ms", read_cut, false},    {"date", read_date, false},
        {"digest", read_digest, false}, {"format", read_format, false},
    };
    static const struct shape shape = {members, sizeof(members) / sizeof(members[0]), false};
    struct canon_reader reader;

    *out = (struct log_night){0};
    canon_open(&reader, leaf);
    shape_read(&reader, &shape, out);
    return canon_end(&reader, error);
}
