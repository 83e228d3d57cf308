// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/deed_told.h"

#include <string.h>

static void put_saved(struct json_writer *json, const struct deed_saved *saved)
{
    char id[UUID_TEXT], actor[ACTOR_TEXT];

    uuid_format(&saved->id, id);
    actor_format(saved->dot.actor, actor);
    json_object_open(json, NULL);
    json_put_text(json, "id", id);
    json_put_text(json, "kind", saved->kind);
    json_put_text(json, "actor", actor);
    json_put_u64(json, "counter", saved->dot.counter);
    json_put_text(json, "label", saved->label);
    json_object_close(json);
}

// A line each, without what is for the command line.
static void put_notes(struct json_writer *json, struct span said)
{
    json_array_open(json, "notes");
    while (said.len > 0) {
        const char *end = memchr(said.data, '\n', said.len);
        size_t len = end ? (size_t)(end - said.data) : said.len;
        const char *hint = memchr(said.data, '\t', len);

        json_put_span(json, NULL,
                      (struct span){said.data, hint ? (size_t)(hint - said.data) : len});
        len += end != NULL;
        said = (struct span){said.data + len, said.len - len};
    }
    json_array_close(json);
}

void deed_told(const struct deed_report *report, struct json_writer *json)
{
    char id[UUID_TEXT];

    uuid_format(&report->id, id);
    json_put_text(json, "id", id);
    json_array_open(json, "records");
    for (size_t i = 0; i < report->count; i++)
        put_saved(json, &report->saved[i]);
    json_array_close(json);
    put_notes(json, (struct span){report->said.data, report->said.len});
    if (report->undo.len > 0)
        json_put_raw(json, "undo", (struct span){report->undo.data, report->undo.len});
    else
        json_put_null(json, "undo");
}
