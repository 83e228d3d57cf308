// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/enrolment.h"

#include "shared/base/memory.h"
#include "shared/wire/wire_value.h"

enum { PERSONS_BYTES_MAX = 1 << 20 };

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define FIELD(type, member, kind)                                                               \
    {                                                                                           \
#member, kind, offsetof(struct type, member), sizeof(((struct type *)0)->member), true, \
            JSON_NO_PRESENT                                                                     \
    }

static const struct json_field enrol_fields[] = {
    FIELD(enrol_request, request, JSON_TEXT),
    FIELD(enrol_request, name, JSON_TEXT),
    FIELD(enrol_request, agent, JSON_TEXT),
};
static const struct json_field renew_fields[] = {
    FIELD(renew_request, device, JSON_UUID),
    FIELD(renew_request, nonce, JSON_DIGEST),
    FIELD(renew_request, request, JSON_TEXT),
    FIELD(renew_request, signature, JSON_TEXT),
};
static const struct json_field reply_fields[] = {
    FIELD(enrol_reply, device, JSON_UUID),
    FIELD(enrol_reply, certificate, JSON_TEXT),
    FIELD(enrol_reply, ca, JSON_TEXT),
    FIELD(enrol_reply, receipt, JSON_TEXT),
    FIELD(enrol_reply, seal, JSON_TEXT),
    FIELD(enrol_reply, sync, JSON_TEXT),
    FIELD(enrol_reply, office, JSON_TEXT),
    {"time", JSON_INTEGER, offsetof(struct enrol_reply, time_ms), sizeof(int64_t), true,
     JSON_NO_PRESENT},
};
static const struct json_field device_field[] = {
    {"device", JSON_UUID, 0, sizeof(struct uuid), true, JSON_NO_PRESENT},
};
static const struct json_field nonce_field[] = {
    {"nonce", JSON_DIGEST, 0, sizeof(struct digest), true, JSON_NO_PRESENT},
};
static const struct json_field time_field[] = {
    {"time", JSON_INTEGER, 0, sizeof(int64_t), true, JSON_NO_PRESENT},
};

// Parses a body and reads one table from it.
static enum err read_body(struct span body, const struct json_field *fields, size_t count,
                          void *out, struct error *error)
{
    struct json *root = NULL;
    enum err code = json_parse(body, &json_limits_default, &root, error);

    if (!code)
        code = json_read(root, fields, count, out, error);
    json_free(root);
    return code;
}

static void object_begin(struct json_writer *writer, struct buffer *out)
{
    json_begin(writer, out);
    json_object_open(writer, NULL);
}

static bool object_end(struct json_writer *writer)
{
    json_object_close(writer);
    return !writer->out->failed;
}

bool enrol_request_format(const struct enrol_request *request, struct buffer *out)
{
    struct json_writer writer;

    object_begin(&writer, out);
    json_put_text(&writer, "code", request->code);
    json_put_text(&writer, "request", request->request);
    json_put_text(&writer, "name", request->name);
    json_put_text(&writer, "agent", request->agent);
    return object_end(&writer);
}

enum err enrol_request_parse(struct span body, struct enrol_request *out, struct error *error)
{
    struct json *root = NULL;
    const char *text;
    enum err code = json_parse(body, &json_limits_default, &root, error);

    *out = (struct enrol_request){0};
    if (!code)
        code = json_read(root, enrol_fields, COUNT_OF(enrol_fields), out, error);
    if (!code
        && (!json_text(json_member(root, "code"), &text)
            || !enrol_code_parse(span_of(text), out->code)))
        code = error_set(error, ERR_PARSE, "code: expected 26 characters");
    json_free(root);
    if (!code)
        return ERR_OK;
    *out = (struct enrol_request){0};
    return error_wrap(error, code, "enrolment");
}

bool renew_request_format(const struct renew_request *request, struct buffer *out)
{
    struct json_writer writer;

    object_begin(&writer, out);
    wire_value_put_uuid(&writer, "device", &request->device);
    json_put_hex(&writer, "nonce", request->nonce.bytes, HASH_BYTES);
    json_put_text(&writer, "request", request->request);
    json_put_text(&writer, "signature", request->signature);
    return object_end(&writer);
}

enum err renew_request_parse(struct span body, struct renew_request *out, struct error *error)
{
    enum err code;

    *out = (struct renew_request){0};
    code = read_body(body, renew_fields, COUNT_OF(renew_fields), out, error);
    if (!code)
        return ERR_OK;
    *out = (struct renew_request){0};
    return error_wrap(error, code, "renewal");
}

bool renew_statement(const struct renew_request *request, struct buffer *out)
{
    char device[UUID_TEXT], nonce[HASH_TEXT];

    uuid_format(&request->device, device);
    digest_format(&request->nonce, nonce);
    return buffer_printf(out, "plumbline renew v1\n%s\n%s\n%s", device, nonce, request->request);
}

bool enrol_reply_format(const struct enrol_reply *reply, struct buffer *out)
{
    struct json_writer writer;

    object_begin(&writer, out);
    wire_value_put_uuid(&writer, "device", &reply->device);
    json_put_text(&writer, "certificate", reply->certificate);
    json_put_text(&writer, "ca", reply->ca);
    json_put_text(&writer, "receipt", reply->receipt);
    json_put_text(&writer, "seal", reply->seal);
    json_put_text(&writer, "sync", reply->sync);
    json_put_text(&writer, "office", reply->office);
    json_put_raw(&writer, "persons", span_of(reply->persons ? reply->persons : "[]"));
    json_put_integer(&writer, "time", reply->time_ms);
    return object_end(&writer);
}

static enum err read_persons(const struct json *array, struct enrol_reply *out, struct error *error)
{
    struct buffer text;

    if (!json_is_array(array))
        return error_set(error, ERR_PARSE, "persons: expected an array");
    buffer_init(&text, PERSONS_BYTES_MAX);
    if (!json_print(array, &text)) {
        buffer_clear(&text);
        return error_set(error, ERR_TOO_LARGE, "persons: more than 1 MiB");
    }
    out->persons_owned = buffer_take(&text);
    out->persons = out->persons_owned;
    return ERR_OK;
}

enum err enrol_reply_parse(struct span body, struct enrol_reply *out, struct error *error)
{
    struct json *root = NULL;
    enum err code = json_parse(body, &json_limits_default, &root, error);

    *out = (struct enrol_reply){0};
    if (!code)
        code = json_read(root, reply_fields, COUNT_OF(reply_fields), out, error);
    if (!code)
        code = read_persons(json_member(root, "persons"), out, error);
    json_free(root);
    if (!code)
        return ERR_OK;
    *out = (struct enrol_reply){0};
    return error_wrap(error, code, "enrolment reply");
}

void enrol_reply_clear(struct enrol_reply *reply)
{
    mem_free(reply->persons_owned);
    *reply = (struct enrol_reply){0};
}

bool renew_nonce_request_format(const struct uuid *device, struct buffer *out)
{
    struct json_writer writer;

    object_begin(&writer, out);
    wire_value_put_uuid(&writer, "device", device);
    return object_end(&writer);
}

enum err renew_nonce_request_parse(struct span body, struct uuid *out, struct error *error)
{
    enum err code = read_body(body, device_field, COUNT_OF(device_field), out, error);

    return code ? error_wrap(error, code, "nonce request") : ERR_OK;
}

bool renew_nonce_format(const struct digest *nonce, struct buffer *out)
{
    struct json_writer writer;

    object_begin(&writer, out);
    json_put_hex(&writer, "nonce", nonce->bytes, HASH_BYTES);
    return object_end(&writer);
}

enum err renew_nonce_parse(struct span body, struct digest *out, struct error *error)
{
    enum err code = read_body(body, nonce_field, COUNT_OF(nonce_field), out, error);

    return code ? error_wrap(error, code, "nonce") : ERR_OK;
}

bool enrol_time_format(int64_t time_ms, struct buffer *out)
{
    struct json_writer writer;

    object_begin(&writer, out);
    json_put_integer(&writer, "time", time_ms);
    return object_end(&writer);
}

enum err enrol_time_parse(struct span body, int64_t *out, struct error *error)
{
    enum err code = read_body(body, time_field, COUNT_OF(time_field), out, error);

    return code ? error_wrap(error, code, "time") : ERR_OK;
}
