// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/deed_once.h"

#include "shared/data/json.h"

#include <string.h>

enum { ANSWER_MAX = 1 << 20 };

static struct span text_of(const struct buffer *buffer)
{
    return buffer->len ? (struct span){buffer->data, buffer->len} : span_of("");
}

static void put_uuid(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    json_put_text(json, key, text);
}

static void put_saved(struct json_writer *json, const struct deed_saved *saved)
{
    json_object_open(json, NULL);
    put_uuid(json, "id", &saved->id);
    json_put_text(json, "kind", saved->kind);
    json_put_u64(json, "actor", saved->dot.actor);
    json_put_u64(json, "counter", saved->dot.counter);
    json_put_text(json, "label", saved->label);
    json_object_close(json);
}

enum err deed_once_keep(const struct deed_options *options, const struct deed_report *report,
                        struct error *error)
{
    struct json_writer json;
    struct buffer answer;
    enum err code;

    buffer_init(&answer, ANSWER_MAX);
    json_begin(&json, &answer);
    json_object_open(&json, NULL);
    put_uuid(&json, "id", &report->id);
    json_array_open(&json, "saved");
    for (size_t i = 0; i < report->count; i++)
        put_saved(&json, &report->saved[i]);
    json_array_close(&json);
    json_put_span(&json, "said", text_of(&report->said));
    json_put_span(&json, "kept", text_of(&report->kept));
    json_put_span(&json, "undo", text_of(&report->undo));
    json_object_close(&json);
    if (answer.failed)
        code = error_set(error, ERR_TOO_LARGE, "what is to be answered is more than %d bytes",
                         ANSWER_MAX);
    else
        code = once_keep(options->store, options->once, &options->site, text_of(&answer), error);
    buffer_clear(&answer);
    return code;
}

static bool read_uuid(const struct json *value, struct uuid *out)
{
    const char *text = NULL;

    return json_text(value, &text) && uuid_parse(span_of(text), out);
}

static bool read_text(const struct json *value, struct buffer *out)
{
    const char *text = NULL;

    buffer_init(out, ANSWER_MAX);
    return json_text(value, &text) && buffer_append_text(out, text);
}

static bool read_saved(const struct json *item, struct deed_saved *out)
{
    const char *kind = NULL, *label = NULL;
    const struct kind *known;

    if (!read_uuid(json_member(item, "id"), &out->id)
        || !json_text(json_member(item, "kind"), &kind)
        || !json_u64(json_member(item, "actor"), &out->dot.actor)
        || !json_u64(json_member(item, "counter"), &out->dot.counter)
        || !json_text(json_member(item, "label"), &label))
        return false;
    known = kind_find(span_of(kind));
    out->kind = known ? known->name : "";
    text_copy(out->label, sizeof(out->label), span_of(label));
    return true;
}

static bool read_report(const struct json *answer, struct deed_report *out)
{
    const struct json *saved = json_member(answer, "saved");
    bool fine = read_uuid(json_member(answer, "id"), &out->id)
                && read_text(json_member(answer, "said"), &out->said)
                && read_text(json_member(answer, "kept"), &out->kept)
                && read_text(json_member(answer, "undo"), &out->undo);
    size_t count = 0;

    for (const struct json *item = json_first(saved); item; item = json_next(item))
        count++;
    out->saved = mem_alloc_array(count, sizeof(*out->saved));
    for (const struct json *item = json_first(saved); fine && item; item = json_next(item))
        fine = read_saved(item, &out->saved[out->count++]);
    out->repeated = true;
    return fine;
}

enum err deed_once_find(const struct deed_options *options, struct deed_report *out,
                        struct error *error)
{
    struct json *answer = NULL;
    struct buffer text;
    enum err code;

    *out = (struct deed_report){0};
    buffer_init(&text, ANSWER_MAX);
    code = once_find(options->store, options->once, &text, error);
    if (!code)
        code = json_parse(text_of(&text), &json_limits_default, &answer, error);
    if (!code && !read_report(answer, out))
        code = error_set(error, ERR_CORRUPT, "what was answered to this tap cannot be read");
    if (code)
        deed_report_clear(out);
    json_free(answer);
    buffer_clear(&text);
    return code;
}
