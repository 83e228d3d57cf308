// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/join.h"

#include "agent/blobs/retry.h"
#include "agent/store/setting.h"
#include "shared/base/memory.h"
#include "shared/crypto/certificate.h"
#include "shared/crypto/certificate_request.h"
#include "shared/wire/enrolment.h"

#include <stdio.h>
#include <string.h>

enum { CALL_TIMEOUT_MS = 30000, REPLY_MAX = 256 << 10 };

static struct span bytes_of(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

// The device key: made once, then read.
static enum err device_key(const struct join_options *options, struct key **out,
                           struct error *error)
{
    struct buffer pem;
    buffer_init(&pem, PEM_MAX);
    enum err err = options->disk->make_folder(options->disk->ctx, "keys");
    if (err == ERR_OK)
        err = options->disk->sync_folder(options->disk->ctx, "");
    if (err == ERR_OK)
        err = disk_read_file(options->disk, "keys/device.key", &pem, error);
    if (err == ERR_OK) {
        err = key_parse_pem(bytes_of(&pem), out, error);
    } else if (err == ERR_NOT_FOUND) {
        buffer_reset(&pem);
        err = key_make(options->random, out, error);
        if (err == ERR_OK)
            err = key_format_pem(*out, &pem);
        if (err == ERR_OK)
            err = disk_write_file(options->disk, "keys/device.key", pem.data, pem.len, error);
    }
    if (pem.data != NULL)
        mem_wipe(pem.data, pem.len);
    buffer_clear(&pem);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "keys/device.key");
}

static enum err make_request(const struct key *key, const char *name, char out[PEM_MAX],
                             struct error *error)
{
    struct buffer pem;
    buffer_init(&pem, PEM_MAX - 1);
    enum err err = certificate_request_make(key, name, &pem, error);
    text_copy(out, PEM_MAX, bytes_of(&pem));
    buffer_clear(&pem);
    return err;
}

static enum err post(const struct join_options *options, const char *path,
                     const struct buffer *body, struct transport_reply *reply, struct error *error)
{
    static const struct http_header type = {"Content-Type", "application/json"};
    struct transport_call call = {HTTP_POST, path, &type, 1, bytes_of(body), CALL_TIMEOUT_MS};
    bool wipe = false;
    int64_t after_ms = 0;
    enum err err = transport_call(options->transport, &call, reply, error);
    if (err == ERR_OK && reply->status != 200)
        err = retry_read(reply, &wipe, &after_ms, error);
    return err;
}

static enum err check(const struct enrol_reply *reply, const struct digest *ca, struct error *error)
{
    struct certificate_info info;
    char device[UUID_TEXT];
    struct span ca_pem = span_of(reply->ca);
    uuid_format(&reply->device, device);
    enum err err = certificate_read(ca_pem, &info, error);
    if (err == ERR_OK && ca != NULL && !digest_equal(&info.digest, ca))
        return error_set(error, ERR_TLS, "the office's CA is not the one in the link");
    if (err == ERR_OK)
        err = certificate_check(span_of(reply->certificate), ca_pem, CERTIFICATE_CLIENT, error);
    if (err == ERR_OK)
        err = certificate_check(span_of(reply->receipt), ca_pem, CERTIFICATE_RECEIPT, error);
    if (err == ERR_OK)
        err = certificate_check(span_of(reply->seal), ca_pem, CERTIFICATE_SEAL, error);
    if (err == ERR_OK)
        err = certificate_read(span_of(reply->certificate), &info, error);
    if (err == ERR_OK && strcmp(info.common_name, device) != 0)
        err = error_set(error, ERR_TLS, "the certificate is for %s, not for %s", info.common_name,
                        device);
    return err;
}

static enum err keep_files(const struct join_options *options, const struct enrol_reply *reply,
                           struct error *error)
{
    const struct {
        const char *path, *pem;
    } files[] = {{"keys/ca.pem", reply->ca},
                 {"keys/receipt.pem", reply->receipt},
                 {"keys/seal.pem", reply->seal},
                 {"keys/device.pem", reply->certificate}};
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < sizeof files / sizeof *files; i++)
        err = disk_write_file(options->disk, files[i].path, files[i].pem, strlen(files[i].pem),
                              error);
    return err;
}

// The first person of the list writes when nobody else is named; a renewal does not change who.
static bool first_person(const struct enrol_reply *reply, char out[UUID_TEXT])
{
    struct json *persons = NULL;
    const char *id = NULL;
    bool found
        = reply->persons != NULL
          && json_parse(span_of(reply->persons), &json_limits_default, &persons, NULL) == ERR_OK
          && json_text(json_member(json_first(persons), "id"), &id);
    text_copy(out, UUID_TEXT, span_of(found ? id : NULL));
    json_free(persons);
    return found;
}

static enum err keep_settings(const struct join_options *options, const struct enrol_reply *reply,
                              const struct enrol_link *link, struct error *error)
{
    char device[UUID_TEXT], person[UUID_TEXT] = "", pin[HASH_TEXT] = "";
    uuid_format(&reply->device, device);
    if (link != NULL) {
        first_person(reply, person);
        // The office listener's key, by which a renewal knows it again.
        digest_format(&link->pin, pin);
    }
    const struct {
        const char *name, *value;
    } settings[] = {{"sync", reply->sync},
                    {"office", reply->office},
                    {"persons", reply->persons == NULL ? "[]" : reply->persons},
                    {"persons_version", ""},
                    {link != NULL ? "person" : "sealed", person},
                    {"sealed", ""},
                    {link != NULL ? "pin" : "sealed", pin},
                    {"device", device}};
    enum err err = store_begin(options->store, error);
    if (err != ERR_OK)
        return err;
    for (size_t i = 0; err == ERR_OK && i < sizeof settings / sizeof *settings; i++)
        err = setting_write(options->store, settings[i].name, span_of(settings[i].value), error);
    if (err == ERR_OK)
        return store_commit(options->store, error);
    store_rollback(options->store);
    return err;
}

static enum err take_reply(const struct join_options *options, const struct transport_reply *answer,
                           const struct enrol_link *link, struct error *error)
{
    struct enrol_reply reply = {0};
    enum err err = enrol_reply_parse(bytes_of(&answer->body), &reply, error);
    if (err == ERR_OK)
        err = check(&reply, link != NULL ? &link->ca : NULL, error);
    if (err == ERR_OK)
        err = keep_files(options, &reply, error);
    if (err == ERR_OK)
        err = keep_settings(options, &reply, link, error);
    enrol_reply_clear(&reply);
    return err;
}

static enum err enrolled_device(const struct join_options *options, struct uuid *out,
                                struct error *error)
{
    struct buffer text;
    buffer_init(&text, UUID_TEXT);
    enum err err = setting_read(options->store, "device", &text, error);
    if (err == ERR_OK && !uuid_parse(bytes_of(&text), out))
        err = error_set(error, ERR_CORRUPT, "setting device");
    buffer_clear(&text);
    return err;
}

enum err join_office(const struct join_options *options, const struct enrol_link *link,
                     struct error *error)
{
    struct enrol_request request = {0};
    struct transport_reply answer;
    struct buffer body;
    struct key *key = NULL;
    struct uuid device;
    if (enrolled_device(options, &device, NULL) == ERR_OK)
        return error_set(error, ERR_EXISTS, "this tablet is enrolled already");
    transport_reply_init(&answer, REPLY_MAX);
    buffer_init(&body, REPLY_MAX);
    enum err err = device_key(options, &key, error);
    if (err == ERR_OK)
        err = make_request(key, "tablet", request.request, error);
    if (err == ERR_OK) {
        text_copy(request.code, sizeof request.code, span_of(link->code));
        text_copy(request.name, sizeof request.name, span_of(options->name));
        text_copy(request.agent, sizeof request.agent, span_of(options->agent_version));
        enrol_request_format(&request, &body);
        err = post(options, "/v1/enrol", &body, &answer, error);
    }
    if (err == ERR_OK)
        err = take_reply(options, &answer, link, error);
    key_free(key);
    buffer_clear(&body);
    transport_reply_clear(&answer);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "enrol");
}

static enum err sign_renewal(const struct key *key, struct renew_request *request,
                             struct error *error)
{
    struct buffer text, base64;
    uint8_t signature[KEY_SIGNATURE_MAX];
    size_t len = 0;
    buffer_init(&text, 2 * PEM_MAX);
    buffer_init(&base64, sizeof request->signature - 1);
    renew_statement(request, &text);
    enum err err = key_sign(key, text.data, text.len, signature, &len);
    buffer_append_base64(&base64, signature, len);
    text_copy(request->signature, sizeof request->signature, bytes_of(&base64));
    buffer_clear(&text);
    buffer_clear(&base64);
    return err == ERR_OK ? ERR_OK : error_set(error, err, "signature");
}

enum err join_renew(const struct join_options *options, struct error *error)
{
    struct renew_request request = {0};
    struct transport_reply nonce, answer;
    struct buffer ask, body;
    struct key *key = NULL;
    transport_reply_init(&nonce, REPLY_MAX);
    transport_reply_init(&answer, REPLY_MAX);
    buffer_init(&ask, PEM_MAX);
    buffer_init(&body, REPLY_MAX);
    enum err err = enrolled_device(options, &request.device, error);
    if (err == ERR_OK)
        err = device_key(options, &key, error);
    if (err == ERR_OK) {
        renew_nonce_request_format(&request.device, &ask);
        err = post(options, "/v1/nonce", &ask, &nonce, error);
    }
    if (err == ERR_OK)
        err = renew_nonce_parse(bytes_of(&nonce.body), &request.nonce, error);
    if (err == ERR_OK)
        err = make_request(key, "tablet", request.request, error);
    if (err == ERR_OK)
        err = sign_renewal(key, &request, error);
    if (err == ERR_OK) {
        renew_request_format(&request, &body);
        err = post(options, "/v1/renew", &body, &answer, error);
    }
    if (err == ERR_OK)
        err = take_reply(options, &answer, NULL, error);
    key_free(key);
    buffer_clear(&ask);
    buffer_clear(&body);
    transport_reply_clear(&nonce);
    transport_reply_clear(&answer);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "renew");
}
