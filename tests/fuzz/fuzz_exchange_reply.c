// SPDX-License-Identifier: Apache-2.0
// A header or line that was read formats to one that reads the same.
#include "shared/wire/exchange_reply.h"
#include "shared/wire/persons_line.h"

#include <stdlib.h>
#include <string.h>

static void check_header(const struct exchange_reply *reply)
{
    struct exchange_reply again;
    struct buffer first, second;
    struct span rest;

    buffer_init(&first, 8 << 20);
    buffer_init(&second, 8 << 20);
    exchange_reply_init(&again);
    if (!exchange_reply_format(reply, &first))
        abort();
    if (exchange_reply_parse((struct span){first.data, first.len}, &again, &rest, NULL) || rest.len
        || !exchange_reply_format(&again, &second) || first.len != second.len
        || memcmp(first.data, second.data, first.len) != 0)
        abort();
    exchange_reply_clear(&again);
    buffer_clear(&first);
    buffer_clear(&second);
}

static void check_persons(struct span text)
{
    char version[PERSONS_VERSION_TEXT], again_version[PERSONS_VERSION_TEXT];
    struct buffer list, again, line;

    buffer_init(&list, 8 << 20);
    buffer_init(&again, 8 << 20);
    buffer_init(&line, 8 << 20);
    if (persons_line_parse(text, &list, version, NULL) == ERR_OK
        && (!persons_line_format((struct span){list.data, list.len}, version, &line)
            || persons_line_parse((struct span){line.data, line.len - 1}, &again, again_version,
                                  NULL)
            || strcmp(version, again_version) != 0 || list.len != again.len
            || memcmp(list.data, again.data, list.len) != 0))
        abort();
    buffer_clear(&list);
    buffer_clear(&again);
    buffer_clear(&line);
}

static void check_line(struct span text)
{
    struct reply_line line, again;
    struct buffer first;

    if (reply_line_parse(text, &line, NULL) || line.kind == LINE_UNKNOWN)
        return;
    if (line.kind == LINE_PERSONS) {
        check_persons(text);
        return;
    }
    buffer_init(&first, 8 << 20);
    if (!reply_line_format(&line, &first) || !first.len
        || reply_line_parse((struct span){first.data, first.len - 1}, &again, NULL)
        || again.kind != line.kind || !uuid_equal(&again.id, &line.id)
        || strcmp(again.why, line.why) != 0)
        abort();
    buffer_clear(&first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct exchange_reply reply;
    struct span body = {(const char *)data, size}, rest, line;
    bool cut;

    exchange_reply_init(&reply);
    if (exchange_reply_parse(body, &reply, &rest, NULL) == ERR_OK)
        check_header(&reply);
    exchange_reply_clear(&reply);
    for (rest = body; wire_line(&rest, &line, &cut);)
        check_line(line);
    return 0;
}
