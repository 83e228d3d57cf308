// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/exchange_reply.h"

#include "shared/wire/wire_header.h"
#include "shared/wire/wire_value.h"

#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define FIELD(name, kind, member, required)                                         \
    {                                                                               \
        name, kind, offsetof(struct exchange_reply, member),                        \
            sizeof(((struct exchange_reply *)0)->member), required, JSON_NO_PRESENT \
    }

static const char *const answer_names[] = {
    [ANSWER_OK] = "ok",
    [ANSWER_GAP] = "gap",
    [ANSWER_OFFER] = "offer",
};
static const struct json_field full_fields[] = {
    FIELD("epoch", JSON_HEX64, epoch, true),
    FIELD("scope", JSON_U64, scope, true),
    FIELD("time", JSON_INTEGER, time_ms, true),
    FIELD("next", JSON_INTEGER, next_ms, true),
    FIELD("token", JSON_TEXT, token, false),
    FIELD("cursor", JSON_TEXT, cursor, false),
    FIELD("more", JSON_BOOLEAN, more, true),
    FIELD("prove", JSON_BOOLEAN, prove, false),
    FIELD("backed_up_through", JSON_U64, backed_up_through, true),
    FIELD("lines", JSON_INTEGER, lines, true),
};
static const struct json_field same_fields[] = {
    FIELD("next", JSON_INTEGER, next_ms, true),
    FIELD("time", JSON_INTEGER, time_ms, true),
    FIELD("token", JSON_TEXT, token, true),
};
static const struct json_field limit_fields[] = {
    FIELD("lines", JSON_INTEGER, limit_lines, true),
    FIELD("bytes", JSON_INTEGER, limit_bytes, true),
    FIELD("chunk", JSON_INTEGER, limit_chunk, true),
    FIELD("blob", JSON_INTEGER, limit_blob, true),
};

void exchange_reply_init(struct exchange_reply *reply)
{
    *reply = (struct exchange_reply){
        .limit_lines = WIRE_LINES_MAX,
        .limit_bytes = WIRE_BATCH_BYTES,
        .limit_chunk = 256 << 10,
        .limit_blob = INT64_C(2) << 30,
    };
    receipt_init(&reply->receipt);
}

void exchange_reply_clear(struct exchange_reply *reply)
{
    receipt_clear(&reply->receipt);
    vector_clear(&reply->counters);
    mem_free(reply->macs);
    exchange_reply_init(reply);
}

static void put_receipt(struct json_writer *writer, const struct receipt *receipt)
{
    struct buffer text;

    buffer_init(&text, writer->out->max);
    if (receipt_format(receipt, true, &text))
        json_put_raw(writer, "receipt", (struct span){text.data, text.len});
    else
        writer->out->failed = true;
    buffer_clear(&text);
}

static void put_full(struct json_writer *writer, const struct exchange_reply *reply)
{
    json_put_text(writer, "answer", answer_names[reply->answer]);
    wire_value_put_hex64(writer, "epoch", reply->epoch);
    json_put_u64(writer, "scope", reply->scope);
    json_put_integer(writer, "time", reply->time_ms);
    json_put_integer(writer, "next", reply->next_ms);
    if (reply->token[0])
        json_put_text(writer, "token", reply->token);
    if (reply->cursor[0])
        json_put_text(writer, "cursor", reply->cursor);
    json_put_boolean(writer, "more", reply->more);
    if (reply->prove)
        json_put_boolean(writer, "prove", true);
    if (reply->receipted)
        put_receipt(writer, &reply->receipt);
    if (reply->counters_stated)
        wire_value_put_vector(writer, "counters", &reply->counters);
    if (reply->mac_count)
        json_put_base64(writer, "macs", reply->macs, reply->mac_count * MAC_BYTES);
    json_put_u64(writer, "backed_up_through", reply->backed_up_through);
    json_object_open(writer, "limits");
    json_put_integer(writer, "lines", reply->limit_lines);
    json_put_integer(writer, "bytes", reply->limit_bytes);
    json_put_integer(writer, "chunk", reply->limit_chunk);
    json_put_integer(writer, "blob", reply->limit_blob);
    json_object_close(writer);
    json_put_integer(writer, "lines", reply->lines);
}

bool exchange_reply_format(const struct exchange_reply *reply, struct buffer *out)
{
    struct json_writer writer;

    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    if (reply->answer == ANSWER_FULL) {
        json_put_boolean(&writer, "full", true);
        json_put_integer(&writer, "time", reply->time_ms);
    } else if (reply->answer == ANSWER_SAME) {
        json_put_integer(&writer, "next", reply->next_ms);
        json_put_integer(&writer, "time", reply->time_ms);
        json_put_text(&writer, "token", reply->token);
    } else {
        put_full(&writer, reply);
    }
    json_object_close(&writer);
    return wire_value_end(out);
}

static enum err read_answer(const char *word, struct exchange_reply *out, struct error *error)
{
    for (size_t i = 0; i < COUNT_OF(answer_names); i++) {
        if (strcmp(word, answer_names[i]) == 0) {
            out->answer = (enum exchange_answer)i;
            return ERR_OK;
        }
    }
    return error_set(error, ERR_PARSE, "answer: '%.40s' is none", word);
}

static enum err read_macs(const struct json *value, struct exchange_reply *out, struct error *error)
{
    const size_t most = WIRE_LINES_MAX * MAC_BYTES;
    const char *text;
    size_t len;

    if (json_is_null(value))
        return ERR_OK;
    if (!json_text(value, &text))
        return error_set(error, ERR_PARSE, "macs: expected base64");
    out->macs = mem_alloc(most);
    if (!text_parse_base64(span_of(text), out->macs, most, &len) || len % MAC_BYTES)
        return error_set(error, ERR_PARSE, "macs: expected base64 of 16 bytes each");
    out->mac_count = len / MAC_BYTES;
    return ERR_OK;
}

static enum err read_limits(const struct json *object, struct exchange_reply *out,
                            struct error *error)
{
    enum err code = ERR_OK;

    if (json_is_null(object))
        return ERR_OK;
    code = json_read(object, limit_fields, COUNT_OF(limit_fields), out, error);
    if (!code
        && (out->limit_lines < 1 || out->limit_bytes < 1 || out->limit_chunk < 1
            || out->limit_blob < 1))
        code = error_set(error, ERR_PARSE, "a limit below 1");
    return code ? error_wrap(error, code, "limits") : ERR_OK;
}

static enum err read_full(const struct json *header, struct exchange_reply *out,
                          struct error *error)
{
    const struct json *receipt = json_member(header, "receipt");
    const struct json *counters = json_member(header, "counters");
    enum err code = json_read(header, full_fields, COUNT_OF(full_fields), out, error);

    if (!code && (out->lines < 0 || out->next_ms < 0))
        code = error_set(error, ERR_PARSE, "lines or next: it is negative");
    if (!code)
        code = read_limits(json_member(header, "limits"), out, error);
    if (!code && !json_is_null(receipt))
        code = receipt_parse(receipt, &out->receipt, error);
    if (!code && !json_is_null(counters))
        code = wire_value_vector(counters, "counters", VECTOR_MAX, &out->counters, error);
    if (!code)
        code = read_macs(json_member(header, "macs"), out, error);
    out->receipted = !json_is_null(receipt);
    out->counters_stated = !json_is_null(counters);
    return code;
}

static enum err read_short(const struct json *header, struct exchange_reply *out,
                           struct error *error)
{
    bool full = false;
    enum err code = ERR_OK;

    if (json_boolean(json_member(header, "full"), &full) && full) {
        out->answer = ANSWER_FULL;
        if (!json_integer(json_member(header, "time"), &out->time_ms))
            code = error_set(error, ERR_PARSE, "time: expected an integer");
        return code;
    }
    out->answer = ANSWER_SAME;
    code = json_read(header, same_fields, COUNT_OF(same_fields), out, error);
    if (!code && out->next_ms < 0)
        code = error_set(error, ERR_PARSE, "next: it is negative");
    return code;
}

enum err exchange_reply_parse(struct span body, struct exchange_reply *out, struct span *rest,
                              struct error *error)
{
    struct json *header = NULL;
    const char *answer;
    enum err code = wire_header_open(body, &header, rest, error);

    if (!code && json_text(json_member(header, "answer"), &answer)) {
        code = read_answer(answer, out, error);
        if (!code)
            code = read_full(header, out, error);
    } else if (!code) {
        code = read_short(header, out, error);
    }
    json_free(header);
    if (code)
        exchange_reply_clear(out);
    return wire_header_fault(code, "exchange reply", error);
}
