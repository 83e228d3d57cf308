// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/proof_message.h"

#include "shared/wire/wire_header.h"
#include "shared/wire/wire_value.h"

#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define FIELD_OF(type, name, kind, member, required)                                             \
    {                                                                                            \
        name, kind, offsetof(struct type, member), sizeof(((struct type *)0)->member), required, \
            JSON_NO_PRESENT                                                                      \
    }
#define ASKED(name, kind, member) FIELD_OF(proof_request, name, kind, member, true)
#define SAID(name, kind, member) FIELD_OF(proof_reply, name, kind, member, true)

static const char *const step_names[PROOF_STEPS] = {"begin", "walk", "repair", "end"};
static const char *const answer_names[PROOF_ANSWERS] = {"equal", "differs", "go", "stale", "gone"};

static const struct json_field both_fields[] = {
    ASKED("proof", JSON_HEX64, proof),
    ASKED("lines", JSON_INTEGER, lines),
};
static const struct json_field begin_fields[] = {
    ASKED("epoch", JSON_HEX64, epoch),
    ASKED("scope", JSON_U64, scope),
    FIELD_OF(proof_request, "cursor", JSON_TEXT, cursor, false),
    FIELD_OF(proof_request, "witness", JSON_TEXT, witness, false),
};
static const struct json_field sum_fields[] = {
    ASKED("count", JSON_U64, count),
    ASKED("digest", JSON_DIGEST, digest),
};
static const struct json_field end_fields[] = {
    ASKED("left", JSON_INTEGER, left),
    ASKED("sent", JSON_INTEGER, blobs_sent),
    ASKED("gone", JSON_INTEGER, blobs_gone),
};
static const struct json_field verdict_fields[] = {
    SAID("count", JSON_U64, count),
    SAID("digest", JSON_DIGEST, digest),
};

void proof_request_clear(struct proof_request *request)
{
    proof_places_clear(&request->want);
    *request = (struct proof_request){0};
}

void proof_reply_clear(struct proof_reply *reply)
{
    proof_places_clear(&reply->lacking);
    proof_places_clear(&reply->aside);
    proof_places_clear(&reply->bad);
    *reply = (struct proof_reply){0};
}

bool proof_record_format(const struct uuid *id, struct buffer *out)
{
    struct json_writer writer;

    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    wire_value_put_uuid(&writer, "record", id);
    json_object_close(&writer);
    return wire_value_end(out);
}

enum err proof_record_parse(struct span line, struct uuid *id, bool *found, struct error *error)
{
    struct json *object = NULL;
    const char *text;
    enum err code = json_parse(line, &json_limits_default, &object, error);

    *found = !code && json_text(json_member(object, "record"), &text);
    if (*found && !uuid_parse(span_of(text), id))
        code = error_set(error, ERR_PARSE, "record: expected an id");
    json_free(object);
    return code;
}

// What is empty is left out.
static void put_places(struct json_writer *writer, const char *key, const struct proof_places *list)
{
    struct buffer text;

    if (list->count == 0)
        return;
    buffer_init(&text, writer->out->max);
    proof_places_format(list, &text);
    json_put_span(writer, key, (struct span){text.data, text.len});
    writer->out->failed = writer->out->failed || text.failed;
    buffer_clear(&text);
}

static enum err read_places(const struct json *object, const char *key, struct proof_places *out,
                            struct error *error)
{
    const struct json *member = json_member(object, key);
    const char *text;
    enum err code;

    if (json_is_null(member))
        return ERR_OK;
    if (!json_text(member, &text))
        return error_set(error, ERR_PARSE, "%s: expected base64", key);
    code = proof_places_parse(span_of(text), out, error);
    return code ? error_wrap(error, code, "%s", key) : ERR_OK;
}

static void put_position(struct json_writer *writer, const char *key, const char *position)
{
    json_put_text(writer, key, position[0] ? position : NULL);
}

static void put_sum(struct json_writer *writer, uint64_t count, const struct digest *digest)
{
    json_put_u64(writer, "count", count);
    json_put_hex(writer, "digest", digest->bytes, HASH_BYTES);
}

bool proof_request_format(const struct proof_request *request, struct buffer *out)
{
    struct json_writer writer;

    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    wire_value_put_hex64(&writer, "proof", request->proof);
    json_put_text(&writer, "step", step_names[request->step]);
    if (request->step == PROOF_BEGIN) {
        wire_value_put_hex64(&writer, "epoch", request->epoch);
        json_put_u64(&writer, "scope", request->scope);
        put_position(&writer, "cursor", request->cursor);
        put_position(&writer, "witness", request->witness);
    }
    if (request->step == PROOF_BEGIN || request->step == PROOF_END)
        put_sum(&writer, request->count, &request->digest);
    if (request->step == PROOF_END) {
        json_put_integer(&writer, "left", request->left);
        json_put_integer(&writer, "sent", request->blobs_sent);
        json_put_integer(&writer, "gone", request->blobs_gone);
    }
    put_places(&writer, "want", &request->want);
    json_put_integer(&writer, "lines", request->lines);
    json_object_close(&writer);
    return wire_value_end(out);
}

bool proof_reply_format(const struct proof_reply *reply, struct buffer *out)
{
    struct json_writer writer;

    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    json_put_text(&writer, "answer", answer_names[reply->answer]);
    if (reply->summed)
        put_sum(&writer, reply->count, &reply->digest);
    if (reply->lacking_count)
        json_put_integer(&writer, "lacks", reply->lacking_count);
    put_places(&writer, "lacking", &reply->lacking);
    put_places(&writer, "aside", &reply->aside);
    put_places(&writer, "bad", &reply->bad);
    json_put_integer(&writer, "lines", reply->lines);
    json_object_close(&writer);
    return wire_value_end(out);
}

// The place of a word among names; `count` when it is none of them.
static size_t find_name(const char *const names[], size_t count, const struct json *word)
{
    const char *text;
    size_t i = 0;

    if (!json_text(word, &text))
        return count;
    while (i < count && strcmp(names[i], text) != 0)
        i++;
    return i;
}

static enum err read_step(const struct json *header, struct proof_request *out, struct error *error)
{
    enum err code = ERR_OK;

    if (out->step == PROOF_BEGIN)
        code = json_read(header, begin_fields, COUNT_OF(begin_fields), out, error);
    if (!code && (out->step == PROOF_BEGIN || out->step == PROOF_END))
        code = json_read(header, sum_fields, COUNT_OF(sum_fields), out, error);
    if (!code && out->step == PROOF_END)
        code = json_read(header, end_fields, COUNT_OF(end_fields), out, error);
    if (!code && (out->left < 0 || out->blobs_sent < 0 || out->blobs_gone < 0))
        code = error_set(error, ERR_PARSE, "left, sent or gone: it is negative");
    return code;
}

static enum err read_request(const struct json *header, struct proof_request *out,
                             struct error *error)
{
    size_t step = find_name(step_names, PROOF_STEPS, json_member(header, "step"));
    enum err code = json_read(header, both_fields, COUNT_OF(both_fields), out, error);

    if (!code && (step == PROOF_STEPS || out->proof == 0 || out->lines < 0))
        code = error_set(error, ERR_PARSE, "proof, step or lines is none");
    out->step = step == PROOF_STEPS ? PROOF_BEGIN : (enum proof_step)step;
    if (!code)
        code = read_step(header, out, error);
    return code ? code : read_places(header, "want", &out->want, error);
}

enum err proof_request_parse(struct span body, struct proof_request *out, struct span *rest,
                             struct error *error)
{
    struct json *header = NULL;
    enum err code = wire_header_open(body, &header, rest, error);

    if (!code)
        code = read_request(header, out, error);
    json_free(header);
    if (code)
        proof_request_clear(out);
    return wire_header_fault(code, "proof request", error);
}

static enum err read_reply(const struct json *header, struct proof_reply *out, struct error *error)
{
    size_t answer = find_name(answer_names, PROOF_ANSWERS, json_member(header, "answer"));
    const struct json *lacks = json_member(header, "lacks");
    enum err code = ERR_OK;

    if (answer == PROOF_ANSWERS || !json_integer(json_member(header, "lines"), &out->lines)
        || out->lines < 0)
        return error_set(error, ERR_PARSE, "answer or lines is none");
    out->answer = (enum proof_answer)answer;
    if (!json_is_null(lacks)
        && (!json_integer(lacks, &out->lacking_count) || out->lacking_count < 0))
        return error_set(error, ERR_PARSE, "lacks: expected a count");
    out->summed
        = answer == PROOF_EQUAL || answer == PROOF_DIFFERS || json_member(header, "digest") != NULL;
    if (out->summed)
        code = json_read(header, verdict_fields, COUNT_OF(verdict_fields), out, error);
    if (!code)
        code = read_places(header, "lacking", &out->lacking, error);
    if (!code)
        code = read_places(header, "aside", &out->aside, error);
    return code ? code : read_places(header, "bad", &out->bad, error);
}

enum err proof_reply_parse(struct span body, struct proof_reply *out, struct span *rest,
                           struct error *error)
{
    struct json *header = NULL;
    enum err code = wire_header_open(body, &header, rest, error);

    if (!code)
        code = read_reply(header, out, error);
    json_free(header);
    if (code)
        proof_reply_clear(out);
    return wire_header_fault(code, "proof reply", error);
}
