// SPDX-License-Identifier: Apache-2.0
#include "server/sync/erasure_line.h"

#include "shared/base/memory.h"
#include "shared/data/json.h"
#include "shared/wire/wire_value.h"

#include <string.h>

static const char start[] = "{\"erasure\":{";

bool erasure_line_is(struct span text)
{
    return text.len >= sizeof(start) - 1 && memcmp(text.data, start, sizeof(start) - 1) == 0;
}

static void put_signoff(struct json_writer *writer, const struct erased_signoff *signoff)
{
    json_object_open(writer, NULL);
    wire_value_put_uuid(writer, "signoff", &signoff->signoff);
    wire_value_put_uuid(writer, "of", &signoff->of);
    json_put_text(writer, "form", signoff->form);
    json_put_text(writer, "role", signoff->role);
    json_put_text(writer, "verdict", signoff->verdict);
    json_put_integer(writer, "signed", signoff->signed_ms);
    json_put_hex(writer, "sealed", signoff->sealed.bytes, HASH_BYTES);
    json_put_hex(writer, "statement", signoff->statement.bytes, HASH_BYTES);
    json_put_hex(writer, "content", signoff->content.bytes, HASH_BYTES);
    json_put_hex(writer, "handwriting", signoff->handwriting.bytes, HASH_BYTES);
    json_put_hex(writer, "seal", signoff->seal, signoff->seal_len);
    json_object_close(writer);
}

enum err erasure_line_write(struct ledger *ledger, const struct erasure_line *line,
                            struct error *error)
{
    struct json_writer writer;
    struct buffer text;
    enum err result;

    buffer_init(&text, LEDGER_LINE_MAX);
    json_begin(&writer, &text);
    json_object_open(&writer, NULL);
    json_object_open(&writer, "erasure");
    wire_value_put_uuid(&writer, "site", &line->erasure.site);
    json_put_integer(&writer, "at", line->erasure.at_ms);
    json_put_text(&writer, "by", line->erasure.by);
    json_put_text(&writer, "reason", line->erasure.reason);
    json_array_open(&writer, "signoffs");
    for (size_t i = 0; i < line->signoff_count; i++)
        put_signoff(&writer, &line->signoffs[i]);
    json_array_close(&writer);
    json_object_close(&writer);
    json_object_close(&writer);
    result = text.failed ? error_set(error, ERR_TOO_LARGE, "a line for the ledger is too long")
                         : ledger_append(ledger, (struct span){text.data, text.len}, error);
    buffer_clear(&text);
    return result;
}

#define ROW_FIELD(name, kind, member)                                        \
    {                                                                        \
        (name), (kind), offsetof(struct erasure_row, member),                \
            sizeof(((struct erasure_row *)0)->member), true, JSON_NO_PRESENT \
    }
#define SIGNOFF_FIELD(name, kind, member)                                       \
    {                                                                           \
        (name), (kind), offsetof(struct erased_signoff, member),                \
            sizeof(((struct erased_signoff *)0)->member), true, JSON_NO_PRESENT \
    }

static enum err read_signoff(const struct json *object, struct erased_signoff *out,
                             struct error *error)
{
    static const struct json_field fields[] = {
        SIGNOFF_FIELD("signoff", JSON_UUID, signoff),
        SIGNOFF_FIELD("of", JSON_UUID, of),
        SIGNOFF_FIELD("form", JSON_TEXT, form),
        SIGNOFF_FIELD("role", JSON_TEXT, role),
        SIGNOFF_FIELD("verdict", JSON_TEXT, verdict),
        SIGNOFF_FIELD("signed", JSON_INTEGER, signed_ms),
        SIGNOFF_FIELD("sealed", JSON_DIGEST, sealed),
        SIGNOFF_FIELD("statement", JSON_DIGEST, statement),
        SIGNOFF_FIELD("content", JSON_DIGEST, content),
        SIGNOFF_FIELD("handwriting", JSON_DIGEST, handwriting),
    };
    const char *seal = "";
    enum err result = json_read(object, fields, sizeof(fields) / sizeof(fields[0]), out, error);

    if (result != ERR_OK)
        return result;
    json_text(json_member(object, "seal"), &seal);
    out->seal_len = strlen(seal) / 2;
    if (out->seal_len > sizeof(out->seal)
        || !text_parse_hex(span_of(seal), out->seal, out->seal_len))
        return error_set(error, ERR_PARSE, "the seal of an erased sign-off cannot be read");
    return ERR_OK;
}

static enum err read_signoffs(const struct json *array, struct erasure_line *out,
                              struct error *error)
{
    enum err result = ERR_OK;
    size_t count = 0;

    for (const struct json *item = json_first(array); item; item = json_next(item))
        count++;
    out->signoffs = mem_alloc_array(count, sizeof(*out->signoffs));
    for (const struct json *item = json_first(array); item && result == ERR_OK;
         item = json_next(item)) {
        result = read_signoff(item, &out->signoffs[out->signoff_count], error);
        out->signoffs[out->signoff_count++].site = out->erasure.site;
    }
    return result;
}

enum err erasure_line_read(struct span text, struct erasure_line *out, struct error *error)
{
    static const struct json_field fields[] = {
        ROW_FIELD("site", JSON_UUID, site),
        ROW_FIELD("at", JSON_INTEGER, at_ms),
        ROW_FIELD("by", JSON_TEXT, by),
        ROW_FIELD("reason", JSON_TEXT, reason),
    };
    static const struct json_limits limits = {LEDGER_LINE_MAX, 400000};
    const struct json *erasure;
    struct json *object = NULL;
    enum err result;

    *out = (struct erasure_line){0};
    result = json_parse(text, &limits, &object, error);
    erasure = json_member(object, "erasure");
    if (result == ERR_OK)
        result
            = json_read(erasure, fields, sizeof(fields) / sizeof(fields[0]), &out->erasure, error);
    if (result == ERR_OK)
        result = read_signoffs(json_member(erasure, "signoffs"), out, error);
    json_free(object);
    if (result != ERR_OK)
        erasure_line_clear(out);
    return result;
}

void erasure_line_clear(struct erasure_line *line)
{
    mem_free(line->signoffs);
    *line = (struct erasure_line){0};
}
